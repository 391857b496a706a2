import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts.models import User
from bookings.models import Booking, BookingStatus
from core import clock
from mentors.models import Mentor
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import BookingFactory, MentorFactory, UserFactory
from tests.pages import NOT_FOUND, markup, seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7 }} & more"


@pytest.fixture
def booking(mentor: Mentor, mentee: User) -> Booking:
    return BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY)


@pytest.fixture
def asked(mentor: Mentor, mentee: User) -> Booking:
    expires_at = NOW + timedelta(hours=40)
    return BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY, requested=True, expires_at=expires_at)


def address(name: str, booking: Booking) -> str:
    return reverse(f"bookings:{name}", args=[booking.uuid])


PAGES = ["detail", "cancel", "answer", "invite", "move"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_stranger_finds_nothing(client: Client, booking: Booking, name: str, method: str) -> None:
    client.force_login(MentorFactory(bookable=True).user)
    status = getattr(client, method)(address(name, booking)).status_code
    assert status == (405 if method == "post" and name in ("detail", "invite") else 404)
    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED


@pytest.mark.parametrize("name", PAGES)
def test_staff_find_nothing_outside_the_admin(client: Client, booking: Booking, name: str) -> None:
    client.force_login(UserFactory(staff=True))
    assert seen(client.get(address(name, booking))) == NOT_FOUND


@pytest.mark.parametrize("name", PAGES)
def test_visitor_is_asked_to_sign_in(client: Client, booking: Booking, name: str) -> None:
    response = client.get(address(name, booking))
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", PAGES)
def test_made_up_identifier_is_not_found(client: Client, mentee: User, name: str) -> None:
    client.force_login(mentee)
    assert client.get(reverse(f"bookings:{name}", args=[uuid.uuid4()])).status_code == 404


def test_detail_shows_the_mentee_what_they_need(client: Client, booking: Booking, mentee: User) -> None:
    client.force_login(mentee)
    content = client.get(booking.get_absolute_url()).content.decode()
    for words in (
        "Amara Njeri",
        "10:00 in Berlin",
        ">04:00–04:30<",
        "New York",
        booking.topic,
        "invite.ics",
    ):
        assert words in content
    assert f'href="/bookings/{booking.uuid}/join/"' in content
    assert "https://meet.example.org/mine" not in content
    assert address("cancel", booking) in content
    assert "amara@example.org" not in content


def test_detail_shows_the_mentor_the_mentees_introduction(client: Client, mentor: Mentor) -> None:
    booking = BookingFactory(mentor=mentor, mentee__introduction="Nurse, new to data.", starts_at=WEDNESDAY)
    client.force_login(mentor.user)
    assert "Nurse, new to data." in client.get(booking.get_absolute_url()).content.decode()
    client.force_login(booking.mentee)
    assert "Nurse, new to data." not in client.get(booking.get_absolute_url()).content.decode()


def test_hostile_text_is_escaped(client: Client, mentor: Mentor) -> None:
    booking = BookingFactory(
        mentor=mentor,
        mentee__display_name=HOSTILE[:80],
        mentee__introduction=HOSTILE,
        topic=HOSTILE,
        answer=HOSTILE,
        cancelled=True,
        cancel_message=HOSTILE,
        starts_at=WEDNESDAY,
    )
    client.force_login(mentor.user)
    for page in (booking.get_absolute_url(), reverse("bookings:list") + "?show=past"):
        content = client.get(page).content.decode()
        assert "<script>alert" not in content
        assert "<img src=x" not in content
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content


@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_either_cancels_with_a_message(client: Client, booking: Booking, role: str) -> None:
    by = booking.mentee if role == "mentee" else booking.mentor.user
    client.force_login(by)
    assert client.get(address("cancel", booking)).status_code == 200
    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED
    response = client.post(address("cancel", booking), {"message": "Sorry"})
    assert response["Location"] == booking.get_absolute_url()
    booking.refresh_from_db()
    assert (booking.status, booking.cancelled_by, booking.cancel_message) == (BookingStatus.CANCELLED, by, "Sorry")


def test_message_too_long_is_refused_and_changes_nothing(client: Client, booking: Booking, mentee: User) -> None:
    client.force_login(mentee)
    assert client.post(address("cancel", booking), {"message": "x" * 1001}).status_code == 400
    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED


@pytest.mark.parametrize("name", ["cancel", "answer"])
def test_form_without_csrf_token_changes_nothing(asked: Booking, mentor: Mentor, mentee: User, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(mentee if name == "cancel" else mentor.user)
    assert client.post(address(name, asked), {"decision": "accept", "message": ""}).status_code == 403
    asked.refresh_from_db()
    assert asked.status == BookingStatus.REQUESTED


def test_cancelling_twice_keeps_the_first_message(client: Client, booking: Booking, mentee: User) -> None:
    client.force_login(mentee)
    for message in ("Sorry", "Sorry again"):
        assert client.post(address("cancel", booking), {"message": message})["Location"] == booking.get_absolute_url()
    booking.refresh_from_db()
    assert (booking.cancel_message, booking.sequence) == ("Sorry", 1)


def test_answering_twice_keeps_the_first_answer(client: Client, asked: Booking, mentor: Mentor) -> None:
    client.force_login(mentor.user)
    for decision in ("accept", "decline"):
        sent = {"decision": decision, "message": decision}
        assert client.post(address("answer", asked), sent)["Location"] == asked.get_absolute_url()
    asked.refresh_from_db()
    assert (asked.status, asked.answer, asked.sequence) == (BookingStatus.CONFIRMED, "accept", 1)


@pytest.mark.parametrize("method", ["get", "post"])
def test_started_booking_cannot_be_cancelled(client: Client, mentor: Mentor, mentee: User, method: str) -> None:
    booking = BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW - timedelta(minutes=5))
    client.force_login(mentee)
    response = getattr(client, method)(address("cancel", booking))
    assert response["Location"] == booking.get_absolute_url()
    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED


@pytest.mark.parametrize(
    ("decision", "status"), [("accept", BookingStatus.CONFIRMED), ("decline", BookingStatus.DECLINED)]
)
def test_mentor_answers_with_a_message(
    client: Client, asked: Booking, mentor: Mentor, decision: str, status: BookingStatus
) -> None:
    client.force_login(mentor.user)
    assert asked.topic in client.get(address("answer", asked)).content.decode()
    client.post(address("answer", asked), {"decision": decision, "message": "Message"})
    asked.refresh_from_db()
    assert (asked.status, asked.answer) == (status, "Message")


def test_get_with_a_decision_answers_nothing(client: Client, asked: Booking, mentor: Mentor) -> None:
    client.force_login(mentor.user)
    assert client.get(address("answer", asked), {"decision": "decline"}).status_code == 200
    assert client.post(address("answer", asked) + "?decision=decline", {"message": ""}).status_code == 400
    asked.refresh_from_db()
    assert asked.status == BookingStatus.REQUESTED


@pytest.mark.parametrize("method", ["get", "post"])
def test_mentee_cannot_answer_their_own_request(client: Client, asked: Booking, mentee: User, method: str) -> None:
    client.force_login(mentee)
    assert getattr(client, method)(address("answer", asked), {"decision": "accept"}).status_code == 404
    asked.refresh_from_db()
    assert asked.status == BookingStatus.REQUESTED


def test_settled_request_leads_back_to_the_booking(client: Client, booking: Booking, mentor: Mentor) -> None:
    client.force_login(mentor.user)
    response = client.post(address("answer", booking), {"decision": "decline"})
    assert response["Location"] == booking.get_absolute_url()
    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED


def test_invite_is_the_readers_own_file(client: Client, booking: Booking, mentor: Mentor) -> None:
    client.force_login(mentor.user)
    response = client.get(address("invite", booking))
    [entry] = Calendar.from_ical(response.content).walk("VEVENT")
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    assert response["Content-Disposition"] == 'attachment; filename="invite.ics"'
    assert (entry["ATTENDEE"], entry["UID"]) == ("mailto:amara@example.org", f"{booking.uuid}@localhost")


def test_request_has_no_file_yet(client: Client, asked: Booking, mentee: User) -> None:
    client.force_login(mentee)
    assert seen(client.get(address("invite", asked))) == NOT_FOUND


def test_list_has_upcoming_and_past_bookings_of_both_roles(client: Client, mentor: Mentor) -> None:
    mine = {
        "coming as mentor": BookingFactory(mentor=mentor, starts_at=WEDNESDAY),
        "coming as mentee": BookingFactory(mentee=mentor.user, starts_at=WEDNESDAY - timedelta(hours=1)),
        "running": BookingFactory(mentor=mentor, starts_at=NOW - timedelta(minutes=10)),
    }
    past = {
        "ended": BookingFactory(mentor=mentor, starts_at=NOW - timedelta(days=3)),
        "cancelled": BookingFactory(mentor=mentor, starts_at=WEDNESDAY, cancelled=True),
    }
    BookingFactory()
    client.force_login(mentor.user)
    coming = [presenter.booking for presenter in client.get(reverse("bookings:list")).context["bookings"]]
    assert coming == [mine["running"], mine["coming as mentee"], mine["coming as mentor"]]
    behind = [
        presenter.booking for presenter in client.get(reverse("bookings:list"), {"show": "past"}).context["bookings"]
    ]
    assert behind == [past["cancelled"], past["ended"]]


def test_list_is_paged(client: Client, mentor: Mentor) -> None:
    for number in range(11):
        BookingFactory(mentor=mentor, starts_at=NOW - timedelta(days=number + 1))
    client.force_login(mentor.user)
    page = client.get(reverse("bookings:list"), {"show": "past", "page": 2})
    assert len(page.context["bookings"]) == 1
    assert "?show=past&amp;page=1" in page.content.decode()
    assert client.get(reverse("bookings:list"), {"page": "nonsense"}).status_code == 200


@pytest.mark.parametrize(
    ("at", "headline"),
    [(WEDNESDAY, "You’re meeting Kofi Mensah"), (NOW - timedelta(days=3), "You talked to Kofi Mensah")],
)
def test_page_of_a_booking_says_each_fact_once(
    client: Client, mentor: Mentor, mentee: User, at: datetime, headline: str
) -> None:
    booking = BookingFactory(mentor=mentor, mentee=mentee, starts_at=at)
    client.force_login(mentor.user)
    response = client.get(booking.get_absolute_url())
    page = re.sub(r"<[^>]+>", "", markup(response).partition("<main")[2].partition("</main>")[0])
    assert seen(response) == (200, headline)
    assert [page.count(fact) for fact in (booking.session_type.name, "30 minutes")] == [1, 1]
    for said_by_the_headline in ("Status", "onfirmed", "ook place", "With "):
        assert said_by_the_headline not in page


def test_page_of_a_cancelled_booking_says_who_cancelled_before_anything_else(
    client: Client, mentor: Mentor, mentee: User
) -> None:
    booking = BookingFactory(mentor=mentor, mentee=mentee, cancelled=True, cancelled_by=mentee, starts_at=WEDNESDAY)
    client.force_login(mentor.user)
    page = markup(client.get(booking.get_absolute_url()))
    assert page.index("Kofi Mensah cancelled this.") < page.index("When and where")
    assert "tag--danger" not in page


STATES: list[tuple[dict[str, Any], str, str]] = [
    ({"requested": True}, "waiting for Amara’s answer", "waiting for your answer"),
    ({"status": "declined", "expires_at": NOW, "answered_at": NOW}, "declined by Amara", "declined by you"),
    ({"status": "expired", "expires_at": NOW}, "not answered in time", "not answered in time"),
    ({"cancelled": True}, "cancelled", "cancelled"),
    ({"cancelled": True, "by": "mentee"}, "cancelled by you", "cancelled by Kofi"),
    ({"cancelled": True, "by": "mentor"}, "cancelled by Amara", "cancelled by you"),
    ({"cancelled": True, "by": "mentee", "expires_at": NOW}, "withdrawn by you", "withdrawn by Kofi"),
]


@pytest.mark.parametrize(("traits", "to_mentee", "to_mentor"), STATES)
def test_badge_says_in_words_who_did_it_or_has_to(
    client: Client, mentor: Mentor, mentee: User, traits: dict[str, Any], to_mentee: str, to_mentor: str
) -> None:
    fields: dict[str, Any] = {"expires_at": NOW + timedelta(hours=40)} if "requested" in traits else {}
    fields |= {name: value for name, value in traits.items() if name != "by"}
    if "by" in traits:
        fields["cancelled_by"] = mentee if traits["by"] == "mentee" else mentor.user
    BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY, **fields)
    show = {} if "requested" in traits else {"show": "past"}
    for reader, said in ((mentee, to_mentee), (mentor.user, to_mentor)):
        client.force_login(reader)
        page = markup(client.get(reverse("bookings:list"), show))
        assert re.findall(r'<span class="tag[^"]*">([^<]*)</span>', page) == [said]


