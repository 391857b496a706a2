"""A mentor's public page, and the calendar on it."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import escape
from pytest_django.asserts import assertInHTML

from bookings import services
from bookings.models import SessionType
from bookings.openings import openings_for
from core import clock
from mentors.models import Mentor, MentorStatus
from tests.directory.conftest import NOW, queries
from tests.factories import (
    BookingFactory,
    BookingRulesFactory,
    FeedbackFactory,
    FeedbackRequestFactory,
    SessionTypeFactory,
    TopicFactory,
    UserFactory,
    WeeklyHoursFactory,
)
from tests.pages import NOT_FOUND, markup, seen

Listed = Callable[..., Mentor]
XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)></script><!--"


def times(client: Client, address: str) -> list[str]:
    """What the links of the listed times say: the instant that goes to the booking page."""
    page = client.get(address)
    assert page.status_code == 200
    links = re.findall(r'class="times__time" href="([^"]+)"', markup(page))
    return [parse_qs(urlsplit(link.replace("&amp;", "&")).query)["at"][0] for link in links]


def days(client: Client, address: str) -> list[str]:
    """The days that can be chosen."""
    return re.findall(r'id="day-([\d-]+)"', client.get(address).content.decode())


def test_page_shows_the_profile(client: Client, listed: Listed) -> None:
    mentor = listed(
        "Amara Njeri",
        headline="Research that changes roadmaps",
        bio="Bring **a plan**.",
        city="Nairobi",
        country="KE",
        languages=["en", "sw"],
        topics=[TopicFactory(name="Interviews")],
        links=["https://example.org/amara"],
    )
    page = client.get(mentor.get_absolute_url()).content.decode()
    for text in (
        "<h1>Amara Njeri</h1>", "Research that changes roadmaps", "<strong>a plan</strong>", "English, Swahili",
        "12 years", "Nairobi, Kenya", "Interviews", "example.org/amara",
    ):  # fmt: skip
        assert text in page
    assert "meet.example.org" not in page


@pytest.mark.parametrize("status", [MentorStatus.HIDDEN, MentorStatus.LEFT])
def test_page_of_somebody_not_listed_is_not_found(client: Client, listed: Listed, status: MentorStatus) -> None:
    mentor = listed(status=status)
    assert seen(client.get(mentor.get_absolute_url())) == NOT_FOUND
    assert seen(client.get(f"{mentor.get_absolute_url()}openings/")) == NOT_FOUND


def test_page_of_a_deactivated_member_is_not_found(client: Client, listed: Listed) -> None:
    assert client.get(listed(user__is_active=False).get_absolute_url()).status_code == 404


def test_page_of_a_paused_mentor_says_so_and_has_no_calendar(client: Client, listed: Listed) -> None:
    mentor = listed("Amara Njeri", status=MentorStatus.PAUSED)
    page = client.get(mentor.get_absolute_url()).content.decode()
    assert "Amara isn’t taking bookings at the moment" in page
    assert "month__day" not in page
    assert "times__time" not in page


def test_paused_mentor_reads_on_their_own_page_how_to_come_back(client: Client, listed: Listed) -> None:
    mentor = listed("Amara Njeri", status=MentorStatus.PAUSED)
    client.force_login(mentor.user)
    page = client.get(mentor.get_absolute_url()).content.decode()
    assert "You’re on pause" in page
    assert "Find other mentors" not in page


def test_what_is_listed_is_bookable_and_nothing_else(client: Client, listed: Listed) -> None:
    mentor = listed()
    offer = mentor.session_types.get()
    expected = [
        f"{start:%Y-%m-%dT%H:%M:%SZ}"
        for start in openings_for(
            mentor, offer, after=NOW, before=datetime(2026, 11, 30, 23, tzinfo=UTC), viewer=None, now=clock.now()
        )
    ]
    here = mentor.get_absolute_url()
    shown = [at for day in days(client, here) for at in times(client, f"{here}?day={day}") if at < "2026-12"]
    assert shown == [at for at in expected if at < "2026-12"]
    assert len(shown) > 50


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Pacific/Pago_Pago", "Europe/Berlin"])
def test_listed_time_can_be_booked(client: Client, listed: Listed, zone: str) -> None:
    mentor = listed(user__time_zone="Pacific/Auckland")
    client.cookies["zone"] = zone
    here = mentor.get_absolute_url()
    first, last = days(client, here)[0], days(client, here)[-1]
    for day in (first, last):
        at = times(client, f"{here}?day={day}")[-1]
        booking = services.booking.book(
            mentor=mentor,
            by=UserFactory(),
            session_type=mentor.session_types.get(),
            starts_at=datetime.fromisoformat(at),
            topic="How do I get from tickets to outcomes?",
            form_key=None,
            now=clock.now(),
        )
        assert booking.starts_at == datetime.fromisoformat(at)
        assert at not in times(client, f"{here}?day={day}")


def test_calendar_is_the_readers_own_where_they_are_a_day_away(client: Client, listed: Listed) -> None:
    mentor = listed(user__time_zone="Pacific/Auckland")  # Tuesday 9:00 there is Monday in Pago Pago and Berlin
    here = mentor.get_absolute_url()
    client.cookies["zone"] = "Pacific/Pago_Pago"
    page = client.get(here).content.decode()
    assert "Times in Pago Pago (UTC-11)" in " ".join(page.split())
    assert days(client, here)[0] == "2026-11-24"
    assert times(client, f"{here}?day=2026-11-24")[:2] == ["2026-11-24T20:00:00Z", "2026-11-24T20:30:00Z"]
    assert "9:00\u00a0AM" in page
    client.cookies["zone"] = "Pacific/Auckland"
    assert days(client, here)[0] == "2026-11-25"
    assert times(client, f"{here}?day=2026-11-25")[0] == "2026-11-24T20:00:00Z"


def test_week_ends_where_the_readers_week_ends(client: Client, listed: Listed) -> None:
    mentor = listed(user__time_zone="Pacific/Auckland")
    here = mentor.get_absolute_url()
    client.cookies["zone"] = "Pacific/Pago_Pago"
    # Monday 7 December 9:00 in Auckland is still Sunday 6 December in Pago Pago.
    assert "2026-12-06" in days(client, f"{here}?week=2026-11-30")
    assert times(client, f"{here}?day=2026-12-06")[0] == "2026-12-06T20:00:00Z"
    client.cookies["zone"] = "Pacific/Auckland"
    assert days(client, f"{here}?week=2026-12-07")[0] == "2026-12-07"
    assert times(client, f"{here}?day=2026-12-01")[0] == "2026-11-30T20:00:00Z"


def test_hour_that_comes_twice_is_told_apart(client: Client, listed: Listed) -> None:
    clock.move_to(datetime(2026, 10, 19, 8, 50, tzinfo=UTC))
    mentor = listed(user__time_zone="UTC")
    WeeklyHoursFactory(mentor=mentor, weekday=6, starts=datetime.min.time(), ends=datetime.min.time().replace(hour=3))
    page = markup(client.get(f"{mentor.get_absolute_url()}?day=2026-10-25"))
    assert page.count(">02:00</time>") == 2
    assert re.findall(r"times__note\">([^<]+)<", page) == ["UTC+2", "UTC+2", "UTC+1", "UTC+1"]


def test_days_before_notice_and_after_the_horizon_are_not_offered(client: Client, listed: Listed) -> None:
    mentor = listed()  # 24 hours of notice, 42 days
    here = mentor.get_absolute_url()
    page = client.get(here)
    assert page.context["calendar"].first == date(2026, 11, 23)
    assert page.context["calendar"].previous is None
    assert page.context["calendar"].chosen == date(2026, 11, 24)
    last = client.get(f"{here}?week=2026-12-28").context["calendar"]
    assert last.next is None
    assert len(last.weeks) == 2
    assert [day.date for week in last.weeks for day in week if day.is_open][-2:] == [date(2027, 1, 1), date(2027, 1, 4)]


def test_next_three_times_are_in_both_peoples_days(client: Client, listed: Listed) -> None:
    mentor = listed(user__time_zone="Africa/Johannesburg", city="Durban")  # an hour ahead of Berlin
    page = markup(client.get(mentor.get_absolute_url()))
    chips = re.findall(r'soonest__date">([^<]+)<.*?>([\d:]+)</time>.*?soonest__theirs">([^<]+)<', page, flags=re.DOTALL)
    expected = [("24 November", "10:00"), ("25 November", "08:00"), ("26 November", "08:00")]
    assert [(day, time) for day, time, _theirs in chips] == expected
    assert chips[1][2] == "09:00 in Durban"
    client.cookies["zone"] = "Africa/Maputo"
    assert "soonest__theirs" not in client.get(mentor.get_absolute_url()).content.decode()


def test_mentors_day_is_named_where_it_is_another(client: Client, listed: Listed) -> None:
    mentor = listed(user__time_zone="Asia/Calcutta", city="")
    client.cookies["zone"] = "America/Los_Angeles"
    assert "Wed 9:00\u00a0AM in Kolkata" in client.get(mentor.get_absolute_url()).content.decode()


def test_times_at_night_are_folded_and_marked(client: Client, listed: Listed) -> None:
    mentor = listed(user__time_zone="Pacific/Auckland")
    here = mentor.get_absolute_url()
    page = markup(client.get(here))  # 9:00 to 17:00 there is 21:00 to 5:00 in Berlin
    by_day, _, night = page.partition("At night for you")
    assert re.findall(r">([\d:]+)</time>", by_day.partition('id="times-title"')[2]) == ["21:00", "21:30"]
    assert len(re.findall(r'class="times__time"', night)) == 4  # midnight is tomorrow
    assert "(at night for you)" not in page
    client.cookies["zone"] = "Europe/Moscow"
    page = markup(client.get(here))
    assert page.count("(at night for you)") == 3
    assert '<details class="night" open' in page


def test_calendar_shows_no_day_that_is_over(client: Client, listed: Listed) -> None:
    here = listed().get_absolute_url()
    clock.move_to(datetime(2026, 11, 28, 9, tzinfo=UTC))  # a Saturday
    first = client.get(f"{here}?week=2026-11-23").context["calendar"].weeks[0]
    assert [day.date and day.date.day for day in first] == [None, None, None, None, None, 28, 29]
    assert client.get(here).context["calendar"].first == date(2026, 11, 30)  # where the first time is


def test_earlier_and_later_lead_to_weeks_with_times(client: Client, listed: Listed) -> None:
    here = listed().get_absolute_url()
    shown = client.get(f"{here}?week=2026-12-07").context["calendar"]
    assert (shown.previous, shown.next) == (date(2026, 11, 23), date(2026, 12, 21))


def test_full_weeks_point_at_the_next_free_day(client: Client, listed: Listed) -> None:
    mentor = listed(bookable=False)
    BookingRulesFactory(mentor=mentor, notice_hours=24 * 9, horizon_days=60)
    offer = SessionTypeFactory(mentor=mentor)
    WeeklyHoursFactory(mentor=mentor, weekday=3)
    here = mentor.get_absolute_url()
    assert client.get(here).context["calendar"].first == date(2026, 11, 30)
    WeeklyHoursFactory(mentor=mentor, weekday=4)
    rules = mentor.rules
    rules.notice_hours = 24 * 31
    rules.save()
    page = client.get(f"{here}?week=2026-11-23")
    assert page.context["calendar"].next_free == date(2026, 12, 24)
    assert "Next free: 24 December" in page.content.decode()
    assert f"{here}?week=2026-12-21&amp;day=2026-12-24" in page.content.decode()
    SessionType.objects.filter(pk=offer.pk).update(is_active=False)
    assert "nothing to book here right now" in client.get(here).content.decode()


def test_mentor_without_any_time_says_so(client: Client, listed: Listed) -> None:
    mentor = listed("Amara Njeri")
    mentor.weekly_hours.all().delete()
    assert "Every time with Amara is taken right now" in client.get(mentor.get_absolute_url()).content.decode()


def test_session_type_is_a_choice_that_stays_in_the_address(client: Client, listed: Listed) -> None:
    mentor = listed()
    long = SessionTypeFactory(mentor=mentor, name="A long one", minutes=240, on_request=True, position=1)
    other = SessionTypeFactory(name="Not theirs")
    here = mentor.get_absolute_url()
    page = client.get(f"{here}?type={long.uuid}&day=2026-11-25")
    assert page.context["type"] == long
    assert f"?type={long.uuid}&amp;week=2026-12-07" in page.content.decode()
    assert len(times(client, f"{here}?type={long.uuid}&day=2026-11-25")) == 9
    assert client.get(f"{here}?type={other.uuid}").context["type"] != other


def test_booked_times_and_the_readers_own_bookings_are_not_listed(client: Client, listed: Listed) -> None:
    mentor = listed()
    here = f"{mentor.get_absolute_url()}?day=2026-11-25"
    reader = UserFactory()
    BookingFactory(
        mentor=mentor, session_type=mentor.session_types.get(), starts_at=datetime(2026, 11, 25, 9, tzinfo=UTC)
    )
    BookingFactory(mentee=reader, starts_at=datetime(2026, 11, 25, 10, tzinfo=UTC))
    assert "2026-11-25T09:00:00Z" not in times(client, here)
    assert "2026-11-25T10:00:00Z" in times(client, here)
    client.force_login(reader)
    assert "2026-11-25T10:00:00Z" not in times(client, here)
    assert client.get(here)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "query",
    [
        "week=2026-13-01", "week=0000-00-00", "week=9999-12-31", "week=1970-01-01", "week=x", "week=%00",
        "day=2026-02-30", "day=9999-12-31", "day=0001-01-01", "type=%00", "type=nothing", "week=-2026-1-1",
        "day=20261124", "week=2026-11-23&week=2026-12-07",
        "day=" + "9" * 5000,
    ],
)  # fmt: skip
def test_calendar_takes_nonsense_kindly(client: Client, listed: Listed, query: str) -> None:
    here = listed("Amara").get_absolute_url()
    page = client.get(f"{here}?{query}")
    assert seen(page) == (200, "Amara")
    part = client.get(f"{here}openings/?{query}")
    assert part.status_code == 200
    for shown in (page, part):
        assert 'id="openings"' in markup(shown)


def test_htmx_gets_the_calendar_alone(client: Client, listed: Listed) -> None:
    here = listed().get_absolute_url()
    for response in (
        client.get(f"{here}openings/?day=2026-11-25"),
        client.get(f"{here}?day=2026-11-25", headers={"HX-Request": "true"}),
    ):
        body = response.content.decode()
        assert "<html" not in body
        assert "16 free times on 25 November" in body
        assert "HX-Request" in response["Vary"]
        assert response["X-Robots-Tag"] == "noindex"


def test_texts_of_a_mentor_cannot_leave_their_place(client: Client, listed: Listed) -> None:
    topic = TopicFactory(name=XSS[:80])
    mentor = listed(
        XSS[:80], headline=f"{XSS}!", bio=XSS + "\n\n[x](javascript:alert(1)) ![x](https://example.org/x.png)",
        role=XSS[:80], company=XSS[:80], city=XSS[:80], topics=[topic],
    )  # fmt: skip
    SessionType.objects.filter(mentor=mentor).update(name=XSS[:80])
    for address in (
        mentor.get_absolute_url(),
        "/mentors/",
        "/topics/",
        topic.get_absolute_url(),
        "/",
        "/mentors/?q=" + XSS,
    ):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page
    data = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>',
        client.get(mentor.get_absolute_url()).content.decode(),
        flags=re.DOTALL,
    )
    assert json.loads(data[0])["mainEntity"]["description"] == f"{XSS}!"


def test_public_words_need_both_consents(client: Client, listed: Listed) -> None:
    mentor = listed()

    def say(words: str, **fields: object) -> None:
        booking = BookingFactory(
            mentor=mentor,
            session_type=mentor.session_types.get(),
            starts_at=NOW - timedelta(days=len(words)),
        )
        FeedbackFactory(request=FeedbackRequestFactory(booking=booking), helped=words, **fields)

    say(f"both said yes {XSS}", may_publish=True, published_at=NOW)
    say("mentee only said", may_publish=True)
    say("nobody said it")
    page = client.get(mentor.get_absolute_url()).content.decode()
    assert f"both said yes {escape(XSS)}" in page
    assert "<script>alert" not in page
    assert "mentee only said" not in page
    assert "nobody said it" not in page
    assert "3 sessions held" in page


def test_page_describes_itself_to_machines(client: Client, listed: Listed) -> None:
    listed("Amara Njeri", slug="amara", headline="Research that changes roadmaps")
    page = client.get("/mentors/amara/?day=2026-11-25").content.decode()
    for element in (
        '<link rel="canonical" href="http://localhost:8000/mentors/amara/">',
        '<meta property="og:title" content="Amara Njeri">',
        '<meta property="og:description" content="Research that changes roadmaps">',
        '<meta name="description" content="Research that changes roadmaps">',
        '<link rel="alternate" hreflang="de" href="http://localhost:8000/de/mentors/amara/?day=2026-11-25">',
    ):
        assertInHTML(element, page)


def test_page_asks_the_database_the_same_whatever_there_is(client: Client, listed: Listed) -> None:
    mentor = listed(topics=[TopicFactory()])
    offer = mentor.session_types.get()
    client.get("/mentors/")  # the directory's index is there
    one = queries(client, mentor.get_absolute_url())
    for number in range(3):
        mentor.topics.add(TopicFactory())
        SessionTypeFactory(mentor=mentor, position=number + 1)
        start = NOW - timedelta(days=number + 1)
        request = FeedbackRequestFactory(booking=BookingFactory(mentor=mentor, session_type=offer, starts_at=start))
        FeedbackFactory(request=request, may_publish=True, published_at=NOW)
    cache.clear()
    client.get("/mentors/")
    assert queries(client, mentor.get_absolute_url()) == one
    assert one <= 14


def test_profile_can_be_shared_by_its_canonical_address(client: Client, listed: Listed) -> None:
    page = markup(client.get(f"{listed('Amara Njeri').get_absolute_url()}?week=2026-12-07"))
    assert (
        '<button class="button" type="button" data-share="" data-share-title="Amara Njeri · The Mentoring Club" hidden>'
        in page
    )
    assert re.search(r'<link rel="canonical" href="[^"?]+">', page)
