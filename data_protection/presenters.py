"""What a member's page about their data shows, and the lists of what the club holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext as _

from accounts.models import User
from core.privacy import kinds, rules
from data_protection.belongings import listed_kinds, shown_rows
from data_protection.models import Erasure, Export
from data_protection.services import erasing
from data_protection.services.wiping import Outcome, preview

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


@dataclass(frozen=True, slots=True)
class HeldKind:
    """A kind of record that the club holds about a member."""

    title: "StrOrPromise"
    number: int
    why: "StrOrPromise"
    goes: "StrOrPromise"


def held_about(member: User) -> list[HeldKind]:
    """Every kind of which there is something, in a query each."""
    counted = ((kind, shown_rows(label, member).count()) for label, kind in listed_kinds())
    return [HeldKind(kind.title, number, kind.why, kind.goes) for kind, number in counted if number]


@dataclass(frozen=True, slots=True)
class Fate:
    """What an erasure does to one kind of record."""

    title: "StrOrPromise"
    deleted: int
    blanked: int
    left: int
    goes: "StrOrPromise"


def fates(member: User) -> list[Fate]:
    """What would go, and what would stay and why."""
    return of_outcome(preview(member))


def of_outcome(outcome: Outcome) -> list[Fate]:
    rows = (
        (kind, outcome.deleted.get(label, 0), outcome.blanked.get(label, 0), outcome.left.get(label, 0))
        for label, kind in listed_kinds()
    )
    return [
        Fate(kind.title, gone, blanked, left, kind.goes) for kind, gone, blanked, left in rows if gone + blanked + left
    ]


@dataclass(frozen=True, slots=True)
class DataPage:
    """The page about a member's data."""

    held: list[HeldKind]
    waiting: bool
    exports: list[Export]
    erasure: Erasure | None
    ahead: int

    @classmethod
    def of(cls, member: User, *, now: datetime) -> "DataPage":
        return cls(
            held=held_about(member),
            waiting=Export.objects.waiting().filter(member=member).exists(),
            exports=list(Export.objects.available(at=now).filter(member=member)),
            erasure=Erasure.objects.open().filter(member=member).first(),
            ahead=erasing.ahead(member, at=now),
        )


def what_goes_by_the_clock() -> "list[StrOrPromise]":
    """The rules by which things go, in sentences."""
    return [rule.says for rule in rules.values()]


def register() -> "Iterator[tuple[str, list[tuple[StrOrPromise, StrOrPromise, StrOrPromise]]]]":
    """Every kind of record with why the club has it and when it goes, by app (GDPR Art. 30)."""
    by_app: dict[str, list[tuple[StrOrPromise, StrOrPromise, StrOrPromise]]] = {}
    for label, kind in listed_kinds():
        by_app.setdefault(label.partition(".")[0], []).append((kind.title, kind.why, kind.goes))
    for app, found in by_app.items():
        yield str(apps.get_app_config(app).verbose_name), found


def title_of(label: str) -> str:
    """What a model is called among the kinds of records."""
    kind = kinds.get(label)
    if kind is None:
        return label
    return str(kinds[kind.part_of].title if kind.part_of else kind.title) or _("other")
