"""An erasure while a copy is being made, or while the member books. Each race has a twin with the lock taken away."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from accounts.models import User
from bookings.models import Booking, WaitlistEntry
from bookings.services import booking as booking_module
from bookings.services import closing
from data_protection.models import ErasureReason, Export
from data_protection.models import ExportQuerySet as Exports
from data_protection.services import erasing, exporting
from outbox.services import run
from tests.bookings.moments import NOW, book
from tests.factories import MentorFactory, UserFactory
from tests.races import WAIT_SECONDS, Meeting, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def erase(member: User) -> None:
    erasing.erase_now(member=member, reason=ErasureReason.TEAM, by=None, now=NOW)


def after(owner: object, name: str, do: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have something done after the first call of a function, before its caller goes on."""
    original, is_done = getattr(owner, name), threading.Event()

    def hold(*args: Any, **kwargs: Any) -> Any:
        found = original(*args, **kwargs)
        if not is_done.is_set():
            is_done.set()
            do()
        return found

    monkeypatch.setattr(owner, name, hold)


def left_of(member: User, export: Export, settings: LazySettings) -> tuple[bool, list[Path]]:
    """Whether there is an export of the member's, and the files of all exports once the jobs are done."""
    while run(now=NOW):
        pass
    there = Export.objects.filter(pk=export.pk, member=member).exists()
    return there, list(Path(settings.MEDIA_ROOT).rglob("*.zip"))


def finish_while_erasing(member: User, export: Export, monkeypatch: pytest.MonkeyPatch, *, waits: bool) -> list[Any]:
    """The copy's file is written and its row isn't committed when the erasure looks for files.

    Args:
        waits: whether the row is committed only after the erasure has looked; with the lock, that can't be.
    """
    both, looked = Meeting(), threading.Event()

    def written() -> None:
        both.wait()
        if waits:
            assert looked.wait(WAIT_SECONDS)

    original = exporting.delete_files_later

    def look(*args: Any, **kwargs: Any) -> None:
        both.wait()
        original(*args, **kwargs)
        looked.set()

    after(exporting, "notify", written, monkeypatch)
    monkeypatch.setattr(exporting, "delete_files_later", look)
    return all_at_once(lambda: exporting.make(export.pk, now=NOW), lambda: erase(member))


def test_copy_that_is_finished_during_an_erasure_leaves_no_file(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    member = UserFactory()
    export = exporting.ask(by=member, now=NOW)
    assert finish_while_erasing(member, export, monkeypatch, waits=False) == [None, None]
    assert left_of(member, export, settings) == (False, [])


def test_without_the_lock_the_file_would_stay(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    member = UserFactory()
    export = exporting.ask(by=member, now=NOW)
    monkeypatch.setattr(Exports, "select_for_update", lambda rows, **_options: rows)
    assert finish_while_erasing(member, export, monkeypatch, waits=True) == [None, None]
    there, files = left_of(member, export, settings)
    assert (there, len(files)) == (False, 1)


def test_copy_of_whoever_is_erased_while_it_is_packed_is_thrown_away(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    member = UserFactory()
    export = exporting.ask(by=member, now=NOW)
    after(exporting, "pack", lambda: erase(member), monkeypatch)
    exporting.make(export.pk, now=NOW)
    assert left_of(member, export, settings) == (False, [])


def holding_time(member: User) -> bool:
    return Booking.objects.involving(member).holding_time().exists()


def test_whoever_books_during_their_erasure_has_no_booking_left() -> None:
    for _ in range(3):
        mentor, member = MentorFactory(bookable=True), UserFactory()
        results = all_at_once(lambda m=mentor, by=member: book(m, by), lambda by=member: erase(by))
        assert [type(each).__name__ for each in results] in (["Booking", "NoneType"], ["BookingRefused", "NoneType"])
        assert User.objects.get(pk=member.pk).erased_at
        assert not holding_time(member)


def test_without_the_lock_an_erased_member_would_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    mentor, member = MentorFactory(bookable=True), UserFactory()
    for owner in (booking_module, closing):
        monkeypatch.setattr(owner, "advisory_lock", lambda *rows: None)
    both = Meeting()
    after(booking_module, "is_opening", both.wait, monkeypatch)  # has found the account open, and the time free
    after(type(WaitlistEntry.objects.all()), "of", both.wait, monkeypatch)  # has found nothing to cancel
    results = all_at_once(lambda: book(mentor, member), lambda: erase(member))
    assert [type(each).__name__ for each in results] == ["Booking", "NoneType"]
    assert holding_time(member)
