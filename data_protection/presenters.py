"""What a member's page about their data shows, and the lists of what the club holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.privacy import kinds, rules
from data_protection.belongings import listed_kinds, manager_of, numbers_of
from data_protection.models import Erasure, Export, RetentionRun
from data_protection.services import erasing, inactivity, retaining
from data_protection.services.wiping import Outcome, preview
from meetings.providers.registry import PROVIDERS

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

NIGHTS = 30
SIGN_IN = {"google": "Google", "github": "GitHub", "openid_connect": "LinkedIn"}


@dataclass(frozen=True, slots=True)
class HeldKind:
    """A kind of record that the club holds about a member."""

    title: "StrOrPromise"
    number: int
    why: "StrOrPromise"
    goes: "StrOrPromise"


def held_about(member: User) -> list[HeldKind]:
    """Every kind of which there is something."""
    listed = listed_kinds()
    shown = [
        [manager_of(label).filter(person.rows_of(member)) for person in kind.people if person.export]
        for label, kind in listed
    ]
    counted = zip(listed, numbers_of(shown), strict=True)
    return [HeldKind(kind.title, number, kind.why, kind.goes) for (_label, kind), number in counted if number]


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


@dataclass(frozen=True, slots=True)
class DueRule:
    """How much a rule would delete or blank now."""

    says: "StrOrPromise"
    days: int
    number: int


def what_is_due(*, now: datetime) -> list[DueRule]:
    """What tonight's run would do; it changes nothing."""
    numbers = retaining.dry_run(now=now)
    unused = [DueRule(says, inactivity.DAYS[name], numbers[name]) for name, says in inactivity.SAYS.items()]
    return [DueRule(rule.says, rule.days, numbers[name]) for name, rule in rules.items()] + unused


@dataclass(frozen=True, slots=True)
class Night:
    """What went in one night."""

    run: RetentionRun
    went: "list[tuple[StrOrPromise, int]]"
    failed: "list[StrOrPromise]"


def nights() -> list[Night]:
    """The latest runs, each rule in its own words."""
    return [
        Night(
            run,
            [(_said(name), number) for name, number in run.counts.items()],
            [_said(name) for name in run.failed],
        )
        for run in RetentionRun.objects.all()[:NIGHTS]
    ]


def _said(name: str) -> "StrOrPromise":
    return rules[name].says if name in rules else inactivity.SAYS.get(name, name)


@dataclass(frozen=True, slots=True)
class Processor:
    """Who else gets to see something, as it is really set up here."""

    name: str
    does: "StrOrPromise"


def processors() -> list[Processor]:
    """The club's processors, by what is configured (GDPR Art. 28 and 30)."""
    mails = gettext_lazy("sends our emails, and learns your address and what is in them")
    rooms = gettext_lazy("makes rooms for sessions, and learns when they are")
    signs_in = gettext_lazy("signs you in, if you choose it, and learns when you do")
    stores = gettext_lazy("stores mentors’ photos, and copies of data for a week")
    busy = gettext_lazy("tells us when mentors are busy who connect their calendar, and learns of their sessions")
    errors = gettext_lazy("gets reports of errors in the software, without names, addresses or what anyone wrote")
    providers = [provider.title for provider in PROVIDERS.values() if provider.title and provider.is_set_up]
    return [
        Processor(_mail_provider(), mails),
        *(Processor(name, rooms) for name in providers),
        *(Processor(SIGN_IN[app.rpartition(".")[2]], signs_in) for app in settings.SOCIAL_APPS),
        *([Processor("Google Calendar", busy)] if settings.GOOGLE_CALENDAR else []),
        *([Processor(settings.S3_BUCKET, stores)] if settings.S3_BUCKET else []),
        *([Processor(f"Sentry ({urlsplit(settings.SENTRY_DSN).hostname})", errors)] if settings.SENTRY_DSN else []),
    ]


def _mail_provider() -> str:
    """The host that mail is handed to, or the provider of anymail."""
    backend = str(settings.EMAIL_BACKEND).split(".")
    if "anymail" in backend:
        return backend[-2].replace("_", " ").title()
    return str(settings.EMAIL_HOST) if backend[-2] == "smtp" else _("our own mail server")


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
