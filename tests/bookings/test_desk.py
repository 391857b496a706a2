import re
from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from bookings.models import DateOverride, WeeklyHours
from mentors.models import Mentor, MentorStatus
from tests.bookings.desk import NOW, a_sunday, mentor
from tests.factories import (
    BookingFactory,
    BookingRulesFactory,
    MentorFactory,
    SessionTypeFactory,
    UserFactory,
    WeeklyHoursFactory,
)
from tests.pages import markup

__all__ = ["a_sunday", "mentor"]  # the fixtures
RULES = {
    "step_minutes": "30",
    "notice_hours": "24",
    "horizon_days": "42",
    "buffer_minutes": "0",
    "daily_limit": "",
    "weekly_limit": "",
}
PAGES = ("desk", "requests", "hours", "dates", "session_types", "meeting_place")


def week(**days: list[tuple[str, str]]) -> dict[str, str]:
    """The hours form with these spans: `week(d0=[("09:00", "12:00")])`."""
    data = dict(RULES)
    for weekday in range(7):
        spans = days.get(f"d{weekday}", [])
        data |= {f"d{weekday}-TOTAL_FORMS": str(len(spans) or 1), f"d{weekday}-INITIAL_FORMS": "0"}
        for number, (starts, ends) in enumerate(spans or [("", "")]):
            data |= {f"d{weekday}-{number}-starts": starts, f"d{weekday}-{number}-ends": ends}
    return data


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_desk_is_for_mentors_only(client: Client, page: str) -> None:
    address = reverse(f"bookings:{page}")
    assert client.get(address)["Location"].startswith("/accounts/login/")
    client.force_login(UserFactory())
    text = client.get(address).content.decode()
    assert "The desk is for mentors" in text


@pytest.mark.django_db
def test_week_is_saved_and_shown(client: Client, mentor: Mentor) -> None:
    data = week(d0=[("09:00", "12:00"), ("22:00", "01:00")], d6=[("10:00", "10:00")])
    assert client.post(reverse("bookings:hours"), data).status_code == 302
    assert list(WeeklyHours.objects.values_list("weekday", "starts", "ends")) == [
        (0, time(9), time(12)),
        (0, time(22), time(1)),
        (6, time(10), time(10)),
    ]
    page = client.get(reverse("bookings:hours"))
    assert page.context["offered"] == 29  # Sunday's 24 hours run into Monday's first
    assert 'value="22:00"' in page.content.decode()
    notes = re.findall(r"data-hours-overnight( hidden)?\s*>\s*Ends the next day", page.content.decode())
    assert notes.count("") == 1  # from 22:00 to 01:00


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        week(d0=[("09:00", "")]),
        week(d0=[("", "09:00")]),
        week(d0=[("25:00", "26:00")]),
        week(d0=[("nine", "ten")]),
        week(d0=[("09:00:30", "10:00")]),
        week(d0=[("09:00", "12:00"), ("11:00", "13:00")]),
        week(d0=[("09:00", "12:00")]) | {"notice_hours": "1009", "horizon_days": "42"},
        week(d0=[("09:00", "12:00")]) | {"horizon_days": "0"},
        week(d0=[("09:00", "12:00")]) | {"horizon_days": "99999999999999999999"},
        week(d0=[("09:00", "12:00")]) | {"step_minutes": "7"},
        week(d0=[("09:00", "12:00")]) | {"daily_limit": "0"},
        week(d0=[("09:00", "12:00")]) | {"weekly_limit": "-3"},
        week(d0=[("09:00", "12:00")]) | {"d0-TOTAL_FORMS": "10000"},
        week(d0=[("09:00", "12:00")]) | {"d0-TOTAL_FORMS": "x"},
        {},
    ],
)
def test_bad_week_is_refused_as_a_whole_and_kept_in_the_form(client: Client, mentor: Mentor, change: dict) -> None:
    before = list(WeeklyHours.objects.values_list())
    page = client.post(reverse("bookings:hours"), change)
    assert page.status_code == 400
    assert "Nothing is saved yet" in page.content.decode()
    assert list(WeeklyHours.objects.values_list()) == before
    typed = change.get("d0-0-starts", "")
    if typed and change["d0-TOTAL_FORMS"] != "x":
        assert f'value="{typed}"' in page.content.decode()


