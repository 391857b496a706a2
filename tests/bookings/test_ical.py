from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import vobject
from django.conf import LazySettings
from django.utils import translation
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from icalendar import Calendar, Event
from icalendar.parser import Contentline

from accounts.models import User
from bookings import ical, services
from bookings.models import Booking, BookingStatus
from mentors.models import Mentor
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import BookingFactory, SessionTypeFactory, UserFactory

HOSTILE = (
    "<script>alert(1)</script>; a, b \\n c\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTENDEE:mailto:victim@example.org\r\n"
    '\x07\x00 “quotes” "x" 🙂 ' + "ü" * 200
)


def read(content: bytes) -> tuple[Calendar, Event]:
    """The calendar and its only entry, as two libraries read them."""
    assert vobject.readOne(content.decode()).vevent.uid.value
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    [entry] = calendar.walk("VEVENT")
    return calendar, entry  # type: ignore[return-value]


def test_invitation_contains_everything_once(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    calendar, entry = read(ical.invitation(booking, reader=mentee, now=NOW))
    assert (calendar["METHOD"], calendar["VERSION"], calendar["CALSCALE"]) == ("REQUEST", "2.0", "GREGORIAN")
    assert entry["UID"] == f"{booking.uuid}@localhost"
    assert (entry["SEQUENCE"], entry["STATUS"], entry["TRANSP"]) == (0, "CONFIRMED", "OPAQUE")
    assert (entry.start, entry.end) == (WEDNESDAY, WEDNESDAY + timedelta(minutes=30))
    assert entry["DTSTAMP"].dt == NOW.replace(microsecond=0)
    assert entry["SUMMARY"] == "A session with Amara Njeri"
    assert (entry["LOCATION"], entry["URL"]) == (f"http://localhost:8000/bookings/{booking.uuid}/join/",) * 2
    assert f"http://localhost:8000/bookings/{booking.uuid}/" in entry["DESCRIPTION"]  # type: ignore[operator]
    assert entry["ORGANIZER"] == "mailto:club@example.org"
    assert entry["ORGANIZER"].params["CN"] == "The Mentoring Club"


def test_attendee_is_the_uri_of_the_address_that_the_mail_goes_to(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    for address, uri in (
        ("idn@xn--mller-kva.example", "mailto:idn@xn--mller-kva.example"),
        ("a+b&c@example.org", "mailto:a+b%26c@example.org"),
    ):
        mentee.email = address
        assert read(ical.invitation(booking, reader=mentee, now=NOW))[1]["ATTENDEE"] == uri


@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_each_reader_is_the_only_attendee_and_sees_the_others_name(mentor: Mentor, mentee: User, who: str) -> None:
    reader, other = (mentee, mentor.user) if who == "mentee" else (mentor.user, mentee)
    content = ical.invitation(book(mentor, mentee), reader=reader, now=NOW)
    _calendar, entry = read(content)
    attendee = entry["ATTENDEE"]
    assert attendee == f"mailto:{reader.email}"
    assert dict(attendee.params) == {
        "CN": reader.display_name,
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }
    assert entry["SUMMARY"] == f"A session with {other.display_name}"
    assert other.email.encode() not in content


def test_cancellation_has_the_same_uid_and_a_higher_sequence(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    _calendar, before = read(ical.invitation(booking, reader=mentee, now=NOW))
    cancelled = services.cancelling.cancel(booking=booking, by=mentor.user, message="", now=NOW)
    calendar, after = read(ical.invitation(cancelled, reader=mentee, now=NOW))
    assert (calendar["METHOD"], after["STATUS"], after["TRANSP"]) == ("CANCEL", "CANCELLED", "TRANSPARENT")
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["ATTENDEE"] == f"mailto:{mentee.email}"


def test_sequence_rises_with_each_change_of_a_request(mentor: Mentor, mentee: User) -> None:
    """Peer failure 20: the same UID, and a SEQUENCE that rises with each change."""
    booking = book(mentor, mentee, session_type=SessionTypeFactory(mentor=mentor, on_request=True))
    accepted = services.answering.answer(booking=booking, by=mentor.user, accept=True, message="", now=NOW)
    cancelled = services.cancelling.cancel(booking=accepted, by=mentee, message="", now=NOW)
    assert [row.sequence for row in (booking, accepted, cancelled)] == [0, 1, 2]


def test_hostile_text_is_escaped(mentor: Mentor, mentee: User) -> None:
    User.objects.filter(pk=mentor.user_id).update(display_name='Ann "x"\r\nBEGIN:VALARM')
    booking = BookingFactory(mentor=mentor, mentee=mentee, topic=HOSTILE.replace("\x00", ""))
    booking = Booking.objects.with_people().get(pk=booking.pk)
    for reader, content in (
        (mentee, ical.invitation(booking, reader=mentee, now=NOW)),
        (booking.mentor.user, ical.feed(Booking.objects.all(), reader=booking.mentor.user, with_words=True)),
        (booking.mentor.user, ical.invitation(booking, reader=booking.mentor.user, now=NOW)),
    ):
        calendar, entry = read(content)
        assert len(calendar.subcomponents) == 1
        assert not entry.subcomponents
        assert entry.get("ATTENDEE", f"mailto:{reader.email}") == f"mailto:{reader.email}"
        in_words = reader == mentee or "ATTENDEE" not in entry
        assert ("ATTENDEE:mailto:victim@example.org" in entry["DESCRIPTION"]) is in_words  # type: ignore[operator]  # inside the text
        assert "\x07" not in entry["DESCRIPTION"]  # type: ignore[operator]
    assert entry["ATTENDEE"].params["CN"] == "Ann 'x' BEGIN:VALARM"


def test_lines_are_folded_at_75_octets_and_end_with_crlf(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee, topic="ü" * 900 + "🙂" * 90)
    content = ical.invitation(booking, reader=mentee, now=NOW)
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert booking.topic in read(content)[1]["DESCRIPTION"]  # type: ignore[operator]


def test_feed_is_a_calendar_to_subscribe_to(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    asked = BookingFactory(mentee=mentee, starts_at=WEDNESDAY + timedelta(days=1), requested=True)
    content = ical.feed(Booking.objects.with_people().order_by("starts_at"), reader=mentee)
    calendar = Calendar.from_ical(content)
    entries = {str(entry["UID"]): str(entry["STATUS"]) for entry in calendar.walk("VEVENT")}
    assert entries == {f"{booking.uuid}@localhost": "CONFIRMED", f"{asked.uuid}@localhost": "TENTATIVE"}
    assert "METHOD" not in calendar
    assert not any("ATTENDEE" in entry for entry in calendar.walk("VEVENT"))
    assert calendar["X-WR-CALNAME"] == "The Mentoring Club"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in content
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in content
    assert len(list(vobject.readComponents(content.decode()))) == 1


@pytest.mark.parametrize("language", ["en", "de"])
def test_feed_is_identical_to_the_librarys_output(mentor: Mentor, mentee: User, language: str) -> None:
    User.objects.filter(pk=mentor.user_id).update(display_name="Ann; Müller, \\N 🙂" * 4)
    topics = (
        HOSTILE.replace("\x00", ""),
        "\\" * 300,
        "^" * 300,
        "",
        " x " * 50,
        "ü\\" * 100,
        *("🙂" * n for n in range(60, 80)),
    )
    for number, topic in enumerate(topics):
        start = WEDNESDAY + timedelta(days=number)
        BookingFactory(mentor=mentor, mentee=mentee, starts_at=start, topic=topic, requested=bool(number % 2))
    rows = Booking.objects.with_people().order_by("starts_at")
    with translation.override(language):
        for reader, with_words in ((mentee, False), (mentor.user, True), (mentor.user, False)):
            content = ical.feed(rows, reader=reader, with_words=with_words)
            assert len(Calendar.from_ical(content).walk("VEVENT")) == len(topics)
            assert Calendar.from_ical(content).to_ical() == content
            assert (b"/de/bookings/" in content) is (language == "de")


@hypothesis_settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("a ü🙂\\^;,x"), max_size=400))
def test_line_is_folded_where_the_library_folds_it(line: str) -> None:
    assert ical.folded(line) == Contentline(line).to_ical()  # type: ignore[no-untyped-call]


def test_empty_feed_is_a_calendar(mentee: User) -> None:
    assert Calendar.from_ical(ical.feed(Booking.objects.none(), reader=mentee)).name == "VCALENDAR"


def test_links_to_other_calendars_are_filled_in(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee, topic="& =" + "🙂" * 900)
    google = parse_qs(urlsplit(ical.google_link(booking, reader=mentee)).query)
    outlook = parse_qs(urlsplit(ical.outlook_link(booking, reader=mentee)).query)
    assert google["dates"] == ["20261125T090000Z/20261125T093000Z"]
    assert (outlook["startdt"], outlook["enddt"]) == (["2026-11-25T09:00:00Z"], ["2026-11-25T09:30:00Z"])
    assert google["text"] == outlook["subject"] == ["A session with Amara Njeri"]
    assert google["location"] == outlook["location"] == [f"http://localhost:8000/bookings/{booking.uuid}/join/"]
    assert google["details"][0].startswith("& =🙂")
    assert len(ical.google_link(booking, reader=mentee)) < 8000


def test_uid_contains_the_clubs_host(settings: LazySettings, mentor: Mentor, mentee: User) -> None:
    settings.SITE_URL = "https://club.example.org"
    booking = book(mentor, mentee)
    assert ical.uid(booking) == f"{booking.uuid}@club.example.org"


def test_change_is_dated(mentor: Mentor) -> None:
    later = NOW + timedelta(hours=5)
    booking = BookingFactory(mentor=mentor, created_at=NOW)
    assert ical.changed_at(booking) == NOW
    booking.status, booking.cancelled_at = BookingStatus.CANCELLED, later
    assert ical.changed_at(booking) == later
    booking.status, booking.cancelled_at, booking.expires_at = BookingStatus.EXPIRED, None, later
    assert ical.changed_at(booking) == later


def test_summer_time_is_written_in_utc(db: None) -> None:
    after_the_change = datetime(2026, 3, 30, 7, tzinfo=UTC)  # nine o'clock in Berlin, the day after the clock changed
    booking = BookingFactory(starts_at=after_the_change, mentee=UserFactory(time_zone="Pacific/Auckland"))
    content = ical.invitation(booking, reader=booking.mentee, now=NOW)
    assert b"DTSTART:20260330T070000Z\r\n" in content
