"""Checking, importing and undoing, a few hundred rows at a time: each of them whole, or not at all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, Count
from django.utils import translation
from django.utils.translation import gettext as _

from core.db import violates
from mentors.models import Topic
from outbox.services import enqueue
from transfer.errors import TransferRefused
from transfer.models import IN_CHUNKS, Batch, BatchState, Outcome, Row, TableKind
from transfer.policy import AT_ONCE
from transfer.services import words
from transfer.services.areas import Areas
from transfer.services.hours import Hours
from transfer.services.mentors import Mentors
from transfer.services.moving import advance_later, locked, move, moved_on
from transfer.services.plans import Handler, Plan, parsed
from transfer.services.redirects import Redirects
from transfer.services.topics import Topics

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("club.transfer")

HANDLERS: dict[str, Handler] = {
    TableKind.AREAS: Areas(),
    TableKind.TOPICS: Topics(),
    TableKind.MENTORS: Mentors(),
    TableKind.HOURS: Hours(),
    TableKind.REDIRECTS: Redirects(),
}
CHECKED, MADE = ["key", "outcome", "says", "changes", "planned"], ["member", "made"]
INDEX = "transfer.index"
MOST_UNKNOWN = 200  # words that are no topic, kept to be shown


def choose_topics(*, batch: Batch, choices: Mapping[str, Topic | None], by: "User", now: datetime) -> None:
    """Say which topic is meant by words that are none, and have the rows checked again.

    Raises:
        TransferRefused: the import is past this step.
    """
    with transaction.atomic():
        row = locked(batch, BatchState.CHECKED)
        words.remember(choices, by=by, now=now)
        move(row, BatchState.CHECKING, now=now, position=0, line=0)
        advance_later(row, now=now)


def confirm(*, batch: Batch, by: "User", seen: datetime | None = None, now: datetime) -> None:
    """Import what has been checked.

    Args:
        seen: when the rows were checked that whoever confirms has looked at; None for the last time.

    Raises:
        TransferRefused: nothing would change, it is past this step, the rows were checked again since with other
            columns or topics, or another import of its kind is at work.
    """
    try:
        with transaction.atomic():
            row = locked(batch, BatchState.CHECKED)
            if seen is not None and seen != row.moved_at:
                raise TransferRefused(moved_on())
            if not row.counts.get(Outcome.NEW) and not row.counts.get(Outcome.CHANGED):
                raise TransferRefused(_("There’s nothing to import: no row would change anything."))
            move(row, BatchState.RUNNING, now=now, position=0, line=0, confirmed_at=now)
            advance_later(row, now=now)
    except IntegrityError as error:
        raise _other_at_work(error) from error
    logger.warning("transfer.confirmed", batch=str(batch.uuid), kind=batch.kind, by=str(by.uuid))


def refusal_to_undo(batch: Batch, *, now: datetime) -> TransferRefused | None:
    """Why an import can't be undone, None if it can."""
    if batch.state != BatchState.DONE:
        return TransferRefused(_("Only an import that’s done can be undone."))
    if batch.undo_until is None or now >= batch.undo_until:
        return TransferRefused(_("It’s too late to undo this: its rows are deleted after seven days."))
    return None


def undo(*, batch: Batch, by: "User", now: datetime) -> None:
    """Remove and restore what an import made, as far as no one has changed it since.

    Raises:
        TransferRefused: it isn't done, it's too late, or another import of its kind is at work.
    """
    try:
        with transaction.atomic():
            row = locked(batch, BatchState.DONE)
            if refusal := refusal_to_undo(row, now=now):
                raise refusal
            move(row, BatchState.UNDOING, now=now, position=0, line=0, ended_at=None)
            advance_later(row, now=now)
    except IntegrityError as error:
        raise _other_at_work(error) from error
    logger.warning("transfer.undo_asked", batch=str(batch.uuid), by=str(by.uuid))


def _other_at_work(error: IntegrityError) -> Exception:
    if violates(error, "batch_one_at_work"):
        return TransferRefused(_("Another import of this kind is at work. Please wait until it’s done."))
    return error


def advance(batch_id: int, *, now: datetime) -> bool:
    """Do the next rows of what an import is at; whether there are more. Safe to repeat."""
    with transaction.atomic():
        batch = Batch.objects.for_update().filter(pk=batch_id, state__in=IN_CHUNKS).select_related("by").first()
        if batch is None:
            return False
        with translation.override(batch.by.language if batch.by else None):
            rows = _next(batch)
            if batch.state == BatchState.UNDOING:
                _undo(batch, rows, now=now)
            else:
                _plan(batch, rows, now=now)
            batch.position = min(batch.position + len(rows), batch.total)
            batch.line = rows[-1].number if rows else batch.line
            batch.save(update_fields=["position", "line"])
            if len(rows) == AT_ONCE:
                return True
            _end(batch, now=now)
    return False