@pytest.mark.django_db
def test_overlap_error_is_shown_beside_the_overlapping_time(client: Client, mentor: Mentor) -> None:
    spans = [("09:00", "12:00"), ("14:00", "15:00"), ("11:00", "13:00")]
    form = client.post(reverse("bookings:hours"), week(d2=spans)).context["form"]
    _label, wednesday = form.days[2]
    assert [bool(row.errors) for row in wednesday] == [False, False, True]
    assert wednesday.non_form_errors() == []


@pytest.mark.django_db
def test_week_is_saved_whole_after_another_window_saved_the_same(client: Client, mentor: Mentor) -> None:
    """Rows equal to rows that were saved in the meantime must not be dropped as unchanged."""
    WeeklyHours.objects.filter(mentor=mentor).delete()
    for _ in range(2):
        client.post(reverse("bookings:hours"), week(d2=[("09:00", "12:00"), ("14:00", "15:00")]))
    assert list(mentor.weekly_hours.values_list("weekday", "starts")) == [(2, time(9)), (2, time(14))]


@pytest.mark.django_db
def test_ninth_time_of_a_day_is_refused_beside_it(client: Client, mentor: Mentor) -> None:
    spans = [(f"{hour:02}:00", f"{hour:02}:30") for hour in range(9, 18)]
    assert client.post(reverse("bookings:hours"), week(d2=spans[:8])).status_code == 302
    answer = client.post(reverse("bookings:hours"), week(d2=spans))
    _label, wednesday = answer.context["form"].days[2]
    assert [bool(row.errors) for row in wednesday] == [False] * 8 + [True]
    assert "Up to 8 times a day, please." in answer.content.decode()


@pytest.mark.django_db
def test_error_of_a_notice_longer_than_the_horizon_is_at_the_field(client: Client, mentor: Mentor) -> None:
    page = client.post(reverse("bookings:hours"), week() | {"notice_hours": "48", "horizon_days": "1"})
    assert list(page.context["form"].rules.errors) == ["notice_hours"]


@pytest.mark.django_db
def test_day_is_copied_without_javascript_and_not_saved_yet(client: Client, mentor: Mentor) -> None:
    before = list(WeeklyHours.objects.values_list())
    data = week(d0=[("07:00", "08:00")]) | {"copy": "0", "copy_to": ["5", "6", "x"]}
    page = client.post(reverse("bookings:hours"), data)
    days = [formset.initial for _label, formset in page.context["form"].days]
    span = {"starts": time(7), "ends": time(8)}
    assert [days[0], days[1], days[5], days[6]] == [[span], [], [span], [span]]
    assert list(WeeklyHours.objects.values_list()) == before


@pytest.mark.django_db
def test_change_of_zone_keeps_wall_clock_hours(client: Client, mentor: Mentor) -> None:
    before = list(WeeklyHours.objects.values_list("starts", "ends"))
    mentor.user.time_zone = "Asia/Tokyo"
    mentor.user.save()
    assert "Tokyo time" in client.get(reverse("bookings:hours")).content.decode()
    assert list(WeeklyHours.objects.values_list("starts", "ends")) == before


def dates(**change: str) -> dict[str, str]:
    data = {"first": "2026-12-24", "last": "", "kind": "closed", "spans-TOTAL_FORMS": "1", "spans-INITIAL_FORMS": "0"}
    return data | {"spans-0-starts": "", "spans-0-ends": ""} | change


@pytest.mark.django_db
def test_dates_are_set_and_cleared(client: Client, mentor: Mentor) -> None:
    client.post(reverse("bookings:dates"), dates(last="2026-12-26"))
    assert DateOverride.objects.count() == 3
    client.post(reverse("bookings:dates"), dates(first="2026-12-27"))
    page = markup(client.get(reverse("bookings:dates")))
    assert "24 Dec 2026 – 26 Dec 2026:</strong>" in page
    assert "Sunday 27 December 2026:</strong>" in page
    client.post(reverse("bookings:clear_dates", args=[date(2026, 12, 24), date(2026, 12, 26)]))
    assert DateOverride.objects.get().date == date(2026, 12, 27)
    assert client.post("/desk/dates/2026-02-31/2026-03-01/clear/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"first": "2026-11-01"},
        {"first": "tomorrow"},
        {"last": "2026-12-01"},
        {"last": "2028-12-01"},
        {"kind": "open"},
        {"kind": "maybe"},
        {"kind": "open", "spans-0-starts": "09:00"},
    ],
)
def test_bad_dates_are_refused(client: Client, mentor: Mentor, change: dict[str, str]) -> None:
    assert client.post(reverse("bookings:dates"), dates(**change)).status_code == 400
    assert not DateOverride.objects.exists()


