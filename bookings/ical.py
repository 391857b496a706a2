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
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Aggregate, DecimalField, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vDuration, vText, vUri

from accounts.models import User
from bookings.models import HOLDING, Booking, BookingStatus
from core.addresses import mailto
from core.http import absolute

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
REFRESH = timedelta(hours=1)
LONGEST_IN_LINK = 300  # characters; some calendars refuse long addresses
LONGEST_PIECE = 74  # octets of a folded line, without the space before it
FEED_FORMAT = 1  # raise it when the format of entries changes
# All fields that go into an entry, in the order of `Entry`.
FEED_FIELDS = (
    "uuid", "status", "sequence", "starts_at", "ends_at", "topic", "mentee", "session_type__name",
    "mentor__user__display_name", "mentee__display_name",
    "created_at", "answered_at", "moved_at", "cancelled_at", "expires_at",
)  # fmt: skip
WITHOUT_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code != ord("\n")}
SPECIAL = re.compile(r"[\\;,\r\n]")  # to be escaped in texts (RFC 5545 section 3.3.11)
STATUSES = {BookingStatus.CONFIRMED: "CONFIRMED", BookingStatus.REQUESTED: "TENTATIVE"}


class Entry(NamedTuple):
    """What a calendar entry says of a booking. Of a thousand, models would take five times as long to load."""

    uuid: UUID
    status: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    topic: str
    mentee: int
    session_type: str
    mentor_name: str
    mentee_name: str
    created_at: datetime
    answered_at: datetime | None
    moved_at: datetime | None
    cancelled_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def of(cls, booking: Booking) -> "Entry":
        mentor, mentee = booking.mentor.user.display_name, booking.mentee.display_name
        return cls(
            booking.uuid, booking.status, booking.sequence, booking.starts_at, booking.ends_at, booking.topic,
            booking.mentee_id, booking.session_type.name, mentor, mentee,
            booking.created_at, booking.answered_at, booking.moved_at, booking.cancelled_at, booking.expires_at,
        )  # fmt: skip


def invitation(booking: Booking, *, reader: User, now: datetime) -> bytes:
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


def several(bookings: Iterable[Booking], *, reader: User, now: datetime) -> bytes:
    """A file with several bookings, to add to a calendar. An invitation (RFC 5546) holds one entry only."""
    calendar = _calendar()
    calendar.add("method", PUBLISH)
    for booking in bookings:
        calendar.add_component(_event(booking, reader=reader, stamp=now))
    return bytes(calendar.to_ical())


def feed(bookings: QuerySet[Booking], *, reader: User, with_words: bool = False) -> bytes:
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
    texts = _texts(get_language())
    entries = (
        _drawn(_properties(entry, texts, reader=reader, stamp=changed_at(entry), with_words=with_words))
        for entry in map(Entry._make, bookings.values_list(*FEED_FIELDS))
    )
    return b"".join([head, *entries, end, b"\r\n"])


class Fingerprint(Aggregate):
    """A checksum of the rows, independent of their order."""

    template = "sum(hashtextextended(ROW(%(expressions)s)::text, 0))"
    output_field = DecimalField()


def feed_version(bookings: QuerySet[Booking], *, reader: User, with_words: bool = False) -> str:
    """The feed's ETag, computed without building the feed, which takes far longer."""
    rows = bookings.order_by().aggregate(rows=Fingerprint(*FEED_FIELDS))["rows"]
    read = (FEED_FORMAT, settings.CLUB_NAME, settings.SITE_URL, reader.language, with_words, rows)
    digest = hashlib.sha256(repr(read).encode()).hexdigest()
    return f'"{digest[:32]}"'


def changed_at(booking: Booking | Entry) -> datetime:
    """When the booking last changed."""
    expired_at = booking.expires_at if booking.status == BookingStatus.EXPIRED else None
    moments = [booking.created_at, booking.answered_at, booking.moved_at, booking.cancelled_at, expired_at]
    return max(filter(None, moments))


def was_request(booking: Booking) -> bool:
    """Whether the booking was only ever a request, so no one has an invitation."""
    return booking.expires_at is not None and booking.answered_at is None


def uid(booking: Booking | Entry) -> str:
    """The entry's identifier, which never changes (RFC 5545 section 3.8.4.7)."""
    return f"{booking.uuid}@{urlsplit(settings.SITE_URL).hostname}"


def summary(booking: Booking, *, reader: User) -> str:
    """The title of the entry in the reader's calendar."""
    return _summary(Entry.of(booking), _texts(get_language()), reader=reader)


def google_link(booking: Booking, *, reader: User) -> str:
    """The address of Google Calendar's form for a new entry, filled in."""
    query = {
        "action": "TEMPLATE",
        "text": summary(booking, reader=reader),
        "dates": f"{booking.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}/{booking.ends_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "details": _description(Entry.of(booking), _texts(get_language()), reader=reader, longest=LONGEST_IN_LINK),
        "location": join_page(booking),
    }
    return "https://calendar.google.com/calendar/render?" + urlencode(query)


def outlook_link(booking: Booking, *, reader: User) -> str:
    """The address of Outlook's form for a new entry, filled in."""
    query = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": summary(booking, reader=reader),
        "startdt": f"{booking.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{booking.ends_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "body": _description(Entry.of(booking), _texts(get_language()), reader=reader, longest=LONGEST_IN_LINK),
        "location": join_page(booking),
    }
    return "https://outlook.live.com/calendar/0/deeplink/compose?" + urlencode(query)


