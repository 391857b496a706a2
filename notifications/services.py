"""Writing and delivering notices."""

import time
import uuid
import zoneinfo
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation

from core import dates
from core.http import absolute
from core.tokens import derive, identify, matches
from notifications import budgets, mail, suppression
from notifications.mail_content import (
    Kind,
    MailContent,
    NoticeContext,
    NoticeObsolete,
    kinds,
    lane_of,
    loaders,
    together,
)
from notifications.models import Notice, NoticeState, ProblemKind
from notifications.smtp_errors import permanent, unknown_there
from notifications.suppression import AddressReport
from outbox.registry import PermanentFailure, RetryLater
from outbox.services import enqueue, enqueue_spread, spread

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger(__name__)

DELIVER = "notifications.deliver"
FRESH = 2.0  # seconds for which a batch's rows are used


class Bounces(Exception):
    """The address is known to bounce, so the notice is not sent."""


class Undelivered(Exception):
    """The email could not be delivered for now. The reason is on the notice, since a job must not name anyone."""


def notify(
    recipient: "User | None",
    kind: str,
    *,
    now: datetime,
    about: models.Model | None = None,
    due_at: datetime | None = None,
    in_time_for: datetime | None = None,
    data: dict[str, Any] | None = None,
    address: str = "",
    language: str = "",
    by: "User | None" = None,
) -> Notice:
    """Write a notice and the job that delivers it, in the caller's transaction.

    A waiting notice may be updated and returned instead (`budgets.plan`).

    Args:
        recipient: the member who reads it; None for an address without an account.
        kind: a registered kind.
        about: the row that the email is about; it is loaded again when the email is built.
        due_at: when to send it, aware; at once if left out, or as the kind's budget allows.
        in_time_for: the time that it is about, aware; it is delayed by at most half of the time until then.
        data: JSON that the builder needs and that is in no other row; never a token or a code.
        address: the recipient's address, if not the member's own.
        language: the language of a notice without a member.
        by: who caused it. Each person has a separate budget, so no one can use up another's.

    Raises:
        LookupError: the kind is not registered.
    """
    if kind not in kinds:
        raise LookupError(f"no notice is called {kind}")
    with transaction.atomic():
        row = Notice(
            kind=kind,
            recipient=recipient,
            address=address,
            language=language,
            data=data or {},
            caused_by=by.uuid if by else None,
            due_at=due_at or now,
            created_at=now,
        )
        if about is not None:
            row.about = about
        if due_at is None:
            row = budgets.plan(row, kinds[kind], in_time_for=in_time_for, now=now)
        row.save()
        if row.joined_id is None:
            key = budgets.job_key(row) if kinds[kind].quiet is not None or kinds[kind].daily else ""
            enqueue(DELIVER, {"notice": str(row.uuid)}, now=now, due_at=row.due_at, key=key, lane=kinds[kind].lane)
    return row


