"""What an import would make of a row, whatever it is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from core.spreadsheets import SUSPICIOUS
from transfer.models import Batch, Outcome, Row
from transfer.resources import Column, Table, table_of
from transfer.tables import FORMULA


@dataclass(slots=True)
class Plan:
    """A row, what its cells mean, and what is to be done.

    Attributes:
        values: what the cells say, by the names of their columns; without empty and wrong ones.
        found: what is there already, for the kind of table to use.
    """

    row: Row
    values: dict[str, Any]
    outcome: Outcome = Outcome.SAME
    says: list[list[str]] = field(default_factory=list)
    changes: list[list[str]] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    found: Any = None

    def refuse(self, title: object, sentence: str) -> None:
        """Say why nothing of this row is imported."""
        self.outcome = Outcome.REFUSED
        self.says.insert(0, [str(title), sentence])

    def note(self, title: object, sentence: str) -> None:
        """Say what is left out of this row."""
        self.says.append([str(title), sentence])

    @property
    def is_refused(self) -> bool:
        return self.outcome == Outcome.REFUSED


class Handler(Protocol):
    """What is done with the rows of one kind of table, a few hundred at a time and in the caller's transaction."""

    def plan(self, plans: Sequence[Plan], *, batch: Batch, now: datetime) -> None:
        """Say what each row would make or change. What is found is locked until the transaction ends."""

    def carry_out(self, plans: Sequence[Plan], *, batch: Batch, now: datetime) -> None:
        """Make and change it, and write in each row what was done."""

    def undo(self, rows: Sequence[Row], *, now: datetime) -> None:
        """Remove and restore what the rows made and no one has changed since; say in the others why not."""


def parsed(rows: Iterable[Row], *, batch: Batch) -> list[Plan]:
    """A plan for each row, with its values, or refused for what is wrong with the row itself."""
    table, headings = table_of(batch.kind), [heading for heading, _example in batch.columns]
    columns = table.columns()
    places = [(place, columns[name]) for place, name in enumerate(batch.mapping) if name in columns]
    return [_parsed(row, table, headings, places) for row in rows]


def _parsed(row: Row, table: Table, headings: list[str], places: list[tuple[int, Column]]) -> Plan:
    plan = Plan(row, {})
    if [cell.casefold() for cell in row.cells] == [heading.casefold() for heading in headings[: len(row.cells)]]:
        plan.refuse("", _("This row repeats the headings."))
        return plan
    if len(row.cells) > len(headings):
        plan.refuse("", _("This row has more cells than there are headings. Is a separator missing somewhere?"))
        return plan
    for place, column in places:
        text = row.cells[place] if place < len(row.cells) else ""
        if text:
            _take(plan, column, text)
    for column in dict.fromkeys(column for _place, column in places):
        if column.needed and column.column_name not in plan.values and not plan.is_refused:
            plan.refuse(column.title, _("It’s needed, and this row has none."))
    return plan


def _take(plan: Plan, column: Column, text: str) -> None:
    if text.startswith("'") and text[1:].startswith((*SUSPICIOUS, "'")):
        text = text[1:]  # as we export it
    try:
        if text == FORMULA:
            raise ValueError(_("This cell holds a formula. Copy the column, and paste only its values."))
        value = column.widget.clean(text)
    except ValueError as error:
        (plan.refuse if column.needed else plan.note)(column.title, str(error))
        return
    name = column.column_name
    if name in plan.values and column.several:
        value = [*plan.values[name], *(part for part in value if part not in plan.values[name])]
    if value not in ("", []):
        plan.values[name] = value


def shown(value: Any) -> str:
    """A value as a text of a page."""
    match value:
        case None | "" | []:
            return "–"
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return value.date().isoformat()
        case list():
            return ", ".join(map(str, value))
    text = str(value)
    return text if len(text) <= 200 else f"{text[:200]} …"


def earlier(plans: Sequence[Plan], *, batch: Batch) -> dict[str, int]:
    """The lines before these rows where the same things stand, by their keys."""
    if not plans:
        return {}
    rows = Row.objects.filter(
        batch=batch, key__in={plan.row.key for plan in plans} - {""}, number__lt=plans[0].row.number
    ).exclude(outcome=Outcome.REFUSED)
    return dict(rows.order_by("-number").values_list("key", "number"))


def refuse_twins(plans: Sequence[Plan], *, batch: Batch) -> None:
    """Refuse rows about what an earlier row is about."""
    lines = earlier(plans, batch=batch)
    for plan in plans:
        if plan.is_refused:
            continue
        if plan.row.key in lines:
            text = _("Row %(line)d is about the same. Put both into one row.") % {"line": lines[plan.row.key]}
            plan.refuse("", text)
        lines.setdefault(plan.row.key, plan.row.number)
