"""A member's home page: the next session, to-dos, and nothing about others."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.hooks import to_do
from accounts.models import User
from bookings.free_time import rebuild_all
from bookings.models import Booking, BookingStatus, Role, StandbyOffer
from core import clock
from mentors import services
from mentors.models import Mentor
from tests.factories import (
    ApplicationFactory,
    BookingFactory,
    FeedbackRequestFactory,
    MentorFactory,
    MoveProposalFactory,
    NoShowFactory,
    StandbyOfferFactory,
    TopicFactory,
    UserFactory,
)
from tests.pages import markup, signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, 50, tzinfo=UTC)  # a Monday, ten to ten in Berlin
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def fixed_clock(settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)


@pytest.fixture
def mentor() -> Mentor:
    return MentorFactory(bookable=True, user__display_name="Amara Njeri", topics=[TopicFactory(slug="forms")])


@pytest.fixture
def mentee() -> User:
    return UserFactory(display_name="Kofi Mensah")


def home(user: User) -> str:
    return markup(signed_in(user).get("/"))


def test_visitors_get_the_public_page_and_members_homes_are_not_cached(client: Client, mentee: User) -> None:
    public = client.get("/")
    member = signed_in(mentee).get("/")
    assert member["Cache-Control"] == "private, no-store"
    assert "private" not in public.get("Cache-Control", "")
    for answer in (public, member):
        assert "Cookie" in answer["Vary"]
    assert "Hello, Kofi" in member.content.decode()
    assert "Kofi" not in client.get("/").content.decode()
    assert public.templates[0].name == "pages/home.html"


def test_next_session_depends_on_the_time(mentor: Mentor, mentee: User) -> None:
    booking = BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW + 3 * DAY)
    BookingFactory(mentee=mentee, starts_at=NOW + 4 * DAY)
    join, invite = (reverse(f"bookings:{name}", args=[booking.uuid]) for name in ("join", "invite"))
    for user in (mentee, mentor.user):
        for at, shows_invite, shows_join in (
            (NOW, True, False),
            (booking.starts_at - DAY - MINUTE, True, False),
            (booking.starts_at - DAY, False, False),
            (booking.starts_at - 11 * MINUTE, False, False),
            (booking.starts_at - 10 * MINUTE, False, True),
            (booking.ends_at - MINUTE, False, True),
            (booking.ends_at, False, False),
        ):
            clock.move_to(at)
            page = home(user)
            assert (invite in page, join in page) == (shows_invite, shows_join), at
            assert ("It’s on now." in page) is (booking.starts_at <= at < booking.ends_at)


def test_home_without_a_session_links_to_topics_or_to_the_hours(mentor: Mentor, mentee: User) -> None:
    assert f'href="{reverse("directory:topics")}">Browse by topic' in home(mentee)
    assert f'href="{reverse("bookings:hours")}">Check your hours' in home(mentor.user)
    for user in (mentee, mentor.user):
        assert "You’re all caught up." in home(user)


def test_to_dos_of_a_mentee_are_listed_with_the_most_urgent_first(mentor: Mentor, mentee: User) -> None:
    def book(starts_at: datetime, **more: object) -> Booking:
        return BookingFactory(mentor=mentor, mentee=mentee, starts_at=starts_at, **more)

    request = book(NOW + 5 * DAY, requested=True, created_at=NOW)
    asked = FeedbackRequestFactory(booking=book(NOW - 2 * DAY))
    proposal = MoveProposalFactory(booking=book(NOW + 6 * DAY, reconfirmed_at=NOW))
    coming = book(NOW + DAY)
    report = NoShowFactory(booking=book(NOW - DAY))
    NoShowFactory(booking=book(NOW - 3 * DAY), absent=Role.MENTOR)  # for the mentor to answer
    answer = signed_in(mentee).get("/")
    assert [thing.page for thing in answer.context["to_do"]] == [
        coming.get_absolute_url(),
        reverse("bookings:proposal", args=[proposal.uuid]),
        report.get_absolute_url(),
        reverse("feedback:of_booking", args=[asked.booking.uuid]),
        request.get_absolute_url(),
    ]
    page = markup(answer)
    for label in ("Yes, I’m coming", "Pick a time, or keep yours", "Tell us what happened", "Give feedback"):
        assert page.count(label) == 1
    assert "See your request" in page


def test_question_about_an_application_is_listed_until_it_is_answered(mentee: User) -> None:
    application = ApplicationFactory(applicant=mentee, submitted=True)
    assert "You’re all caught up." in home(mentee)
    team = UserFactory(staff=True)
    services.take_up(application=application, by=team, now=NOW)
    services.ask_back(application=application, by=team, message="How many people do you lead?", now=NOW)
    [thing] = signed_in(mentee).get("/").context["to_do"]
    assert (thing.title, thing.page) == ("We’d like to know a little more", application.get_absolute_url())
    services.answer(application=application, by=mentee, message="Twelve, in two teams.", now=NOW)
    assert signed_in(mentee).get("/").context["to_do"] == []


def test_first_six_to_dos_are_shown_and_the_others_on_request(mentor: Mentor) -> None:
    for day in range(1, 8):
        BookingFactory(mentor=mentor, starts_at=NOW + day * DAY, requested=True, created_at=NOW)
    client = signed_in(mentor.user)
    first, every = client.get("/"), client.get("/?all")
    assert [len(answer.context["to_do"]) for answer in (first, every)] == [6, 7]
    assert first.context["to_do"] == every.context["to_do"][:6]
    assert '<a href="?all#todo-title">See all</a>' in markup(first)
    assert ("See all" in markup(every), 'name="next" value="/?all"' in markup(every)) == (False, True)


def test_one_button_completes_a_to_do_and_leads_back_home(mentor: Mentor, mentee: User) -> None:
    coming = BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW + DAY)
    request = BookingFactory(
        mentor=mentor, mentee=mentee, starts_at=NOW + 5 * DAY, requested=True, created_at=NOW, topic="How do I begin?"
    )
    for user, title in ((mentee, "Are you still coming?"), (mentor.user, "Kofi Mensah would like to talk to you")):
        client = signed_in(user)
        answer = client.get("/de/")
        [thing] = [thing for thing in client.get("/").context["to_do"] if thing.title == title]
        assert thing.action in answer.content.decode()
        posted = client.post(thing.action, dict(thing.fields) | {"next": "/de/"})
        assert (posted.status_code, posted["Location"]) == (302, "/de/")
        assert title not in client.get("/").content.decode()
    coming.refresh_from_db()
    request.refresh_from_db()
    assert coming.reconfirmed_at is not None
    assert request.status == BookingStatus.CONFIRMED


def test_standby_offer_is_listed_until_its_hour_is_gone(mentor: Mentor, mentee: User) -> None:
    offer = StandbyOfferFactory(
        booking=BookingFactory(mentor=mentor, starts_at=NOW + DAY), member=mentee, starts_at=NOW + DAY
    )
    [thing] = signed_in(mentee).get("/").context["to_do"]
    assert (thing.title, thing.page, thing.label) == (
        "Would you take this time at short notice?", offer.get_absolute_url(), "I’d take it",
    )  # fmt: skip
    assert offer.booking.mentee.display_name not in home(mentee)
    Booking.objects.update(reconfirmed_at=NOW)
    assert signed_in(mentee).get("/").context["to_do"] == []
    Booking.objects.update(reconfirmed_at=None)
    StandbyOffer.objects.update(accepted_at=NOW, topic="How do I begin?")
    [thing] = signed_in(mentee).get("/").context["to_do"]
    assert (thing.title, thing.page, thing.label, thing.is_theirs) == (
        "You’re standing by for Amara Njeri", offer.get_absolute_url(), "Change or stop", True,
    )  # fmt: skip
    assert offer.booking.mentee.display_name not in home(mentee)
    Booking.objects.update(reconfirmed_at=NOW)
    assert signed_in(mentee).get("/").context["to_do"] == []


def test_setup_is_listed_for_an_approved_mentor_until_they_are_listed() -> None:
    mentor = MentorFactory(hidden=True, headline="From support to product")
    [thing] = signed_in(mentor.user).get("/").context["to_do"]
    assert (thing.label, thing.page) == ("Set your hours", reverse("bookings:hours"))
    assert thing.text == "Still to do: Set your hours, Choose where you meet, Choose what you offer."
    Mentor.objects.update(approved_at=None, probation_ended_at=None)
    assert signed_in(mentor.user).get("/").context["to_do"] == []


def test_button_redirects_nowhere_else(mentor: Mentor, mentee: User) -> None:
    coming = BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW + DAY)
    way = reverse("bookings:still_coming", args=[coming.uuid])
    assert signed_in(mentee).post(way, {"next": "//evil.example"})["Location"] == coming.get_absolute_url()


def test_request_shows_the_mentor_what_it_is_about(mentor: Mentor, mentee: User) -> None:
    BookingFactory(mentor=mentor, mentee=mentee, requested=True, created_at=NOW, topic="<b>How</b> do I begin?")
    assert "&lt;b&gt;How&lt;/b&gt; do I begin?" in home(mentor.user)


def test_of_many_the_most_urgent_are_listed_and_the_members_own_acts_come_first(mentor: Mentor, mentee: User) -> None:
    for day in range(2, 5):
        BookingFactory(mentor=mentor, starts_at=NOW + day * DAY)  # nothing to do
    late = {"requested": True, "starts_at": NOW + 6 * DAY, "created_at": NOW}
    BookingFactory(mentor=mentor, mentee=mentee, expires_at=NOW + DAY, **late)
    soon = {"requested": True, "starts_at": NOW + 5 * DAY, "created_at": NOW}
    BookingFactory(mentor=mentor, mentee__display_name="Bo", expires_at=NOW + 2 * DAY, **soon)
    asked = {"mentee": mentor.user, "requested": True, "starts_at": NOW + DAY, "created_at": NOW}
    BookingFactory(expires_at=NOW + timedelta(hours=1), **asked)  # someone else has to answer this one
    titles = [thing.title for thing in to_do(mentor.user, most=2, now=NOW)]
    assert titles == ["Kofi Mensah would like to talk to you", "Bo would like to talk to you"]
    assert [thing.is_theirs for thing in to_do(mentor.user, most=9, now=NOW)] == [False, False, True]


def test_home_says_nothing_about_others(mentor: Mentor, mentee: User) -> None:
    BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW + DAY)
    NoShowFactory(booking=BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW - DAY))
    FeedbackRequestFactory(booking=BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW - 2 * DAY))
    context = signed_in(UserFactory()).get("/").context
    assert (context["next_session"], context["to_do"], context["suggested"].met) == (None, [], [])


def test_home_shows_mentors_met_before_and_new_ones_for_the_same_topics(mentor: Mentor, mentee: User) -> None:
    topic = mentor.topics.get()
    newest = MentorFactory(bookable=True, user__display_name="Bruno Costa", topics=[topic])
    MentorFactory(bookable=True, user__display_name="Chidi Okafor", topics=[TopicFactory()])
    met, missed = (BookingFactory(mentee=mentee, mentor=who, starts_at=NOW - DAY * days)
                   for who, days in ((mentor, 3), (newest, 2)))  # fmt: skip
    NoShowFactory(booking=missed, absent=Role.MENTOR, confirmed=True)
    rebuild_all(now=NOW)
    shown = signed_in(mentee).get("/").context["suggested"]
    assert ["Amara Njeri" in card for card in shown.met] == [True]
    assert ["Bruno Costa" in card for card in shown.new] == [True]
    assert met.mentor == mentor


def fill(member: User, own: Mentor, number: int, topic: object) -> None:
    """Create `number` of each thing that a home page can show."""
    for one in range(number):
        hour = NOW + HOUR * 2 * one
        other = MentorFactory(bookable=True, topics=[topic])
        MentorFactory(bookable=True, topics=[topic])
        BookingFactory(mentor=other, mentee=member, starts_at=hour + DAY)
        BookingFactory(mentor=own, starts_at=hour + 2 * DAY, requested=True, created_at=NOW)
        BookingFactory(mentor=other, mentee=member, starts_at=hour + 3 * DAY, requested=True, created_at=NOW)
        MoveProposalFactory(booking=BookingFactory(mentor=other, mentee=member, starts_at=hour + 4 * DAY))
        NoShowFactory(booking=BookingFactory(mentor=other, mentee=member, starts_at=hour - 3 * DAY))
        FeedbackRequestFactory(booking=BookingFactory(mentor=other, mentee=member, starts_at=hour - 4 * DAY))
        StandbyOfferFactory(
            booking=BookingFactory(mentor=other, starts_at=hour + 5 * DAY), member=member, starts_at=hour + 5 * DAY
        )


def test_home_makes_the_same_number_of_queries_for_one_and_three(client: Client) -> None:
    counts = []
    for number in (1, 3):
        own = MentorFactory(bookable=True)
        fill(own.user, own, number, TopicFactory())
        rebuild_all(now=NOW)
        cache.clear()
        client.force_login(own.user)
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            context = client.get("/?all").context
        assert (len(context["to_do"]), len(context["suggested"].met)) == (7 * number, number)
        assert len(context["suggested"].new) == number
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 19
