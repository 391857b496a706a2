"""An import is undone while someone who came with it asks for a code to sign in."""

from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts import adapter
from accounts.models import User, UserQuerySet
from notifications.models import Notice
from tests.races import Meeting, all_at_once, meet_after
from tests.transfer.tables import ANA, HEADINGS, NOW, csv_of, imported
from transfer.models import Batch
from transfer.services import advancing, undoing_mentors

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "ana.gross@example.org"


def at_once() -> tuple[Batch, list[Any]]:
    """An import of one mentor; what the worker gets who undoes it, and the status of her request for a code."""
    batch = imported(csv_of(HEADINGS, ANA))
    advancing.undo(batch=batch, by=batch.by, now=NOW)
    browser = Client(raise_request_exception=False)

    def undo() -> bool:
        return advancing.advance(batch.pk, now=NOW)

    def ask() -> int:
        return browser.post(reverse("account_request_login_code"), {"email": ADDRESS}).status_code

    return batch, all_at_once(undo, ask)


def test_whoever_signs_in_at_that_moment_has_the_account_or_is_told_that_there_is_none() -> None:
    batch, results = at_once()
    assert results == [False, 302]
    row, notice = batch.rows.get(), Notice.objects.get(address__in=["", ADDRESS])
    if row.undone:
        assert not User.objects.filter(email=ADDRESS).exists()
        assert notice.recipient is None
    else:
        assert row.left.startswith("There’s more about them by now")
        assert notice.recipient == User.objects.get(email=ADDRESS)


def test_without_the_locks_one_of_them_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have seen the account: the one deletes it, and the other writes a code for it."""
    monkeypatch.setattr(UserQuerySet, "select_for_update", lambda rows, **_options: rows)
    met = Meeting()
    meet_after(monkeypatch, undoing_mentors, "_is_changed", at=met)
    meet_after(monkeypatch, adapter, "_known_as", at=met)
    _batch, (undone, status) = at_once()
    assert isinstance(undone, IntegrityError) ^ (status == 500)
