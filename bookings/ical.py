"""Bookings as calendar entries (RFC 5545), as invitations (RFC 5546, RFC 6047) and as a feed.

Each person gets their own version, with themselves as the only attendee. No file contains the other person's email
address, nor their texts unless the reader asks for them: calendars are also read by colleagues and programs.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Aggregate, DecimalField, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vDuration, vText, vUri

from bookings.models import Booking, BookingStatus
from core.addresses import mailto
from core.http import absolute

if TYPE_CHECKING:
    from accounts.models import User

REQUEST, CANCEL = "REQUEST", "CANCEL"
REFRESH = timedelta(hours=1)
LONGEST_IN_LINK = 300  # characters; some calendars refuse long addresses
LONGEST_PIECE = 74  # octets of a folded line, without the space before it
FEED_FORMAT = 1  # raise it when the format of entries changes
# All fields that go into a feed entry.
FEED_FIELDS = (
    "uuid", "status", "sequence", "starts_at", "ends_at", "topic", "session_type__name",
    "mentor__user__display_name", "mentee__display_name",
    "created_at", "answered_at", "moved_at", "cancelled_at", "expires_at",
)  # fmt: skip
FEED_ROWS = (*FEED_FIELDS, "session_type", "mentor__user", "mentee")  # what to load, including related rows
WITHOUT_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code != ord("\n")}
SPECIAL = re.compile(r"[\\;,\r\n]")  # to be escaped in texts (RFC 5545 section 3.3.11)
STATUSES = {BookingStatus.CONFIRMED: "CONFIRMED", BookingStatus.REQUESTED: "TENTATIVE"}


def invitation(booking: Booking, *, reader: "User", now: datetime) -> bytes:
    """The file that puts a booking into the reader's calendar, or takes a cancelled one out of it."""
    method = CANCEL if booking.status == BookingStatus.CANCELLED else REQUEST
    calendar = _calendar()
    calendar.add("method", method)
    entry = _event(booking, reader=reader, stamp=now)
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    entry["organizer"] = _person(name or settings.CLUB_NAME, address)
    attendee = _person(reader.display_name, reader.email)
    attendee.params.update(CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT", PARTSTAT="ACCEPTED", RSVP="FALSE")
    entry.add("attendee", attendee, encode=False)
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def feed(bookings: Iterable[Booking], *, reader: "User", with_words: bool = False) -> bytes:
    """The reader's bookings as one calendar to subscribe to. It depends only on the bookings, not on the time.

    Args:
        with_words: whether to include what mentees wrote.
    """
    calendar = _calendar()
    name = _plain(settings.CLUB_NAME)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    interval = vDuration(REFRESH)
    interval.params["VALUE"] = "DURATION"
    calendar.add("refresh-interval", interval, encode=False)
    calendar.add("x-published-ttl", vDuration(REFRESH), encode=False)
    head, end, _rest = calendar.to_ical().rpartition(b"END:VCALENDAR")
    entries = (
        _drawn(_properties(booking, reader=reader, stamp=changed_at(booking), with_words=with_words))
        for booking in bookings
    )
    return b"".join([head, *entries, end, b"\r\n"])


class Fingerprint(Aggregate):
    """A checksum of the rows, independent of their order."""

    template = "sum(hashtextextended(ROW(%(expressions)s)::text, 0))"
    output_field = DecimalField()


def feed_version(bookings: QuerySet[Booking], *, reader: "User", with_words: bool = False) -> str:
    """The feed's ETag, computed without building the feed, which takes far longer."""
    rows = bookings.order_by().aggregate(rows=Fingerprint(*FEED_FIELDS))["rows"]
    read = (FEED_FORMAT, settings.CLUB_NAME, settings.SITE_URL, reader.language, with_words, rows)
    digest = hashlib.sha256(repr(read).encode()).hexdigest()
    return f'"{digest[:32]}"'


def changed_at(booking: Booking) -> datetime:
    """When the booking last changed."""
    expired_at = booking.expires_at if booking.status == BookingStatus.EXPIRED else None
    moments = [booking.created_at, booking.answered_at, booking.moved_at, booking.cancelled_at, expired_at]
    return max(filter(None, moments))


def was_request(booking: Booking) -> bool:
    """Whether the booking was only ever a request, so no one has an invitation."""
    return booking.expires_at is not None and booking.answered_at is None


def uid(booking: Booking) -> str:
    """The entry's identifier, which never changes (RFC 5545 section 3.8.4.7)."""
    return f"{booking.uuid}@{urlsplit(settings.SITE_URL).hostname}"


def summary(booking: Booking, *, reader: "User") -> str:
    """The title of the entry in the reader's calendar."""
    words = {"type": booking.session_type.name, "name": booking.other_than(reader).display_name}
    return _plain(_sentences(get_language()).title % words)


def google_link(booking: Booking, *, reader: "User") -> str:
    """The address of Google Calendar's form for a new entry, filled in."""
    query = {
        "action": "TEMPLATE",
        "text": summary(booking, reader=reader),
        "dates": f"{booking.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}/{booking.ends_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "details": _description(booking, reader=reader, longest=LONGEST_IN_LINK),
        "location": join_page(booking),
    }
    return "https://calendar.google.com/calendar/render?" + urlencode(query)


def outlook_link(booking: Booking, *, reader: "User") -> str:
    """The address of Outlook's form for a new entry, filled in."""
    query = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": summary(booking, reader=reader),
        "startdt": f"{booking.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{booking.ends_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "body": _description(booking, reader=reader, longest=LONGEST_IN_LINK),
        "location": join_page(booking),
    }
    return "https://outlook.live.com/calendar/0/deeplink/compose?" + urlencode(query)


