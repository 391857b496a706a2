"""What each app holds about a person, field by field, whose it is, and when it goes (GDPR Art. 5, 13, 15, 17 and 30).

An app's `privacy.py` calls `declare()` for each of its models, `about()` for each that holds something personal, and
`retain()` for each rule by which rows go by the clock. `data_protection` does what the lines say. Tests fail on a field
that no one declared, and on a personal model without a way to its person.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Q

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

    from accounts.models import User

Erasure = Literal["keep", "delete", "blank", "with the row"]


@dataclass(frozen=True, slots=True)
class Field:
    """The privacy line of one model field.

    Attributes:
        personal: whether the value says something about a person.
        export: whether the person gets it in their export.
        erasure: what erasure does: keep it, delete the row, blank the value, or delete it with its parent row.
        retention: how long it is kept, as text for the privacy page; "" = as long as the account.
    """

    personal: bool
    export: bool = False
    erasure: Erasure = "keep"
    retention: str = ""


NOT_PERSONAL = Field(personal=False)
GOES_WITH_ROW = Field(personal=True, export=True, erasure="with the row")
BLANKED = Field(personal=True, export=True, erasure="blank")

declared: dict[str, dict[str, Field]] = {}


def declare(model: str, **fields: Field) -> None:
    """Register the privacy lines of a model, named "app_label.Model"."""
    declared[model] = fields


@dataclass(frozen=True, slots=True)
class Person:
    """One way from the rows of a model to a person they are about.

    Attributes:
        path: from the row to the member, as in a filter; or a function that gives the filter for a member.
        erases: what erasing them does to their rows: "delete", "blank", or "nothing" (they go with another row, or
            stay). Left out, it follows the line of the path's first field: "delete" deletes, anything else blanks.
        blanks: the fields that are blanked with this person; left out, all whose line says "blank".
        where: only these rows.
        export: whether they are shown and exported to this person.
        hides: exported fields that this person isn't given: they are someone else's.
    """

    path: "str | Callable[[User], Q]"
    erases: Literal["", "delete", "blank", "nothing"] = ""
    blanks: tuple[str, ...] | None = None
    where: Q = field(default_factory=Q)
    export: bool = True
    hides: tuple[str, ...] = ()

    def rows_of(self, member: "User") -> Q:
        """The filter for a member's rows."""
        if callable(self.path):
            return self.path(member) & self.where
        return Q(**{self.path: member.pk}) & self.where


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record, as a member is told of it.

    Attributes:
        title: what it is called, in the plural.
        why: the purpose, and what allows it, in a sentence or two.
        goes: when it goes.
        part_of: the kind that it is listed under, named "app_label.Model"; "" if it is one itself.
        people: whose it is.
    """

    title: "StrOrPromise"
    why: "StrOrPromise"
    goes: "StrOrPromise"
    part_of: str
    people: tuple[Person, ...]


kinds: dict[str, Kind] = {}


def about(
    model: str,
    *people: str | Person,
    title: "StrOrPromise" = "",
    why: "StrOrPromise" = "",
    goes: "StrOrPromise" = "",
    part_of: str = "",
) -> None:
    """Say whose the rows of a model are, and what they are told about them."""
    ways = tuple(Person(way) if isinstance(way, str) else way for way in people)
    kinds[model] = Kind(title, why, goes, part_of, ways)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is deleted automatically.

    Attributes:
        name: a slug, under which each run counts what it did.
        model: named "app_label.Model".
        age: the column that its age is counted from.
        days: after how many days.
        where: only these rows.
        blanks: the fields that are blanked; none if the whole row is deleted.
        says: what goes, in a sentence for the privacy page.
    """

    name: str
    model: str
    age: str
    days: int
    where: Q
    blanks: tuple[str, ...]
    says: "StrOrPromise"

    def due(self, *, at: datetime) -> Q:
        """The filter for the rows that are old enough."""
        return Q(**{f"{self.age}__lt": at - timedelta(days=self.days)}) & self.where


rules: dict[str, Rule] = {}


def retain(
    name: str,
    model: str,
    *,
    age: str,
    days: int,
    says: "StrOrPromise",
    where: Q | None = None,
    blanks: tuple[str, ...] = (),
) -> None:
    """Register a rule by which rows of a model are deleted, or fields of them blanked, once they are old enough.

    Raises:
        LookupError: there is already a rule of this name.
    """
    if name in rules:
        raise LookupError(f"two rules are called {name}")
    rules[name] = Rule(name, model, age, days, where or Q(), blanks, says)


# What a blanked value becomes, where neither NULL, the field's default nor "" will do: by "app_label.Model.field".
blank_values: dict[str, Callable[[Any], Any]] = {}


def blanked_as(name: str, value: Callable[[Any], Any]) -> None:
    """Say what the blanked value of a field is, named "app_label.Model.field": a function of its row."""
    blank_values[name] = value
