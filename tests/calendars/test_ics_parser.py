"""Files as exporters write them, and each rule of the parser."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendars import ics_parser
from calendars.ics_lines import split
from calendars.ics_parser import ParseRequest, read
from calendars.results import ParsedCalendar, Unreadable
from tests.bookings.moments import NOW
from tests.calendars.samples import calendar, event, sample

BERLIN = ZoneInfo("Europe/Berlin")
RULE = "DTSTART:20261123T100000Z\nDTEND:20261123T101500Z\nRRULE:"


def question(zone: ZoneInfo = BERLIN, **changes: object) -> ParseRequest:
    wishes = {"start": NOW - timedelta(days=1), "end": NOW + timedelta(days=190), "site": "https://club.example.org"}
    return ParseRequest(zone=zone, **(wishes | changes))


def busy(body: bytes, zone: ZoneInfo = BERLIN, **changes: object) -> list[str]:
    """The busy times as 11-25 09:00/09:30, in UTC."""
    return said(read(body, question(zone, **changes)))


def said(found: ParsedCalendar) -> list[str]:
    days = [
        (start, end, f"{end:%H:%M}" if end.date() == start.date() else f"{end:%m-%d %H:%M}")
        for start, end in found.busy
    ]
    return [f"{start:%m-%d %H:%M}/{until}" for start, _end, until in sorted(days)]


def test_google() -> None:
    """23. Override, exception, all-day, free, declined, tentative, our own by UID and by link (cal#14664)."""
    found = read(sample("google"), question())
    assert said(found) == [
        "11-23 09:00/10:00",
        "11-25 09:00/09:30",
        "11-27 12:00/13:00",
        "12-08 13:00/14:00",
        "12-14 09:00/10:00",
        "12-23 23:00/12-26 23:00",
    ]
    assert (found.unclear, found.name) == (0, "amara@example.org")


def test_outlook() -> None:
    """23. Windows zones with, without and instead of a definition; summer time; Outlook's own marks (cal#14641)."""
    found = read(sample("outlook"), question())
    assert said(found) == [
        "11-25 10:00/11:00",
        "11-27 03:30/04:30",
        "11-27 17:00/17:30",
        "12-08 23:00/12-09 23:00",
        "03-18 16:00/17:00",
        "03-25 16:00/17:00",
        "04-01 15:00/16:00",
        "04-08 15:00/16:00",
    ]
    assert found.unclear == 0


def test_icloud() -> None:
    """23. Another zone, floating times, days with exceptions, a day without an end, alarms (cal#6292)."""
    found = read(sample("icloud"), question())
    assert said(found) == [
        "11-25 14:30/15:30",
        "11-27 11:00/12:00",
        "11-29 23:00/11-30 23:00",
        "12-01 23:00/12-02 23:00",
        "12-04 23:00/12-05 23:00",
    ]
    assert (found.unclear, found.name) == (0, "Arbeit")


def test_nextcloud() -> None:
    """23. Durations, extra dates, exceptions one a line, a cancelled instance, tasks (cal#2236)."""
    found = read(sample("nextcloud"), question())
    assert said(found) == ["11-24 07:15/08:00", "11-26 07:15/08:00", "11-27 07:15/08:00"]
    assert (found.unclear, found.name) == (0, "Persönlich")


def test_fantastical() -> None:
    """23. X-WR-TIMEZONE for floating times, and not for those in UTC; all-day in the mentor's own zone, a day away."""
    found = read(sample("fantastical"), question(ZoneInfo("Pacific/Auckland")))
    assert said(found) == [
        "11-25 15:00/16:00",
        "11-28 23:00/11-29 00:00",
        "11-29 11:00/11-30 11:00",
        "12-04 14:00/15:00",
        "12-11 14:00/15:00",
    ]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Berlin", "11-24 23:00/11-25 23:00"),
        ("America/New_York", "11-25 05:00/11-26 05:00"),
        ("Pacific/Pago_Pago", "11-25 11:00/11-26 11:00"),
        ("Pacific/Auckland", "11-24 11:00/11-25 11:00"),
    ],
)
def test_all_day_event_is_a_day_in_the_mentors_zone(zone: str, expected: str) -> None:
    body = calendar("DTSTART;VALUE=DATE:20261125\nDTEND;VALUE=DATE:20261126")
    assert busy(body, ZoneInfo(zone)) == [expected]


@pytest.mark.parametrize(("day", "hours"), [("20260329", 23), ("20261025", 25)])
def test_day_of_a_clock_change_has_its_real_length(day: str, hours: int) -> None:
    start = datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC) - timedelta(days=3)
    found = read(calendar(f"DTSTART;VALUE=DATE:{day}"), question(start=start, end=start + timedelta(days=9)))
    assert [end - start for start, end in found.busy] == [timedelta(hours=hours)]


def test_weekly_event_keeps_its_wall_time_across_both_clock_changes() -> None:
    body = calendar("DTSTART;TZID=Europe/Berlin:20260323T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY")
    start = datetime(2026, 3, 20, tzinfo=UTC)
    found = sorted(read(body, question(start=start, end=datetime(2026, 11, 10, tzinfo=UTC))).busy)
    assert {start.astimezone(BERLIN).hour for start, _end in found} == {9}
    assert [found[0][0].hour, found[1][0].hour, found[-1][0].hour] == [8, 7, 8]


def test_seconds_are_rounded_outwards() -> None:
    body = calendar(event("20261125T090030Z", "20261125T092959Z"), event("20261126T090000Z", "20261126T093000Z"))
    assert busy(body) == ["11-25 09:00/09:30", "11-26 09:00/09:30"]


