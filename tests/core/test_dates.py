"""12-hour and 24-hour clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.formats import date_format

from core import dates

AT = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "twelve"),
    [
        ("en", "America/New_York", True), ("en", "Asia/Calcutta", True), ("en", "Australia/Sydney", True),
        ("en", "Europe/London", False), ("en", "Europe/Berlin", False), ("en", "Asia/Tokyo", False),
        ("en", "UTC", False), ("de", "America/New_York", False), ("", "America/New_York", False),
    ],
)  # fmt: skip
def test_clock_depends_on_language_and_country(language: str, zone: str, twelve: bool) -> None:
    assert dates.has_twelve_hours(language, zone) is twelve


@pytest.mark.parametrize(
    ("clock", "zone", "seen"),
    [("", "UTC", "17:30"), ("12", "UTC", "5:30\u00a0PM"), ("24", "America/New_York", "12:30")],
)
def test_templates_and_texts_use_the_readers_clock(clock: str, zone: str, seen: str) -> None:
    page = Template("{{ at|date:'TIME_FORMAT' }} {{ at|date:'SHORT_DATETIME_FORMAT' }}")
    with translation.override("en"), timezone.override(zone), dates.reading(clock, language="en", zone=zone):
        assert page.render(Context({"at": AT})) == f"{seen} Tue 24 Nov, {seen}"
        assert dates.short_datetime(AT) == f"Tue 24 Nov, {seen}"
    assert dates.formatted(AT, "TIME_FORMAT") == "17:30"


MOMENTS = [
    datetime(2026, 10, 25, hour, minute, second, microsecond, tzinfo=ZoneInfo(zone), fold=fold)
    for zone in ("Europe/Berlin", "America/New_York", "Asia/Kathmandu")
    for hour, minute, second, microsecond, fold in (
        (0, 0, 0, 0, 0),
        (2, 30, 0, 0, 0),
        (2, 30, 0, 0, 1),
        (12, 0, 9, 7, 0),
    )
]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "pattern",
    [
        *"aAfgGhHiPsubdDEFjlLmMnNoStwWyYzceIOrTUZ",
        r"j 	 H",
        "TIME_FORMAT",
        "SHORT_DATETIME_FORMAT",
        "MONTH_DAY_FORMAT",
    ],
)
def test_cached_formats_are_those_of_django(language: str, pattern: str) -> None:
    """Each letter of Django's formats, at moments that differ in their day, time, zone or fold alone."""
    with translation.override(language):
        for at in (*MOMENTS, *MOMENTS, *(moment + timedelta(days=1) for moment in MOMENTS)):
            assert dates.formatted(at, pattern) == date_format(at, dates.by_clock(pattern))


def test_literal_formats_are_unchanged() -> None:
    with translation.override("en"), dates.reading("12", language="en", zone="UTC"):
        assert dates.formatted(AT, "Y-m-d") == "2026-11-24"
        assert Template("{{ at|date }}").render(Context({"at": AT})) == "24 November 2026"
        assert Template("{{ none|date:'c' }}").render(Context({"none": None})) == ""


@pytest.mark.parametrize(
    ("minutes", "english", "german"),
    [
        (0, "0 minutes", "0 Minuten"), (1, "1 minute", "1 Minute"), (45, "45 minutes", "45 Minuten"),
        (60, "1 hour", "1 Stunde"), (61, "1 hour and 1 minute", "1 Stunde und 1 Minute"),
        (150, "2 hours and 30 minutes", "2 Stunden und 30 Minuten"), (6_000, "100 hours", "100 Stunden"),
    ],
)  # fmt: skip
def test_duration_is_said_in_hours_and_minutes(minutes: int, english: str, german: str) -> None:
    assert dates.lasting(timedelta(minutes=minutes, seconds=59)) == english
    with translation.override("de"):
        assert dates.lasting(timedelta(minutes=minutes)) == german