def notify_each(
    readers: "Sequence[tuple[User, models.Model]]",
    kind: str,
    *,
    now: datetime,
    over: timedelta,
    due_at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> list[Notice]:
    """Write a notice to each of many members, in a few queries for all of them, in the caller's transaction.

    They are sent one after the other over a period, so that other email isn't kept waiting. No budget is asked: the
    caller sees to it that no one gets too many.

    Args:
        readers: the members, each with the row that their email is about.
        kind: a registered kind without a `quiet` time.
        due_at: when to send the first; at once if left out.
        data: what the builder needs besides; the same for all.

    Raises:
        LookupError: the kind is not registered.
    """
    if kind not in kinds:
        raise LookupError(f"no notice is called {kind}")
    start = due_at or now
    rows = Notice.objects.bulk_create(
        Notice(kind=kind, recipient=reader, about=about, due_at=at, created_at=now, data=data or {})
        for (reader, about), at in zip(readers, spread(len(readers), start=start, over=over), strict=True)
    )
    payloads = {budgets.job_key(row): {"notice": str(row.uuid)} for row in rows}
    enqueue_spread(DELIVER, payloads, now=now, start=start, over=over, lane=kinds[kind].lane)
    return rows


def notify_team(
    kind: str,
    *,
    now: datetime,
    about: models.Model | None = None,
    data: dict[str, Any] | None = None,
    by: "User | None" = None,
) -> Notice:
    """Write a notice to the club team's address, in the club's language."""
    address, language = settings.TEAM_EMAIL, settings.LANGUAGE_CODE
    return notify(None, kind, now=now, about=about, data=data, address=address, language=language, by=by)


@dataclass(frozen=True, slots=True)
class Batch:
    """Notices that are sent one after the other, loaded together with the rows they are about.

    Attributes:
        suppressed: the kinds of problem of their addresses, in lower case.
        loaded_at: by `time.monotonic()`.
    """

    rows: dict[uuid.UUID, Notice]
    suppressed: dict[str, set[str]]
    loaded_at: float


_batch: ContextVar[Batch | None] = ContextVar("batch", default=None)


@contextmanager
def loaded(notices: Collection[uuid.UUID]) -> Iterator[None]:
    """Load notices for the calls of `send` inside, in a few queries for all of them."""
    found = Notice.objects.waiting().filter(pk__in=notices).select_related("recipient", "about_type")
    about = GenericPrefetch("about", [load() for load in loaders])
    rows = {row.pk: row for row in found.prefetch_related(about)}
    suppressed = suppression.suppressed_among({address_of(row) for row in rows.values()})
    token = _batch.set(Batch(rows, suppressed, time.monotonic()))
    try:
        yield
    finally:
        _batch.reset(token)


def _loaded_batch() -> Batch | None:
    """The batch, while it is fresh: if the mail server is slow, bookings may be cancelled in the meantime."""
    batch = _batch.get()
    return batch if batch and time.monotonic() - batch.loaded_at < FRESH else None


def address_of(row: Notice) -> str:
    return row.address or row.recipient.email  # type: ignore[union-attr]


def deliver(notice_id: uuid.UUID, *, now: datetime) -> None:
    """Send a notice and record the outcome; see `send`."""
    if (settle := send(notice_id, now=now)) is not None:
        settle()


def send(notice_id: uuid.UUID, *, now: datetime) -> Callable[[], None] | None:
    """Render a notice for its reader and hand it to the mail server. Returns a function that records the outcome.

    Does nothing if the notice is already settled. A crash between the server's reply and our commit can repeat an
    email, with the same Message-ID.

    Raises:
        PermanentFailure: the server refused for good (5xx), or nothing can be sent.
        Undelivered: a temporary error; the outbox retries.
        RetryLater: its builder says that it's not the time for it.
    """
    batch = _loaded_batch()
    row = batch.rows.get(notice_id) if batch else None
    if row is None:
        batch = None
        row = Notice.objects.select_related("recipient", "about_type").filter(pk=notice_id).first()
    if row is None or row.state != NoticeState.WAITING:
        return None
    line = logger.bind(kind=row.kind, notice=str(row.uuid))
    to = address_of(row)
    try:
        _check_suppression(kinds[row.kind], on=to, batch=batch)
        with reading_as(row):
            parts = _parts(row, now=now)
            content = together([part.content for part in parts if part.content])
            message = mail.message(content, to=to, reader=row.recipient, unsubscribe=_unsubscribe_link(row))
        message.extra_headers["Message-ID"] = message_id(row)
        mail.send(message)
    except Bounces as reason:
        line.info("mail", outcome="unsent")
        return partial(_settle_with_parts, row, NoticeState.UNSENT, now=now, reason=str(reason))
    except RetryLater:
        line.info("mail", outcome="later")
        raise
    except NoticeObsolete as reason:
        line.info("mail", outcome="dropped")
        return partial(_settle, row, NoticeState.DROPPED, now=now, reason=str(reason))
    except Exception as error:
        what = type(error).__name__
        line.warning("mail", outcome="refused" if permanent(error) else "again", error=what)
        Notice.objects.waiting().filter(pk=row.pk).update(reason=f"{what}: {error}"[:2000])
        if reply := unknown_there(error):
            bounced = AddressReport(
                address=to, what=ProblemKind.BOUNCED, said_at=now, event=f"notice:{row.pk}", reason=reply
            )
            suppression.suppress([bounced], now=now)
        raise (PermanentFailure if permanent(error) else Undelivered)(what) from error
    line.info("mail", outcome="sent")
    return partial(_settle_parts, parts, now=now)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the notices that an email is made of: what it says, or why it is obsolete."""

    row: Notice
    content: MailContent | None = None
    reason: str = ""


def _parts(row: Notice, *, now: datetime) -> list[Part]:
    """What a notice says, and the notices that joined it.

    Raises:
        NoticeObsolete: none of them makes sense any more.
    """
    if not kinds[row.kind].daily:
        return [Part(row, build(row, now=now))]
    joined = Notice.objects.waiting().filter(joined=row).select_related("recipient", "about_type")
    parts = [_part(each, now=now) for each in (row, *joined.order_by("created_at"))]
    if not any(part.content for part in parts):
        _settle_parts(parts[1:], now=now)
        raise NoticeObsolete(parts[0].reason)
    return parts


def _part(row: Notice, *, now: datetime) -> Part:
    try:
        return Part(row, build(row, now=now))
    except NoticeObsolete as reason:
        return Part(row, reason=str(reason))


def _settle_parts(parts: Sequence[Part], *, now: datetime) -> None:
    for part in parts:
        state = NoticeState.SENT if part.content else NoticeState.DROPPED
        _settle(part.row, state, now=now, reason=part.reason)


def _check_suppression(kind: Kind, *, on: str, batch: Batch | None) -> None:
    """Stop a notice to an address that bounces, and an optional one to an address that reported spam.

    Raises:
        Bounces: the address bounces, and no one is waiting for this notice.
        NoticeObsolete: the address reported spam, and this notice is optional.
    """
    suppressed = batch.suppressed.get(on.lower(), set()) if batch else suppression.suppressed_for(on)
    if ProblemKind.BOUNCED in suppressed and not kind.asked:
        raise Bounces("mail to this address comes back")
    if ProblemKind.COMPLAINED in suppressed and kind.optional:
        raise NoticeObsolete("our mail was called spam at this address")


def fail(notice_id: uuid.UUID, *, now: datetime) -> None:
    """Mark a notice as failed for good; the reason of the last attempt is kept."""
    rows = Notice.objects.waiting().filter(models.Q(pk=notice_id) | models.Q(joined=notice_id))
    rows.update(state=NoticeState.FAILED, settled_at=now)


def build(row: Notice, *, now: datetime) -> MailContent:
    """Build what a notice says, in the active language and zone.

    Raises:
        NoticeObsolete: its row is gone, its reader has switched the kind off or left, or its builder says so.
    """
    kind = kinds[row.kind]
    recipient = row.recipient
    if row.about_type_id and row.about is None:
        raise NoticeObsolete("what it was about is gone")
    if recipient is not None and not recipient.is_active:
        raise NoticeObsolete("the account is closed")
    if recipient is not None and kind.optional and kind.name in recipient.muted_notices:
        raise NoticeObsolete("switched off by the reader")
    return kind.build(NoticeContext(about=row.about, recipient=recipient, data=row.data, now=now))


@contextmanager
def reading_as(row: Notice) -> Iterator[None]:
    """Activate the language, the time zone and the clock format of a notice's reader."""
    reader = row.recipient
    language = (reader.language if reader else row.language) or settings.LANGUAGE_CODE
    zone = reader.time_zone if reader else settings.TIME_ZONE
    reads = dates.reading(reader.clock if reader else "", language=language, zone=zone)
    with translation.override(language), timezone.override(zoneinfo.ZoneInfo(zone)), reads:
        yield


def _unsubscribe_link(row: Notice) -> str:
    """The URL to unsubscribe from an optional kind; "" for any other."""
    if row.recipient is None or not kinds[row.kind].optional:
        return ""
    token = derive(f"unsubscribe:{row.kind}", row.recipient.uuid)
    return absolute(reverse("notifications:unsubscribe", args=[row.kind, token]))


def subscriber(*, kind: str, token: str) -> "User | None":
    """The member whom an unsubscribe link belongs to; None if the link is invalid."""
    member: User | None = get_user_model().objects.filter(uuid=identify(token)).first()
    if member is None or kind not in kinds or not kinds[kind].optional:
        return None
    return member if matches(token, f"unsubscribe:{kind}", member.uuid) else None


def unsubscribe(*, member: "User", kind: str) -> None:
    """Unsubscribe a member from an optional kind, as on their account page. Repeating it has no effect."""
    with transaction.atomic():
        row = get_user_model().objects.select_for_update(no_key=True).get(pk=member.pk)
        if kind not in row.muted_notices:
            row.muted_notices = [*row.muted_notices, kind]
            row.save(update_fields=["muted_notices"])


def message_id(row: Notice) -> str:
    """The Message-ID of a notice, the same at every attempt (RFC 5322 section 3.6.4)."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f"<{row.uuid}@{address.rpartition('@')[2]}>"


def send_again(notices: "models.QuerySet[Notice]", *, now: datetime) -> list[Notice]:
    """Send those of `notices` again that failed or were not sent. Returns them."""
    with transaction.atomic():
        missed = list(
            notices.filter(state__in=(NoticeState.FAILED, NoticeState.UNSENT)).select_for_update(of=("self",))
        )
        for row in missed:
            Notice.objects.filter(pk=row.pk).update(state=NoticeState.WAITING, settled_at=None, reason="", joined=None)
            enqueue(DELIVER, {"notice": str(row.uuid)}, now=now, lane=lane_of(row.kind))
    return missed


def _settle(row: Notice, state: NoticeState, *, now: datetime, reason: str = "") -> None:
    Notice.objects.waiting().filter(pk=row.pk).update(state=state, settled_at=now, reason=reason)


def _settle_with_parts(row: Notice, state: NoticeState, *, now: datetime, reason: str = "") -> None:
    rows = Notice.objects.waiting().filter(models.Q(pk=row.pk) | models.Q(joined=row))
    rows.update(state=state, settled_at=now, reason=reason)