def test_event_without_a_length_is_not_busy() -> None:
    assert busy(calendar("DTSTART:20261125T090000Z", event("20261126T090000Z", "20261126T090000Z"))) == []


def test_window_does_not_cut_events() -> None:
    body = calendar(event("20261101T090000Z", "20261201T090000Z"), event("20261101T090000Z", "20261102T090000Z"))
    assert busy(body) == ["11-01 09:00/12-01 09:00"]


def test_bookings_of_another_club_are_busy_times() -> None:
    uid = "UID:5f0c9a1e-3b7d-4f8a-9c2e-1d6b4a7e8f90@other.example.org"
    ours = "UID:5f0c9a1e-3b7d-4f8a-9c2e-1d6b4a7e8f90@club.example.org"
    body = calendar(event("20261125T090000Z", "20261125T093000Z")).replace(b"UID:event-0", uid.encode())
    assert busy(body) == ["11-25 09:00/09:30"]
    assert busy(body.replace(uid.encode(), ours.encode())) == []


def test_event_declined_by_someone_else_is_still_busy() -> None:
    people = "ORGANIZER:mailto:ada@example.org\nATTENDEE;PARTSTAT=DECLINED:mailto:Kofi@example.org"
    body = calendar(event("20261125T090000Z", "20261125T093000Z", people))
    assert busy(body) == ["11-25 09:00/09:30"]
    assert busy(body, owners=("kofi@example.org",)) == []


def test_several_calendars_in_one_file_are_all_read() -> None:
    first, second = (
        calendar(event("20261125T090000Z", "20261125T093000Z")),
        calendar(event("20261126T090000Z", "20261126T093000Z")),
    )
    assert busy(first + second) == ["11-25 09:00/09:30", "11-26 09:00/09:30"]


@pytest.mark.parametrize(
    "broken",
    [
        "DTSTART:garbage\nDTEND:20261125T100000Z",
        "SUMMARY:without a start",
        RULE + "FREQ=SOMETIMES",
        RULE + "FREQ=WEEKLY;BYDAY=XX",
        "DTSTART:20261125T090000Z\nDURATION:P9999999999999D",
        "DTSTART:20261125T090000Z\nDTEND:20261125T100000Z\nEXRULE:FREQ=DAILY",
        "DTSTART;TZID=Mars/Olympus:20261125T090000\nDTEND;TZID=Mars/Olympus:20261125T100000",
        "DTSTART;TZID=../../etc/passwd:20261125T090000\nDTEND:20261125T100000Z",
    ],
)
def test_broken_entry_is_counted_and_does_not_affect_others(broken: str) -> None:
    found = read(calendar(broken, event("20261130T090000Z", "20261130T093000Z")), question())
    assert found.unclear == 1
    assert "11-30 09:00/09:30" in said(found)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "no_calendar"),
        (b"\x00\xff\xfe" * 99, "no_calendar"),
        (b"<!doctype html><title>Sign in</title>", "web_page"),
        (b"\xef\xbb\xbf\n <html></html>", "web_page"),
        (b"BEGIN:VCALENDAR\r\n", "partial"),
        (sample("google")[:-40], "partial"),
        (sample("google")[:3000], "partial"),
        (b"BEGIN:VEVENT\r\nDTSTART:20261125T090000Z\r\nEND:VEVENT\r\n", "no_calendar"),
        (calendar(head="CALSCALE:ISLAMIC"), "calscale"),
    ],
)
def test_invalid_calendar_is_reported(body: bytes, problem: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(body, question())
    assert caught.value.problem == problem


def test_byte_order_mark_and_case_do_not_matter() -> None:
    body = calendar(event("20261125T090000Z", "20261125T093000Z"))
    assert busy(
        b"\xef\xbb\xbf"
        + body.lower()
        .replace(b"20261125t090000z", b"20261125T090000Z")
        .replace(b"20261125t093000z", b"20261125T093000Z")
    ) == ["11-25 09:00/09:30"]


def test_calendars_inside_calendars_are_read_once() -> None:
    inner = calendar(event("20261125T090000Z", "20261125T093000Z")).decode().replace("\r\n", "\n").strip()
    nested = calendar(head=inner)
    assert busy(nested) == ["11-25 09:00/09:30"]


@pytest.mark.parametrize(("number", "fits"), [(20_000, True), (20_001, False)])
def test_more_instances_than_allowed_are_refused(number: int, fits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ics_parser, "MOST", 50)
    body = calendar(RULE + f"FREQ=HOURLY;COUNT={50 + number - 20_000}")
    if fits:
        assert len(busy(body)) == 50
    else:
        with pytest.raises(Unreadable, match="many"):
            read(body, question())


@pytest.mark.parametrize("name", ["google", "outlook", "icloud", "nextcloud", "fantastical"])
@pytest.mark.parametrize("days", [-400, -60, 0, 20, 90])
def test_skipping_events_outside_the_window_changes_no_busy_time(
    name: str, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = NOW + timedelta(days=days)
    asked = question(start=at, end=at + timedelta(days=14))
    found = read(sample(name), asked)
    monkeypatch.setattr(ics_parser, "is_outside", lambda component, request: False)
    assert found.busy == read(sample(name), asked).busy


def test_old_events_are_not_parsed() -> None:
    old = [event(f"2011{month:02}01T090000Z", f"2011{month:02}01T093000Z") for month in range(1, 13)]
    kept = "DTSTART;TZID=Europe/Berlin:20110101T090000\nDURATION:PT1H"
    body = calendar(*old, kept, event("20261125T090000Z", "20261125T093000Z"))
    outside = [ics_parser.is_outside(component, question()) for component in split(body)[0].components]
    assert outside == [True] * 12 + [False, False]