def join_page(booking: Booking) -> str:
    """The page that always shows the current link, so that a calendar entry never leads to an old one."""
    return absolute(_path("bookings:join", get_language()).format(booking.uuid))


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{_plain(settings.CLUB_NAME)}//Bookings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _event(booking: Booking, *, reader: "User", stamp: datetime) -> Event:
    entry = Event()
    for name, value in _properties(booking, reader=reader, stamp=stamp).items():
        entry.add(name, value, encode=not isinstance(value, vUri))
    return entry


def _properties(
    booking: Booking, *, reader: "User", stamp: datetime, with_words: bool = False
) -> dict[str, int | str | datetime]:
    """The properties of an entry, in icalendar's order."""
    join, page = join_page(booking), _page(booking)
    said: dict[str, int | str | datetime] = {
        "SUMMARY": summary(booking, reader=reader),
        "DTSTART": booking.starts_at.astimezone(UTC),
        "DTEND": booking.ends_at.astimezone(UTC),
        "DTSTAMP": stamp.astimezone(UTC),
        "UID": uid(booking),
        "SEQUENCE": booking.sequence,
        "CREATED": booking.created_at.astimezone(UTC),
        "DESCRIPTION": _description(booking, reader=reader, with_words=with_words),
        "LAST-MODIFIED": changed_at(booking).astimezone(UTC),
        "LOCATION": join,
        "STATUS": STATUSES.get(BookingStatus(booking.status), "CANCELLED"),
        "TRANSP": "OPAQUE" if booking.holds_time else "TRANSPARENT",
        "URL": vUri(join if booking.is_confirmed else page),
    }
    if not booking.is_confirmed:
        del said["LOCATION"]
    return said


def _drawn(properties: dict[str, int | str | datetime]) -> bytes:
    """An entry exactly as `Event.to_ical` writes it, but five times as fast: a feed may have a thousand."""
    lines = [_line(name, value) for name, value in properties.items()]
    return b"\r\n".join([b"BEGIN:VEVENT", *lines, b"END:VEVENT", b""])


def _line(name: str, value: int | str | datetime) -> bytes:
    if isinstance(value, datetime):
        text = f"{value:%Y%m%dT%H%M%SZ}"
    elif isinstance(value, vUri | int):
        text = str(value)
    else:
        text = vText(value).to_ical().decode() if SPECIAL.search(value) else value
    return folded(f"{name}:{text}")


def folded(line: str) -> bytes:
    """Fold a line into pieces of at most 74 octets, as icalendar does: between characters, not after a backslash."""
    octets, pieces, start = line.encode(), [], 0
    while len(octets) - start > LONGEST_PIECE:
        end = start + LONGEST_PIECE
        while octets[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        if octets[end - 1] in b"\\^":
            end -= 1
        pieces.append(octets[start:end])
        start = end
    return b"\r\n ".join([*pieces, octets[start:]])


def _description(booking: Booking, *, reader: "User", longest: int | None = None, with_words: bool = False) -> str:
    parts = []
    if with_words or reader.pk == booking.mentee_id:
        topic = _plain(booking.topic, lines=True)
        parts.append(topic if longest is None or len(topic) <= longest else topic[: longest - 1] + "…")
    said = _sentences(get_language())
    if booking.is_confirmed:
        parts.append(said.where % {"link": join_page(booking)})
    parts += [said.page % {"link": _page(booking)}, said.declining]
    return "\n\n".join(parts)


class Sentences(NamedTuple):
    """The texts of entries in one language."""

    title: str
    where: str
    page: str
    declining: str


@cache
def _sentences(_language: str | None) -> Sentences:
    """Translated once, not for each of a thousand entries."""
    return Sentences(
        title=_("%(type)s with %(name)s"),
        where=_("Where: %(link)s"),
        page=_("See or cancel the booking: %(link)s"),
        declining=_("Declining in your calendar doesn’t reach us."),
    )


def _page(booking: Booking) -> str:
    return absolute(_path("bookings:detail", get_language()).format(booking.uuid))


@cache
def _path(name: str, _language: str | None) -> str:
    """The path of a booking's page in a language, with {} for the uuid; cached, as `reverse` takes 15 µs."""
    nobody = UUID(int=0)
    return reverse(name, args=[nobody]).replace(str(nobody), "{}")


def _person(name: str, address: str) -> vCalAddress:
    person = vCalAddress(mailto(address))
    person.params["CN"] = vText(_plain(name).replace('"', "'"))
    return person


def _plain(text: str, *, lines: bool = False) -> str:
    """Text without control characters, on one line unless `lines`; icalendar escapes and folds the rest."""
    kept = "\n".join(text.splitlines()) if lines else " ".join(text.split())
    return kept.translate(WITHOUT_CONTROLS)
