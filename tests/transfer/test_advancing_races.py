"""Two workers with the same import: a crash may leave two jobs for it."""

import pytest
from django.db import IntegrityError

from accounts.models import User
from mentors.models import Mentor
from tests.races import all_at_once, meet_after
from tests.transfer.tables import ANA, BEN, HEADINGS, NOW, checked, csv_of
from transfer.models import Batch, BatchQuerySet, BatchState, RowQuerySet
from transfer.services import advancing

pytestmark = pytest.mark.django_db(transaction=True)


def twice(batch: Batch) -> list[object]:
    """What two workers get who import its rows at the same moment."""
    advancing.confirm(batch=batch, by=batch.by, now=NOW)

    def work() -> bool:
        return advancing.advance(batch.pk, now=NOW)

    return all_at_once(work, work)


def test_rows_are_imported_once_by_two_workers() -> None:
    batch = checked(csv_of(HEADINGS, ANA, BEN))
    assert twice(batch) == [False, False]
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"], batch.position) == (BatchState.DONE, 2, 2)
    assert Mentor.objects.count() == 2


def test_without_the_locks_both_would_import_them(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = checked(csv_of(HEADINGS, ANA, BEN))
    monkeypatch.setattr(BatchQuerySet, "for_update", lambda rows: rows)
    monkeypatch.setattr(RowQuerySet, "select_for_update", lambda rows, **_options: rows)
    meet_after(monkeypatch, advancing, "_plans")  # each has seen that no one is there yet
    assert [type(result) for result in twice(batch)].count(IntegrityError) == 1
    assert User.objects.filter(email="ana.gross@example.org").count() == 1
