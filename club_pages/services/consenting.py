"""What members agree to: recorded with its version and time, and asked again when the rules change."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import User
from club_pages.errors import PageRefused
from club_pages.models import Consent, ConsentKind, ConsentPlace, PageName, PageVersion
from club_pages.shipped import VERSIONS

logger = structlog.get_logger("club.pages")

ASK_EVERYONE = "club_pages.ask_everyone"
AT_ONCE = 500


def current_version(kind: ConsentKind) -> str:
    """The version that someone agrees to now: a number of the team's, or the date of the shipped text."""
    if kind == ConsentKind.CONDUCT and (latest := PageVersion.objects.of(PageName.CONDUCT).first()):
        return str(latest.number)
    return VERSIONS[kind]


def terms(place: ConsentPlace) -> str:
    """The versions of what a form names or shows, for the form to send back, such as "7 2026-11-30"."""
    return " ".join(current_version(kind) for kind in _kinds(place))


def check(*, place: ConsentPlace, seen: str) -> None:
    """Refuse the consent to anything but what there is now.

    Args:
        seen: the `terms` that the form had when it was shown.

    Raises:
        PageRefused: another version has been saved since, or the form doesn't say which it showed. Safe to show.
    """
    if seen != terms(place):
        raise PageRefused(_("What you agree to has changed since you opened this page. Please read it as it is now."))


def agree(*, member: User, place: ConsentPlace, seen: str, now: datetime) -> None:
    """Record that a member agrees to the code of conduct and was told what we keep, in the versions they have seen.

    Raises:
        PageRefused: as `check`.
    """
    with transaction.atomic():
        check(place=place, seen=seen)
        record(member=member, place=place, seen=seen, now=now)


def record(*, member: User, place: ConsentPlace, seen: str, now: datetime) -> None:
    """The same for a form that has called `check` a moment ago. What is recorded already stays as it is."""
    with transaction.atomic():
        rows = [
            Consent(member=member, kind=kind, version=version, place=place, agreed_at=now)
            for kind, version in zip(_kinds(place), seen.split(), strict=True)
        ]
        Consent.objects.bulk_create(rows, ignore_conflicts=True)
        if member.has_to_read:
            accounts.has_read(member, now=now)
        logger.info("club_pages.agreed", member=str(member.uuid), place=str(place))


def unread(member: User) -> PageVersion | None:
    """The version of the code of conduct that a member has to agree to, if they haven't: that one or a later one."""
    if not member.has_to_read:
        return None
    asking = PageVersion.objects.of(PageName.CONDUCT).filter(asks_again=True).first()
    if asking is None or Consent.objects.to_conduct(_since(asking)).filter(member=member).exists():
        return None
    return asking


def ask_everyone(number: int, *, now: datetime) -> int:
    """Let every page of the members who haven't agreed to a version say that they have to; returns how many are asked.

    In batches, so that no one waits for a lock on all members. Doing it again asks no one twice.
    """
    asking = PageVersion.objects.of(PageName.CONDUCT).get(number=number)
    agreed = Consent.objects.to_conduct(_since(asking)).values("member")
    rows = User.objects.active().filter(date_joined__lte=now).exclude(pk__in=agreed).order_by("pk")
    asked, last = 0, 0
    while keys := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        asked += accounts.ask_to_read(rows.filter(pk__in=keys))
        last = keys[-1]
    return asked


def _kinds(place: ConsentPlace) -> list[ConsentKind]:
    """What a form tells people that they agree to, or that we keep."""
    return [ConsentKind.CONDUCT] if place == ConsentPlace.VISIT else list(ConsentKind)


def _since(version: PageVersion) -> list[str]:
    """A version and all later ones, as consents name them."""
    numbers = PageVersion.objects.of(PageName.CONDUCT).filter(number__gte=version.number)
    return [str(number) for number in numbers.values_list("number", flat=True)]