def offers(*rows: dict[str, str], total: str = "") -> dict[str, str]:
    data = {"types-TOTAL_FORMS": total or str(len(rows)), "types-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        full = {"uuid": "", "name": "Portfolio", "minutes": "60", "on_request": "yes", "is_active": "on"} | row
        data |= {f"types-{number}-{name}": value for name, value in full.items()}
    return data


@pytest.mark.django_db
def test_offers_are_saved(client: Client, mentor: Mentor) -> None:
    own = mentor.session_types.get()
    answer = client.post(reverse("bookings:session_types"), offers({"uuid": str(own.uuid), "name": "Talk"}, {}))
    assert answer.status_code == 302
    assert list(mentor.session_types.values_list("name", "minutes", "on_request")) == [
        ("Talk", 60, True),
        ("Portfolio", 60, True),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        offers({"minutes": "9"}),
        offers({"minutes": "241"}),
        offers({"minutes": "x"}),
        offers({"name": "x" * 81}),
        offers({"uuid": "nonsense"}),
        offers({"uuid": "12345678-1234-5678-1234-567812345678"}),
        offers({"is_active": ""}),
        offers({}, total="5000"),
        {},
    ],
)
def test_bad_offers_change_nothing(client: Client, mentor: Mentor, data: dict[str, str]) -> None:
    assert client.post(reverse("bookings:session_types"), data).status_code == 400
    assert list(mentor.session_types.values_list("name", "minutes")) == [("A session", 30)]


@pytest.mark.django_db
def test_offer_of_another_mentor_cannot_be_taken_over(client: Client, mentor: Mentor) -> None:
    theirs = SessionTypeFactory()
    assert client.post(reverse("bookings:session_types"), offers({"uuid": str(theirs.uuid)})).status_code == 400
    theirs.refresh_from_db()
    assert theirs.name == "A session"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        {"place": "own", "url": ""},
        {"place": "own", "url": "http://meet.example.org/x"},
        {"place": "own", "url": "javascript:alert(1)"},
        {"place": "own", "url": "https://ann:secret@meet.example.org/x"},
        {"place": "own", "url": "https://" + "x" * 600},
        {"place": "elsewhere", "url": "https://meet.example.org/x"},
        {},
    ],
)
def test_bad_meeting_place_is_refused(client: Client, mentor: Mentor, data: dict[str, str]) -> None:
    assert client.post(reverse("bookings:meeting_place"), data).status_code == 400
    mentor.rules.refresh_from_db()
    assert mentor.meeting_preference.url == "https://meet.example.org/mine"


@pytest.mark.django_db
def test_jitsi_is_offered_where_the_operator_has_it(client: Client, mentor: Mentor, settings: Settings) -> None:
    for url, shown in (("https://jitsi.example.org", True), ("", False)):
        settings.JITSI_URL = url
        assert ('value="jitsi"' in client.get(reverse("bookings:meeting_place")).content.decode()) is shown


@pytest.mark.django_db
def test_pause_and_return_by_post(client: Client, mentor: Mentor) -> None:
    assert client.get(reverse("bookings:pause")).status_code == 405
    client.post(reverse("bookings:pause"))
    assert "You’re on pause" in client.get(reverse("bookings:desk")).content.decode()
    client.post(reverse("bookings:pause"), {"back": "yes"})
    mentor.refresh_from_db()
    assert mentor.is_listed


@pytest.mark.django_db
def test_returning_with_a_missing_step_says_what_is_missing(client: Client, mentor: Mentor) -> None:
    client.post(reverse("bookings:pause"))
    client.post(reverse("bookings:hours"), week())
    text = client.post(reverse("bookings:pause"), {"back": "yes"}, follow=True).content.decode()
    mentor.refresh_from_db()
    assert mentor.status == MentorStatus.HIDDEN
    assert "People can book you again" not in text
    assert "Nearly there: what’s left before people can find you" in text


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_desk_is_closed_to_a_mentor_who_left(client: Client, mentor: Mentor, page: str) -> None:
    Mentor.objects.update(status=MentorStatus.LEFT)
    assert "The desk is for mentors" in client.get(reverse(f"bookings:{page}")).content.decode()


