"""What the page of an import shows."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.utils.translation import gettext as _

from core.addresses import readable
from core.paging import RowPaginator
from transfer.models import Arrival, Batch, BatchState, Outcome, PhotoUpload, Row, TableKind
from transfer.services.advancing import refusal_to_undo

PER_PAGE = 25
REFRESH_SECONDS = 2
NOTED, LEFT = "noted", "left"
COUNTED = (BatchState.CHECKED, BatchState.RUNNING, BatchState.DONE, BatchState.UNDOING, BatchState.UNDONE)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the filters of the rows, with how many there are."""

    value: str
    title: str
    number: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row with what becomes of it.

    Attributes:
        who: the key, as people read it.
        says, changes: as in `Row`.
    """

    number: int
    who: str
    outcome: str
    is_refused: bool
    says: list[list[str]]
    changes: list[list[str]]
    left: str


@dataclass(frozen=True, slots=True)
class BatchPage:
    """What is to be seen of an import, and what can be done with it now.

    Attributes:
        percent: how much of the current step is done.
        to_invite: how many came with it and haven't been invited.
        refresh: seconds until the page loads itself again, 0 for never.
    """

    batch: Batch
    percent: int
    choices: list[Choice]
    rows: list[ShownRow]
    page: Page[Any] | None
    to_invite: int
    uploads: list[PhotoUpload]
    may_undo: bool
    may_add_photos: bool
    has_news: bool
    refresh: int

    @classmethod
    def of(cls, batch: Batch, *, chosen: str, number: str, unnamed: Container[int], now: datetime) -> "BatchPage":
        """Read what the page of an import shows, in the same queries however many rows there are.

        Args:
            unnamed: members whose name the reader isn't to learn yet.
        """
        is_done = batch.state == BatchState.DONE
        uploads = list(batch.photo_uploads.all()) if is_done else []
        page = None
        if batch.state in COUNTED:
            page = RowPaginator(_filtered(batch, chosen), PER_PAGE).get_page(number)
        works = batch.is_at_work or any(upload.done_at is None for upload in uploads)
        return cls(
            batch=batch,
            percent=100 * batch.position // batch.total if batch.total else 0,
            choices=list(_choices(batch, chosen)) if batch.state in COUNTED else [],
            rows=[_shown(row, is_unnamed=row.member_id in unnamed) for row in page.object_list] if page else [],
            page=page,
            to_invite=Arrival.objects.to_invite().filter(batch=batch).count() if is_done else 0,
            uploads=uploads,
            may_undo=refusal_to_undo(batch, now=now) is None,
            may_add_photos=is_done and batch.kind == TableKind.MENTORS and "photo" in batch.mapping,
            has_news=bool(batch.counts.get(Outcome.NEW) or batch.counts.get(Outcome.CHANGED)),
            refresh=REFRESH_SECONDS if works else 0,
        )


def _filtered(batch: Batch, chosen: str) -> Any:
    rows = batch.rows.order_by("number")
    if chosen in Outcome.values:
        return rows.filter(outcome=chosen)
    if chosen == NOTED:
        return rows.exclude(says=[]).exclude(outcome=Outcome.REFUSED)
    return rows.exclude(left="") if chosen == LEFT else rows


def _choices(batch: Batch, chosen: str) -> "list[Choice]":
    counts = batch.counts
    titles = [("", _("all"), batch.total)]
    titles += [(str(each.value), str(each.label), counts.get(each.value, 0)) for each in Outcome]
    titles += [(NOTED, _("with something left out"), counts.get(NOTED, 0))]
    if batch.state == BatchState.UNDONE:
        titles += [(LEFT, _("not undone"), counts.get(LEFT, 0))]
    return [Choice(value, title, number, value == chosen) for value, title, number in titles]


def _shown(row: Row, *, is_unnamed: bool) -> ShownRow:
    outcome = str(row.get_outcome_display())
    if is_unnamed:
        who, says = _("hidden"), _("You’ll see this row once you’ve read this person’s application.")
        return ShownRow(row.number, who, outcome, row.outcome == Outcome.REFUSED, [["", says]], [], "")
    return ShownRow(
        number=row.number,
        who=readable(row.key) if "@" in row.key else row.key or " · ".join(filter(None, row.cells))[:80],
        outcome=_("undone") if row.undone else outcome,
        is_refused=row.outcome == Outcome.REFUSED,
        says=row.says,
        changes=row.changes,
        left=row.left,
    )
