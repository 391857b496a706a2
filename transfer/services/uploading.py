"""The beginning of an import: a file is uploaded and read, and its columns are matched."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO
from uuid import uuid4

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core.text import one_line
from outbox.services import enqueue
from transfer import tables
from transfer.errors import TableUnreadable, TransferRefused
from transfer.models import Batch, BatchState, RememberedColumn, Row, TableKind
from transfer.policy import LARGEST_TABLE
from transfer.resources import table_of
from transfer.services.moving import ADVANCE, advance_later, locked, move

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("club.transfer")

READ, DELETE_FILE = "transfer.read", "transfer.delete_file"
FOLDER = "imports/"
WRITTEN_AT_ONCE = 1_000
__all__ = ["ADVANCE", "DELETE_FILE", "READ", "delete_file", "give_up", "read", "save_mapping", "upload"]


def upload(*, kind: TableKind, file: BinaryIO, name: str, by: "User", now: datetime) -> Batch:
    """Begin an import: keep the file until a worker has read it.

    Raises:
        TransferRefused: it's too large.
    """
    content = file.read(LARGEST_TABLE + 1)
    if len(content) > LARGEST_TABLE:
        raise TransferRefused(_("This file is larger than 6 MB. Split it into several files."))
    stored = default_storage.save(f"{FOLDER}{uuid4().hex}", ContentFile(content))
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                kind=kind, by=by, file=stored, file_name=one_line(name)[:100] or "–", uploaded_at=now, moved_at=now
            )
            enqueue(READ, {"batch": batch.pk}, now=now)
    except Exception:
        default_storage.delete(stored)
        raise
    logger.info("transfer.uploaded", batch=str(batch.uuid), kind=kind, by=str(by.uuid))
    return batch


def read(batch_id: int, *, now: datetime) -> None:
    """Read the file of an import into rows, and delete it. Does nothing if that is done."""
    batch = Batch.objects.filter(pk=batch_id, state=BatchState.READING).select_related("by").first()
    if batch is None:
        return
    with default_storage.open(batch.file) as file:
        content = file.read()
    problem, table = "", None
    with translation.override(batch.by.language if batch.by else None):
        try:
            table = tables.read(content)
            _check_headings(batch.kind, table)
        except TableUnreadable as error:
            problem = error.message
    del content
    with transaction.atomic():
        row = Batch.objects.for_update().filter(pk=batch_id, state=BatchState.READING).first()
        if row is None:
            return
        if problem or table is None:
            move(row, BatchState.REFUSED, now=now, problem=problem, ended_at=now, file="")
        else:
            _keep(row, table, now=now)
        enqueue(DELETE_FILE, {"name": batch.file}, now=now)
    logger.info("transfer.read", batch=str(row.uuid), rows=row.total, state=row.state)


def _check_headings(kind: str, table: tables.Table) -> None:
    """Raises `TableUnreadable` if the first line is a row like the others."""
    guessed = [table_of(kind).guess(heading) for heading in table.headings]
    looks_like_data = any("@" in heading or heading.replace(":", "").isdigit() for heading in table.headings)
    if looks_like_data and not any(guessed):
        raise TableUnreadable(_("The first line has no headings. Put a line above that says what each column holds."))


def _keep(batch: Batch, table: tables.Table, *, now: datetime) -> None:
    width = max(len(table.headings), *(len(row) for _number, row in table.rows[:1]))
    headings = [*table.headings, *[""] * (width - len(table.headings))]
    columns = [[heading or _numbered(place), _example(table, place)] for place, heading in enumerate(headings)]
    for start in range(0, len(table.rows), WRITTEN_AT_ONCE):
        Row.objects.bulk_create(
            Row(batch=batch, number=number, cells=cells)
            for number, cells in table.rows[start : start + WRITTEN_AT_ONCE]
        )
    move(
        batch, BatchState.MAPPING, now=now,
        columns=columns, mapping=_guessed(batch.kind, headings), total=len(table.rows), file="",
    )  # fmt: skip


def _numbered(place: int) -> str:
    return _("Column %(number)d") % {"number": place + 1}


def _example(table: tables.Table, place: int) -> str:
    cells = (row[place] for _number, row in table.rows[:20] if place < len(row))
    return next((cell[:80] for cell in cells if cell and cell != tables.FORMULA), "")


def _guessed(kind: str, headings: Sequence[str]) -> list[str]:
    """A column for each heading: as the last time, or as it sounds; none twice, but where several can be one."""
    remembered = dict(RememberedColumn.objects.filter(kind=kind).values_list("heading", "field"))
    table = table_of(kind)
    columns, found = table.columns(), list[str]()
    for heading in headings:
        name = remembered.get(heading.casefold()[:200], table.guess(heading))
        is_free = name in columns and (columns[name].several or name not in found)
        found.append(name if is_free else "")
    return found


def refusal_to_map(batch: Batch, mapping: Sequence[str]) -> TransferRefused | None:
    """Why columns can't be matched like this; None if they can."""
    columns = table_of(batch.kind).columns()
    if len(mapping) != len(batch.columns) or set(mapping) - {"", *columns}:
        return TransferRefused(_("Choose what each column holds."))
    for name, column in columns.items():
        if column.needed and name not in mapping:
            return TransferRefused(_("Choose the column that holds this: %(title)s.") % {"title": column.title})
        if not column.several and mapping.count(name) > 1:
            return TransferRefused(_("Two columns can’t both hold this: %(title)s.") % {"title": column.title})
    return None


def save_mapping(*, batch: Batch, mapping: Sequence[str], by: "User", now: datetime) -> None:
    """Say what each column holds, remember it for the next time, and have the rows checked.

    Raises:
        TransferRefused: a needed column is missing, one is there twice, or the import is past this step.
    """
    with transaction.atomic():
        row = locked(batch, BatchState.MAPPING, BatchState.CHECKED)
        if refusal := refusal_to_map(row, mapping):
            raise refusal
        for (heading, _sample), field in zip(row.columns, mapping, strict=True):
            RememberedColumn.objects.update_or_create(
                kind=row.kind, heading=heading.casefold()[:200], defaults={"field": field}
            )
        move(row, BatchState.CHECKING, now=now, mapping=list(mapping), position=0, line=0)
        advance_later(row, now=now)
    logger.info("transfer.mapped", batch=str(batch.uuid), by=str(by.uuid))


def give_up(*, batch: Batch, by: "User | None", now: datetime) -> None:
    """End an import that no one has confirmed. Its rows are deleted after seven days.

    Args:
        by: None for the clock.

    Raises:
        TransferRefused: it was confirmed, or has ended.
    """
    with transaction.atomic():
        row = locked(batch, BatchState.READING, BatchState.MAPPING, BatchState.CHECKING, BatchState.CHECKED)
        if row.file:
            enqueue(DELETE_FILE, {"name": row.file}, now=now)
        move(row, BatchState.GIVEN_UP, now=now, ended_at=now, file="")
    logger.info("transfer.given_up", batch=str(batch.uuid), by=str(by.uuid) if by else "")


def give_up_forgotten(*, now: datetime) -> int:
    """Give up the imports that no one has confirmed for a week; returns how many."""
    done = 0
    for batch in Batch.objects.forgotten(at=now):
        try:
            give_up(batch=batch, by=None, now=now)
        except TransferRefused:
            continue  # someone has just confirmed it
        done += 1
    return done


def delete_file(name: str) -> None:
    """Delete a file that no import has any more."""
    if name.startswith(FOLDER) and not Batch.objects.filter(file=name).exists():
        default_storage.delete(name)
