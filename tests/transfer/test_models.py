"""What the database itself refuses about imports and exports."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories import UserFactory
from tests.transfer.tables import NOW
from transfer.models import Archive, Arrival, Batch, PhotoUpload, RememberedColumn, Row, TopicWord

pytestmark = pytest.mark.django_db

OPEN = {"kind": "mentors", "file_name": "old.csv", "uploaded_at": NOW, "moved_at": NOW}
DONE = OPEN | {"state": "done", "confirmed_at": NOW, "done_at": NOW, "ended_at": NOW}
BATCHES: list[tuple[str, dict[str, Any]]] = [
    ("batch_kind_known", {"kind": "recipes"}),
    ("batch_state_known", {"state": "asleep", "ended_at": None}),
    ("batch_refused_says_why", {"state": "refused", "confirmed_at": None}),
    ("batch_refused_says_why", {"problem": "It’s empty."}),
    ("batch_ended_is_dated", {"ended_at": None}),
    ("batch_ended_is_dated", {"state": "undoing"}),
    ("batch_done_was_confirmed", {"confirmed_at": None}),
    ("batch_position_within", {"position": 1}),
]
ROWS: list[tuple[str, dict[str, Any]]] = [
    ("row_line_once", {"number": 3}),
    ("row_outcome_known", {"outcome": "eaten"}),
    ("row_undone_or_left", {"undone": True, "left": "They’ve signed in since.", "made": {"target": 1}}),
    ("row_undone_was_made", {"undone": True}),
]


@pytest.mark.parametrize(("constraint", "change"), BATCHES)
def test_batch_that_makes_no_sense_is_refused(constraint: str, change: dict[str, Any]) -> None:
    batch = Batch.objects.create(**DONE)
    with pytest.raises(IntegrityError, match=constraint):
        Batch.objects.filter(pk=batch.pk).update(**change)


@pytest.mark.parametrize(("constraint", "change"), ROWS)
def test_row_that_makes_no_sense_is_refused(constraint: str, change: dict[str, Any]) -> None:
    batch = Batch.objects.create(**DONE)
    first, _second = (Row.objects.create(batch=batch, number=number) for number in (2, 3))
    with pytest.raises(IntegrityError, match=constraint):
        Row.objects.filter(pk=first.pk).update(**change)


def test_only_one_import_of_a_kind_is_at_work() -> None:
    Batch.objects.create(**OPEN, state="running", confirmed_at=NOW)
    with pytest.raises(IntegrityError, match="batch_one_at_work"), transaction.atomic():
        Batch.objects.create(**OPEN, state="undoing", confirmed_at=NOW)
    Batch.objects.create(**OPEN | {"kind": "topics"}, state="running", confirmed_at=NOW)


def test_heading_is_remembered_once_and_a_word_is_not_blank() -> None:
    RememberedColumn.objects.create(kind="mentors", heading="wer")
    with pytest.raises(IntegrityError, match="remembered_column_once"), transaction.atomic():
        RememberedColumn.objects.create(kind="mentors", heading="wer", field="name")
    with pytest.raises(IntegrityError, match="topic_word_is_not_blank"):
        TopicWord.objects.create(word="")


def test_no_one_is_invited_before_they_came_and_no_file_stays_of_finished_photos() -> None:
    with pytest.raises(IntegrityError, match="arrival_before_invitation"), transaction.atomic():
        Arrival.objects.create(member=UserFactory(), arrived_at=NOW, invited_at=NOW - timedelta(seconds=1))
    batch = Batch.objects.create(**DONE)
    with pytest.raises(IntegrityError, match="photo_upload_done_keeps_no_file"):
        PhotoUpload.objects.create(batch=batch, file="imports/x", uploaded_at=NOW, done_at=NOW)


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("archive_made_has_file", {"file": ""}),
        ("archive_made_expires", {"expires_at": NOW}),
        ("archive_made_expires", {"expires_at": None}),
        ("archive_made_or_failed", {"failed_at": NOW}),
    ],
)
def test_export_that_makes_no_sense_is_refused(constraint: str, change: dict[str, Any]) -> None:
    made = {"made_at": NOW, "expires_at": NOW + timedelta(days=7), "file": "archives/x.zip"}
    archive = Archive.objects.create(asked_at=NOW, **made)
    with pytest.raises(IntegrityError, match=constraint):
        Archive.objects.filter(pk=archive.pk).update(**change)


def test_only_one_export_is_made_at_a_time() -> None:
    Archive.objects.create(asked_at=NOW)
    with pytest.raises(IntegrityError, match="archive_one_at_a_time"):
        Archive.objects.create(asked_at=NOW)