def test_request_says_what_waiting_means_for_the_reader(
    client: Client, asked: Booking, mentor: Mentor, mentee: User
) -> None:
    client.force_login(mentee)
    assert "The time is reserved for you until" in markup(client.get(reverse("bookings:list")))
    client.force_login(mentor.user)
    assert "The time is reserved for Kofi until" in markup(client.get(reverse("bookings:list")))
    Booking.objects.update(status=BookingStatus.EXPIRED)
    assert "Nothing is booked." in markup(client.get(reverse("bookings:list"), {"show": "past"}))


def test_tab_names_what_is_cancelled_though_it_lies_ahead(client: Client, mentor: Mentor, mentee: User) -> None:
    BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY, cancelled=True)
    client.force_login(mentee)
    page = markup(client.get(reverse("bookings:list"), {"show": "past"}))
    assert 'aria-current="page">Past and cancelled</a>' in page
    assert "Amara Njeri" in page


def test_empty_list_says_what_to_do_next(client: Client, mentee: User) -> None:
    client.force_login(mentee)
    assert reverse("directory:list") in client.get(reverse("bookings:list")).content.decode()


@pytest.mark.parametrize("show", ["coming", "past"])
def test_list_makes_the_same_number_of_queries_for_one_and_for_three(client: Client, show: str) -> None:
    counts = []
    for many in (1, 3):
        member = MentorFactory(bookable=True).user
        for number in range(many):
            at = WEDNESDAY if show == "coming" else NOW - timedelta(days=30)
            BookingFactory(mentee=member, starts_at=at + timedelta(hours=number))
            BookingFactory(mentor=member.mentor, starts_at=at + timedelta(days=1, hours=number))
        client.force_login(member)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(reverse("bookings:list"), {"show": show}).context["bookings"]) == 2 * many
        counts.append(len(queries))
    assert counts[0] == counts[1] <= (9 if show == "past" else 7)


def test_calendar_comes_first_until_the_meeting_opens(client: Client, mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    client.force_login(mentee)
    ahead = markup(client.get(booking.get_absolute_url()))
    assert ahead.index("Add to calendar") < ahead.index("Join the meeting") < ahead.index("What it’s about")
    assert re.search("Opens Wed 25 Nov, [0-9]{2}:[25]0", ahead)
    clock.move_to(booking.starts_at - timedelta(minutes=10))
    open_now = markup(client.get(booking.get_absolute_url()))
    assert open_now.index("Join the meeting") < open_now.index("What it’s about") < open_now.index("Add to calendar")
    assert "Opens" not in open_now