@pytest.mark.django_db
def test_mentor_who_left_changes_nothing(client: Client, mentor: Mentor) -> None:
    before = list(WeeklyHours.objects.values_list())
    Mentor.objects.update(status=MentorStatus.LEFT)
    client.post(reverse("bookings:hours"), week(d0=[("07:00", "08:00")]))
    client.post(reverse("bookings:pause"), {"back": "yes"})
    mentor.refresh_from_db()
    assert (list(WeeklyHours.objects.values_list()), mentor.status) == (before, MentorStatus.LEFT)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["desk", "requests"])
def test_expired_request_is_not_listed(client: Client, mentor: Mentor, page: str) -> None:
    start = NOW + timedelta(days=1)
    BookingFactory(mentor=mentor, starts_at=start, requested=True, created_at=NOW - timedelta(hours=48))
    assert client.get(reverse(f"bookings:{page}")).context["requests"] == []
    BookingFactory(mentor=mentor, starts_at=start + timedelta(hours=1), requested=True, created_at=NOW)
    assert len(client.get(reverse(f"bookings:{page}")).context["requests"]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "offered"),
    [
        ({"d0": [("22:00", "03:00")], "d1": [("01:00", "04:00")]}, 6),
        ({"d6": [("22:00", "02:00")], "d0": [("00:00", "01:00")]}, 4),
        ({"d0": [("09:00", "09:50")]}, 0.8),
        ({f"d{day}": [("00:00", "00:00")] for day in range(7)}, 168),
        ({}, 0),
    ],
)
def test_hours_of_two_days_that_overlap_count_once(client: Client, mentor: Mentor, days: dict, offered: float) -> None:
    client.post(reverse("bookings:hours"), week(**days))
    assert client.get(reverse("bookings:hours")).context["offered"] == offered


@pytest.mark.django_db
def test_error_of_a_time_is_linked_to_its_field(client: Client, mentor: Mentor) -> None:
    text = client.post(reverse("bookings:hours"), week(d0=[("25:00", "10:00")])).content.decode()
    assert 'aria-describedby="id_d0-0-starts_error"' in text
    assert text.count('id="id_d0-0-starts_error"') == 1


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["hours", "session_types"])
def test_forms_make_the_same_number_of_queries_for_one_and_three(
    client: Client, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    mentor = MentorFactory()
    client.force_login(mentor.user)
    BookingRulesFactory(mentor=mentor)
    counts = []
    for number in (1, 3):
        for place in range(number):
            WeeklyHoursFactory(mentor=mentor, weekday=number, starts=time(place))
            SessionTypeFactory(mentor=mentor)
            override = DateOverride.objects.create(mentor=mentor, date=f"2026-12-{number * 7 + place:02}")
            override.spans.create(starts=time(9), ends=time(10))
        with django_assert_max_num_queries(20) as captured:
            assert client.get(reverse(f"bookings:{page}")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["desk", "requests", "dates"])
def test_desk_makes_the_same_number_of_queries_for_one_and_three(
    client: Client, mentor: Mentor, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for number in (1, 3):
        for day in range(number):
            start = NOW + timedelta(days=1 + day, hours=number)
            BookingFactory(mentor=mentor, starts_at=start)
            BookingFactory(mentor=mentor, starts_at=start + timedelta(hours=12), requested=True, created_at=NOW)
            DateOverride.objects.get_or_create(mentor=mentor, date=start.date())
        with django_assert_max_num_queries(20) as captured:
            assert client.get(reverse(f"bookings:{page}")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_desk_shows_a_mentors_own_people_only(client: Client, mentor: Mentor) -> None:
    BookingFactory(starts_at=NOW + timedelta(days=2), mentee__display_name="Somebody Elses")
    BookingFactory(mentor=mentor, starts_at=NOW + timedelta(days=2), mentee__display_name="<b>Mine</b>")
    text = client.get(reverse("bookings:desk")).content.decode()
    assert "Somebody Elses" not in text
    assert "&lt;b&gt;Mine&lt;/b&gt;" in text
