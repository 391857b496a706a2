"""Suppressing addresses that bounce or report spam, looking them up, and trusting them again."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Greatest, Lower

from core.addresses import same_mailbox
from core.db import delete_in_chunks, violates
from notifications.models import Notice, ProblemKind, SuppressedAddress

if TYPE_CHECKING:
    from accounts.models import User

STALE = timedelta(days=3)  # no provider retries a report for longer
AHEAD = timedelta(minutes=10)  # by which a provider's clock may be ahead of ours
LONGEST_REASON, LONGEST_EVENT = 300, 100


@dataclass(frozen=True, slots=True)
class AddressReport:
    """A report about one address, from a mail server or provider, not yet checked.

    Attributes:
        said_at: when it happened, aware.
        event: an identifier of the report, so that it counts once.
    """

    address: str
    what: ProblemKind
    said_at: datetime
    event: str
    reason: str = ""


def suppress(news: Iterable[AddressReport], *, now: datetime) -> int:
    """Suppress the members' addresses among `news`; returns how many entries were made or renewed.

    Ignores addresses without a member, repeated reports, and those from before an address was trusted again, from long
    ago or from the future. The order and the number of reports make no difference.
    """
    believed = sorted(
        (item for item in map(_tidied, news) if now - STALE <= item.said_at <= now + AHEAD),
        key=lambda item: (item.address, item.what, item.said_at),
    )
    newest = {(item.address, item.what): item for item in believed}
    lowered = get_user_model().objects.annotate(lowered=Lower("email"))
    members = dict(lowered.filter(lowered__in={item.address for item in believed}).values_list("lowered", "pk"))
    known = [item for item in newest.values() if item.address in members]
    return sum(_suppress(item, member=members[item.address], now=now) for item in known)


def _tidied(news: AddressReport) -> AddressReport:
    """Normalise a report for the table: the address, and the texts on one line, without control characters, cut."""
    return AddressReport(
        address=same_mailbox(_line(news.address)),
        what=news.what,
        said_at=news.said_at,
        event=_line(news.event)[:LONGEST_EVENT],
        reason=_line(news.reason)[:LONGEST_REASON],
    )


def _line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _suppress(news: AddressReport, *, member: int, now: datetime) -> bool:
    suppressed_at = min(news.said_at, now)
    values = {"member_id": member, "reason": news.reason, "event": news.event, "suppressed_at": suppressed_at}
    try:
        with transaction.atomic():
            row, is_new = SuppressedAddress.objects.select_for_update(no_key=True).get_or_create(
                address=news.address, what=news.what, defaults=values
            )
            if is_new:
                return True
            if suppressed_at <= max(row.suppressed_at, row.cleared_at or row.suppressed_at):
                return False
            SuppressedAddress.objects.filter(pk=row.pk).update(cleared_at=None, **values)
            return True
    except IntegrityError as error:
        # An event is about one address, as each of our emails goes to one person.
        if violates(error, "suppressed_address_event_once"):
            return False
        raise


def clear(*, address: str, now: datetime, what: ProblemKind | None = None) -> int:
    """Trust an address again, for one kind of problem or for all; returns how many entries were lifted."""
    rows = SuppressedAddress.objects.standing().filter(address=address.lower())
    if what is not None:
        rows = rows.filter(what=what)
    return rows.update(cleared_at=Greatest("suppressed_at", now))


def suppressed_for(address: str) -> set[str]:
    """The kinds of problem that an address is suppressed for."""
    return suppressed_among([address]).get(address.lower(), set())


def suppressed_among(addresses: Collection[str]) -> dict[str, set[str]]:
    """The problems of those of `addresses` that are suppressed, by the address in lower case."""
    found: dict[str, set[str]] = defaultdict(set)
    standing = SuppressedAddress.objects.standing().filter(address__in={address.lower() for address in addresses})
    for address, what in standing.values_list("address", "what"):
        found[address].add(what)
    return found


@dataclass(frozen=True, slots=True)
class AddressProblem:
    """An entry as shown to its member, and how many emails were not sent because of it."""

    entry: SuppressedAddress
    unsent: int


def problems_of(member: "User") -> list[AddressProblem]:
    """The entries for a member's own address, newest first."""
    entries = SuppressedAddress.objects.standing().filter(address=member.email.lower())
    unsent = Notice.objects.unsent().filter(recipient=member)
    return [AddressProblem(entry, unsent.filter(settled_at__gte=entry.suppressed_at).count()) for entry in entries]


def forget() -> int:
    """Delete entries for addresses that their member no longer has. Returns how many."""
    held = get_user_model().objects.filter(pk=OuterRef("member"), email__iexact=OuterRef("address"))
    return delete_in_chunks(SuppressedAddress.objects.filter(~Exists(held)))
