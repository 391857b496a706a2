"""Everything that belongs to a member, found by the lines in the apps' `privacy.py`."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, ForeignKey, Model, OuterRef, Q, QuerySet

from accounts.models import User
from core.privacy import Kind, Person, blank_values, declared, kinds

if TYPE_CHECKING:
    from django.db.models import Field as Column
    from django.db.models import Manager

ACCOUNT = "accounts.User"
LOOKUP = "__"
WAY = "way_"  # and the place of a way among those of its model
COUNTED_AT_ONCE = 30  # sets


@dataclass(frozen=True, slots=True)
class Belonging:
    """The rows of one model that are a member's in one way.

    Attributes:
        label: of the model, "app_label.Model".
    """

    label: str
    person: Person
    rows: QuerySet[Model]

    @property
    def erases(self) -> str:
        """What erasing the member does to the rows: "delete", "blank" or "nothing"."""
        return self.person.erases or erasure_by_line(self.label, self.person)

    @property
    def are_deleted(self) -> bool:
        """Whether the rows are deleted, in their own right or with those that they hang on."""
        if self.erases == "delete" or callable(self.person.path):
            return self.erases == "delete"
        first, _lookup, rest = self.person.path.partition(LOOKUP)
        return self.erases == "nothing" and _goes_along(self.label, first, rest)

    @property
    def blanks(self) -> tuple[str, ...]:
        """The fields that are blanked."""
        return fields_to_blank(self.label) if self.person.blanks is None else self.person.blanks


def erasure_by_line(label: str, person: Person) -> str:
    """What the line of the first field on the way to the person says: "delete", or "blank"."""
    if callable(person.path):
        return "blank"
    first, _lookup, rest = person.path.partition(LOOKUP)
    if declared[label][first].erasure == "delete":
        return "delete"
    return "nothing" if _goes_along(label, first, rest) else "blank"


def _goes_along(label: str, first: str, rest: str) -> bool:
    """Whether the rows are deleted with those that they hang on, all along the way to the person."""
    column = apps.get_model(label)._meta.get_field(first)
    parent = column.related_model
    if not rest or parent is None or declared[label][first].erasure != "with the row":
        return False
    above = parent._meta.label
    then, _lookup, more = rest.partition(LOOKUP)
    return declared[above][then].erasure == "delete" or _goes_along(above, then, more)


def fields_to_blank(label: str) -> tuple[str, ...]:
    """The fields of a model whose lines say "blank", but for those that name a person, who may be another one."""
    meta = apps.get_model(label)._meta
    lines = declared[label].items()
    return tuple(name for name, line in lines if line.erasure == "blank" and not _names_member(meta.get_field(name)))


def _names_member(column: Any) -> bool:
    return isinstance(column, ForeignKey) and column.related_model is User


def manager_of(label: str) -> "Manager[Any]":
    """All rows of a model, whatever its own managers leave out."""
    return cast("Manager[Any]", apps.get_model(label)._base_manager)


def belongings(member: User) -> Iterator[Belonging]:
    """All rows that are a member's, one model and way after the other. Some may come twice, in two ways."""
    for label, kind in kinds.items():
        manager = manager_of(label)
        for person in kind.people:
            yield Belonging(label, person, manager.filter(person.rows_of(member)))


def shown_rows(label: str, member: User) -> QuerySet[Model]:
    """The rows of a model that a member is shown, each with the ways in which it is theirs, as `way_0` and so on.

    A way by which nothing is exported isn't looked at.
    """
    people = kinds[label].people
    manager = manager_of(label)
    ways = {
        f"{WAY}{place}": Exists(manager.filter(person.rows_of(member), pk=OuterRef("pk")))
        for place, person in enumerate(people)
        if person.export
    }
    shown = [person.rows_of(member) for person in people if person.export]
    found: QuerySet[Model] = either(label, shown).annotate(**ways)
    return found


def either(label: str, ways: list[Q]) -> QuerySet[Model]:
    """The rows of a model that one of the filters finds, each once."""
    manager = manager_of(label)
    if not ways:
        return manager.none()
    # Each way is looked up by itself: an OR over joins has no index.
    first, *others = (manager.filter(way).order_by().values("pk") for way in ways)
    keys = first.union(*others) if others else first
    found: QuerySet[Model] = manager.filter(pk__in=keys).order_by("pk")
    return found


def numbers_of(sets: Sequence[Sequence[QuerySet[Any]]]) -> list[int]:
    """How many rows each set has, each once, whichever of its querysets find it: many sets in a statement."""
    texts: dict[int, tuple[str, tuple[Any, ...]]] = {}
    for rows in chain.from_iterable(sets):
        if id(rows) not in texts:
            with suppress(EmptyResultSet):
                texts[id(rows)] = rows.order_by().values("pk").query.sql_with_params()
    asked = [tuple(sorted(id(rows) for rows in one if id(rows) in texts)) for one in sets]
    different = list(dict.fromkeys(filter(None, asked)))  # the same querysets are counted once
    numbers: dict[tuple[int, ...], int] = {(): 0}
    for start in range(0, len(different), COUNTED_AT_ONCE):
        some = different[start : start + COUNTED_AT_ONCE]
        unions = [" UNION ALL ".join(texts[key][0] for key in one) for one in some]  # each is of Django's making
        counts = [f"(SELECT count(DISTINCT key) FROM ({union}) found (key))" for union in unions]  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(counts)}", [value for one in some for key in one for value in texts[key][1]]
            )
            numbers |= zip(some, cursor.fetchone(), strict=True)
    return [numbers[one] for one in asked]


def naming(member: User) -> Iterator[tuple[str, str, QuerySet[Model]]]:
    """The label, field and rows wherever a field that is blanked says who did something: the member."""
    for label, lines in declared.items():
        model = apps.get_model(label)
        for name, line in lines.items():
            if line.erasure == "blank" and _names_member(model._meta.get_field(name)):
                yield label, name, model._base_manager.filter(**{name: member.pk})


def blank_value(label: str, column: "Column[Any, Any]", row: Model) -> Any:
    """What a field of a row becomes when it is blanked."""
    if own := blank_values.get(f"{label}.{column.name}"):
        return own(row)
    if column.has_default():
        return column.get_default()
    return None if column.null else ""


def parts_of(label: str) -> list[str]:
    """The model itself, and those that are listed under it."""
    return [label, *(name for name, kind in kinds.items() if kind.part_of == label)]


def listed_kinds() -> list[tuple[str, Kind]]:
    """The kinds of records that a member is told of: the account, how they sign in, then each app on those below it."""
    places = {config.label: place for place, config in enumerate(apps.get_app_configs())}
    listed = [(label, kind) for label, kind in kinds.items() if not kind.part_of]
    return sorted(listed, key=lambda found: (found[0] != ACCOUNT, -places[found[0].partition(".")[0]]))
