"""The page of outside calendars at the desk, and what the team sees."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from calendars import services
from calendars.models import OutsideCalendar
from calendars.presenters import calendars_of, inside, merged
from mentors.models import Mentor, MentorStatus
from outbox.models import Job
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY
from tests.calendars.hosts import Host
from tests.calendars.samples import calendar, event
from tests.calendars.test_services import HOUR, added, again
from tests.factories import BusyTimeFactory, OutsideCalendarFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
PAGE = "/desk/calendars/"
HALF = timedelta(minutes=30)
SOON = NOW + timedelta(minutes=1)  # the pages' clock runs on from NOW


@pytest.fixture
def desk(client: Client, mentor: Mentor) -> Client:
    client.force_login(mentor.user)
    return client


def text(client: Client, **headers: str) -> str:
    response = client.get(PAGE, headers=headers)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_first_visit_explains_where_to_find_addresses(desk: Client) -> None:
    page = text(desk)
    assert [name in page for name in ("Google Calendar", "Outlook", "iCloud", "Nextcloud")] == [True] * 4
    assert "Add a calendar" in page


def test_calendar_is_added_read_and_shown(desk: Client, mentor: Mentor, host: Host) -> None:
    body = calendar(event("20261125T090000Z", "20261125T103000Z"), head="X-WR-CALNAME:Work")
    response = desk.post(PAGE, {"address": host.put(body)}, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "is being read" in response.content.decode()
    drain(now=SOON)
    page = text(desk)
    assert "Work up to date From 127.0.0.1" in page
    assert "Last read Mon 23 Nov, 09:51" in page
    assert "Busy ahead 1.5 hours" in page
    assert "Hidden by it 3 times people could otherwise book, such as: Wed 25 Nov, 10:00" in page
    assert "is being read" not in page


def test_address_is_never_shown_again(desk: Client, host: Host) -> None:
    desk.post(PAGE, {"address": host.put(calendar(), "/private-4711/basic.ics")})
    drain(now=SOON)
    assert "4711" not in desk.get(PAGE).content.decode()


@pytest.mark.parametrize("typed", ["", "nonsense", "https://"])
def test_bad_address_is_explained_beside_its_field(desk: Client, typed: str) -> None:
    response = desk.post(PAGE, {"address": typed})
    assert response.status_code == 400
    assert response.context["form"].errors["address"]
    assert not OutsideCalendar.objects.exists()


def test_problem_is_explained_with_how_long_the_times_still_count(desk: Client, mentor: Mentor, host: Host) -> None:
    row = added(mentor, host, calendar(event("20261127T090000Z", "20261127T093000Z")))
    host.put(b"<html>Sign in</html>")
    again(row, after=HALF)
    page = text(desk)
    assert "can’t be read This is the address of a web page." in page
    assert "What it last showed counts until Wed 25 Nov, 10:20." in page
    again(row, after=timedelta(days=3))
    assert "We’ll keep trying. What it last showed no longer counts" in text(desk)


def test_calendar_that_was_never_read_blocks_no_times(desk: Client, mentor: Mentor, host: Host) -> None:
    desk.post(PAGE, {"address": host.url()})
    drain(now=SOON)
    page = text(desk)
    assert "There’s no calendar at this address any more. Please copy the" in page
    assert "We’ll keep trying. Until it works, this calendar doesn’t keep" in page
    assert "Last read never" in page


@pytest.mark.parametrize(("number", "words"), [(1, "1 entry has"), (3, "3 entries have")])
def test_unclear_entries_are_counted(desk: Client, mentor: Mentor, number: int, words: str) -> None:
    OutsideCalendarFactory(mentor=mentor, read=True, unclear=number)
    assert words in text(desk)


def test_calendar_is_read_now_and_removed(desk: Client, mentor: Mentor, host: Host) -> None:
    row = added(mentor, host, calendar(event("20261127T090000Z", "20261127T093000Z")))
    desk.post(reverse("calendars:read", args=[row.uuid]))
    assert "is being read" in text(desk)
    drain(now=SOON)
    assert len(host.asked) == 2
    response = desk.post(reverse("calendars:remove", args=[row.uuid]), follow=True)
    assert "Removed." in response.content.decode()
    assert not OutsideCalendar.objects.exists()


def test_other_mentors_calendars_are_not_found(desk: Client) -> None:
    other = OutsideCalendarFactory()
    for name in ("read", "remove"):
        assert desk.post(reverse(f"calendars:{name}", args=[other.uuid])).status_code == 404
    assert "calendar.example.org" not in text(desk)
    assert OutsideCalendar.objects.get() == other
    assert not Job.objects.exists()


def test_form_is_hidden_after_five_calendars(desk: Client, mentor: Mentor) -> None:
    OutsideCalendarFactory.create_batch(services.MOST_CALENDARS, mentor=mentor, read=True)
    assert "You have 5 calendars, the most you can add." in text(desk)
    assert desk.post(PAGE, {"address": "https://example.org/x"}).status_code == 400


def test_htmx_gets_only_the_list_and_stops_polling(desk: Client, mentor: Mentor) -> None:
    row = OutsideCalendarFactory(mentor=mentor)
    services.read_soon(calendar=row, by=mentor.user, now=NOW)
    part = desk.get(PAGE, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<div")
    assert b"hx-get" in part.content
    assert "HX-Request" in part["Vary"]
    Job.objects.update(done_at=NOW)
    assert b"hx-get" not in desk.get(PAGE, headers={"HX-Request": "true"}).content


def test_page_makes_a_constant_number_of_queries(desk: Client, mentor: Mentor) -> None:
    counts = []
    for number in (1, 2):
        for row in OutsideCalendarFactory.create_batch(number, mentor=mentor, read=True):
            BusyTimeFactory(calendar=row, starts_at=WEDNESDAY)
        with CaptureQueriesContext(connection) as asked:
            desk.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_hidden_count_matches_the_missing_openings(mentor: Mentor) -> None:
    row, other = OutsideCalendarFactory.create_batch(2, mentor=mentor, read=True)
    BusyTimeFactory(calendar=row, starts_at=WEDNESDAY, ends_at=WEDNESDAY + HOUR)
    BusyTimeFactory(calendar=row, starts_at=WEDNESDAY + HALF, ends_at=WEDNESDAY + 2 * HOUR)
    BusyTimeFactory(calendar=other, starts_at=WEDNESDAY + HOUR, ends_at=WEDNESDAY + 2 * HOUR)
    seen = calendars_of(mentor, now=NOW)
    assert [(row.busy_hours, row.hidden) for row in seen] == [(2.0, 4), (1.0, 2)]
    assert seen[0].next_hidden == [WEDNESDAY, WEDNESDAY + HALF, WEDNESDAY + HOUR]


def test_hidden_mentor_sees_no_count_of_hidden_times(desk: Client, mentor: Mentor) -> None:
    OutsideCalendarFactory(mentor=mentor, read=True)
    assert "Hidden by it" in text(desk)
    Mentor.objects.update(status=MentorStatus.PAUSED)
    assert "Hidden by it" not in text(desk)


def test_merged_periods_cover_the_same_time() -> None:
    at = [NOW + HOUR * number for number in range(6)]
    assert merged([(at[0], at[3]), (at[1], at[2]), (at[3], at[4]), (at[5], at[5] + HOUR)]) == [
        (at[0], at[4]),
        (at[5], at[5] + HOUR),
    ]
    assert merged([]) == []


@pytest.mark.parametrize(
    ("minutes", "hit"), [(-30, False), (-29, True), (0, True), (59, True), (60, False), (90, False)]
)
def test_inside_is_half_open(minutes: int, hit: bool) -> None:
    start = NOW + timedelta(minutes=minutes)
    assert inside([(NOW, NOW + HOUR)], [start], HALF) == ([start] if hit else [])


def test_team_sees_the_state_but_no_address(client: Client, mentor: Mentor) -> None:
    row = OutsideCalendarFactory(mentor=mentor, problem="gone", failing_since=NOW, name="Private matters")
    helper = UserFactory(is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_outsidecalendar"))
    TOTP.activate(helper, generate_totp_secret())
    client.force_login(helper)
    for path in ("", f"{row.pk}/change/"):
        page = client.get(f"/admin/calendars/outsidecalendar/{path}").content.decode()
        assert "calendar.example.org" in page
        assert "There’s no calendar at this address any more. Please copy the" in page
        assert [secret in page for secret in (row.secret, row.fingerprint, "Private matters")] == [False] * 3


def test_member_without_a_desk_is_shown_how_to_become_a_mentor(client: Client, mentee: User) -> None:
    client.force_login(mentee)
    assert client.post(PAGE, {"address": "https://example.org/x"}).status_code == 200
    assert not OutsideCalendar.objects.exists()