def stop(batch_id: int, *, now: datetime) -> None:
    """Let the team go on with an import whose job was abandoned: what was done stays done, and can be undone."""
    batch = Batch.objects.for_update().filter(pk=batch_id).first()
    if batch is None:
        return
    if batch.state == BatchState.READING:
        problem = _("We couldn’t read this file. Please upload it again.")
        move(batch, BatchState.REFUSED, now=now, problem=problem, ended_at=now, file="")
    elif batch.state == BatchState.CHECKING:
        move(batch, BatchState.MAPPING, now=now)
    elif batch.state in (BatchState.RUNNING, BatchState.UNDOING):
        move(batch, BatchState.DONE, now=now, done_at=batch.done_at or now, ended_at=now)


def _next(batch: Batch) -> list[Row]:
    """The next rows in their order; the last come first where what was done is undone."""
    rows = batch.rows.select_for_update(of=("self",))
    if batch.state == BatchState.UNDOING:
        return list(rows.made().filter(undone=False, left="").order_by("-number")[:AT_ONCE])
    return list(rows.filter(number__gt=batch.line).order_by("number")[:AT_ONCE])


def _plan(batch: Batch, rows: list[Row], *, now: datetime) -> None:
    before = {row.pk: _seen(row) for row in rows}
    plans = _plans(batch, rows, now=now)
    if batch.state == BatchState.RUNNING:
        HANDLERS[batch.kind].carry_out(plans, batch=batch, now=now)
    unknown = Counter({} if batch.position == 0 else batch.unknown)
    for plan in plans:
        plan.row.outcome, plan.row.says, plan.row.changes = plan.outcome, plan.says, plan.changes
        plan.row.planned = plan.after if batch.kind == TableKind.HOURS else {}  # no other rows have to fit together
        plan.row.key = plan.row.key[:500]
        unknown.update(set(getattr(plan.row, "unknown_words", ())))
    _write([row for row in rows if _seen(row)[0] != before[row.pk][0]], CHECKED)
    _write([row for row in rows if _seen(row)[1] != before[row.pk][1]], MADE)
    batch.unknown = dict(unknown.most_common(MOST_UNKNOWN))
    batch.save(update_fields=["unknown"])


def _seen(row: Row) -> tuple[list[Any], list[Any]]:
    """What a row says, and what was made of it."""
    return [getattr(row, name) for name in CHECKED], [row.member_id, row.made]


def _plans(batch: Batch, rows: list[Row], *, now: datetime) -> list[Plan]:
    plans = parsed(rows, batch=batch)
    if plans:
        HANDLERS[batch.kind].plan(plans, batch=batch, now=now)
    return plans


def _undo(batch: Batch, rows: Sequence[Row], *, now: datetime) -> None:
    if rows:
        HANDLERS[batch.kind].undo(rows, now=now)
        _write(rows, ["undone", "left", "member"])


def _write(rows: Sequence[Row], names: Sequence[str]) -> None:
    """Update locked rows: with nothing but these columns, since what a table says can be long."""
    if not rows:
        return
    fields: list[Any] = [Row._meta.get_field(name) for name in ("id", *names)]
    columns = [connection.ops.quote_name(field.column) for field in fields]
    given = ", ".join(
        f"%s::{'text' if isinstance(field, CharField) else field.db_type(connection)}[]" for field in fields
    )
    written = ", ".join(f"{column} = given.{column}" for column in columns[1:])
    table = connection.ops.quote_name(Row._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {written} FROM unnest({given}) AS given({', '.join(columns)})"  # noqa: S608  # nosec B608  # our own names
            f" WHERE {table}.{columns[0]} = given.{columns[0]}",
            [[field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows] for field in fields],
        )


def _end(batch: Batch, *, now: datetime) -> None:
    if batch.state == BatchState.UNDOING:
        left = batch.rows.exclude(left="").count()
        undone = batch.rows.filter(undone=True).count()
        move(batch, BatchState.UNDONE, now=now, ended_at=now, counts=batch.counts | {"undone": undone, "left": left})
    else:
        counted = batch.rows.order_by().values_list("outcome").annotate(number=Count("pk"))
        counts = dict(counted) | {"noted": batch.rows.exclude(says=[]).exclude(outcome=Outcome.REFUSED).count()}
        if batch.state == BatchState.CHECKING:
            move(batch, BatchState.CHECKED, now=now, counts=counts)
        else:
            move(batch, BatchState.DONE, now=now, counts=counts, done_at=now, ended_at=now)
            if batch.kind == TableKind.MENTORS:
                enqueue(INDEX, {"batch": batch.pk, "after": 0}, now=now)
    logger.info("transfer.advanced", batch=str(batch.uuid), state=batch.state, **batch.counts)