def join_page(booking: Booking) -> str:
    """The page that always shows the current link, so that a calendar entry never leads to an old one."""
    return _texts(get_language()).join.format(booking.uuid)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{_plain(settings.CLUB_NAME)}//Bookings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _event(booking: Booking, *, reader: User, stamp: datetime) -> Event:
    entry = Event()
    for name, value in _properties(Entry.of(booking), _texts(get_language()), reader=reader, stamp=stamp).items():
        entry.add(name, value, encode=not isinstance(value, vUri))
    return entry


def _properties(
    entry: Entry, texts: "Texts", *, reader: User, stamp: datetime, with_words: bool = False
) -> dict[str, int | str | datetime]:
    """The properties of an entry, in icalendar's order."""
    join, page = texts.join.format(entry.uuid), texts.page.format(entry.uuid)
    said: dict[str, int | str | datetime] = {
        "SUMMARY": _summary(entry, texts, reader=reader),
        "DTSTART": entry.starts_at.astimezone(UTC),
        "DTEND": entry.ends_at.astimezone(UTC),
        "DTSTAMP": stamp.astimezone(UTC),
        "UID": uid(entry),
        "SEQUENCE": entry.sequence,
        "CREATED": entry.created_at.astimezone(UTC),
        "DESCRIPTION": _description(entry, texts, reader=reader, with_words=with_words),
        "LAST-MODIFIED": changed_at(entry).astimezone(UTC),
        "LOCATION": join,
        "STATUS": STATUSES.get(BookingStatus(entry.status), "CANCELLED"),
        "TRANSP": "OPAQUE" if entry.status in HOLDING else "TRANSPARENT",
        "URL": vUri(join),
    }
    if entry.status != BookingStatus.CONFIRMED:
        del said["LOCATION"]
        said["URL"] = vUri(page)
    return said


def _drawn(properties: dict[str, int | str | datetime]) -> bytes:
    """An entry exactly as `Event.to_ical` writes it, but five times as fast: a feed may have a thousand."""
    lines = [_line(name, value) for name, value in properties.items()]
    return b"\r\n".join([b"BEGIN:VEVENT", *lines, b"END:VEVENT", b""])


def _line(name: str, value: int | str | datetime) -> bytes:
    if isinstance(value, datetime):
        moment = value.timetuple()
        return b"%s:%04d%02d%02dT%02d%02d%02dZ" % (name.encode(), *moment[:6])  # a third of strftime's time
    if isinstance(value, str) and not isinstance(value, vUri) and SPECIAL.search(value):
        value = vText(value).to_ical().decode()
    return folded(f"{name}:{value}")


def folded(line: str) -> bytes:
    """Fold a line into pieces of at most 74 octets, as icalendar does: between characters, not after a backslash."""
    octets, pieces, start = line.encode(), [], 0
    if len(octets) <= LONGEST_PIECE:
        return octets
    while len(octets) - start > LONGEST_PIECE:
        end = start + LONGEST_PIECE
        while octets[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        if octets[end - 1] in b"\\^":
            end -= 1
        pieces.append(octets[start:end])
        start = end
    return b"\r\n ".join([*pieces, octets[start:]])


def _summary(entry: Entry, texts: "Texts", *, reader: User) -> str:
    other = entry.mentor_name if reader.pk == entry.mentee else entry.mentee_name
    return _plain(texts.title % {"type": entry.session_type, "name": other})


def _description(
    entry: Entry, texts: "Texts", *, reader: User, longest: int | None = None, with_words: bool = False
) -> str:
    parts = []
    if with_words or reader.pk == entry.mentee:
        topic = _plain(entry.topic, lines=True)
        parts.append(topic if longest is None or len(topic) <= longest else topic[: longest - 1] + "…")
    if entry.status == BookingStatus.CONFIRMED:
        parts.append(texts.where.format(entry.uuid))
    parts.append(texts.after.format(entry.uuid))
    return "\n\n".join(parts)


class Texts(NamedTuple):
    """The texts of entries in one language. All but the title have {} where the booking's uuid goes."""

    title: str
    where: str
    after: str
    join: str
    page: str


def _texts(language: str | None) -> Texts:
    return _made(language, settings.SITE_URL)


@cache
def _made(_language: str | None, _site: str) -> Texts:
    """Translated and resolved once, not for each of a thousand entries."""
    join, page = (_address(name) for name in ("bookings:join", "bookings:detail"))
    see = _("See or cancel the booking: %(link)s") % {"link": page}
    declining = _("Declining in your calendar doesn’t reach us.")
    return Texts(
        title=_("%(type)s with %(name)s"),
        where=_("Where: %(link)s") % {"link": join},
        after=f"{see}\n\n{declining}",
        join=join,
        page=page,
    )


def _address(name: str) -> str:
    """The address of a booking's page, with {} for its uuid."""
    nobody = UUID(int=0)
    return absolute(reverse(name, args=[nobody])).replace(str(nobody), "{}")


def _person(name: str, address: str) -> vCalAddress:
    person = vCalAddress(mailto(address))
    person.params["CN"] = vText(_plain(name).replace('"', "'"))
    return person


def _plain(text: str, *, lines: bool = False) -> str:
    """Text without control characters, on one line unless `lines`; icalendar escapes and folds the rest."""
    kept = "\n".join(text.splitlines()) if lines else " ".join(text.split())
    return kept.translate(WITHOUT_CONTROLS)
