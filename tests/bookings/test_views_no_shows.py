from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from bookings.models import Booking, NoShow, NoShowOutcome, Role
from core import clock
from mentors.models import Mentor
from tests.bookings.moments import NOW, WEDNESDAY
from tests.factories import BookingFactory, NoShowFactory, UserFactory
from tests.pages import NOT_FOUND, seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def booking(mentor: Mentor, mentee: User) -> Booking:
    return BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW - 2 * HOUR)


@pytest.fixture
def told(booking: Booking) -> NoShow:
    """The mentor reported the mentee an hour ago."""
    return NoShowFactory(booking=booking, message="I waited for a quarter of an hour.")


def way(booking: Booking) -> str:
    return reverse("bookings:report_no_show", args=[booking.uuid])


def test_mentor_follows_the_link_and_reports(client: Client, booking: Booking, mentor: Mentor) -> None:
    client.force_login(mentor.user)
    assert way(booking) in client.get(booking.get_absolute_url()).content.decode()
    assert "We’ll ask Kofi what happened." in client.get(way(booking)).content.decode()
    response = client.post(way(booking), {"message": "I waited."}, follow=True)
    content = response.content.decode()
    assert "Thanks. We’ve asked Kofi what happened." in content
    assert "You’ve told us that Kofi Mensah wasn’t there" in content
    assert "waiting for Kofi" in content
    assert "Kofi has until" in " ".join(content.split())
    assert "You have until" not in content
    assert NoShow.objects.get().message == "I waited."
    detail = client.get(booking.get_absolute_url()).content.decode()
    assert way(booking) not in detail
    assert "no-show reported" in detail
    assert client.post(way(booking), follow=True).redirect_chain == [(booking.get_absolute_url(), 302)]
    assert NoShow.objects.count() == 1


def test_page_offers_no_report_before_the_start(client: Client, mentor: Mentor, mentee: User) -> None:
    """Peer failure 28, on the page."""
    coming = BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY)
    client.force_login(mentee)
    assert way(coming) not in client.get(coming.get_absolute_url()).content.decode()
    assert "It hasn’t started yet." in client.post(way(coming), follow=True).content.decode()
    assert not NoShow.objects.exists()


def test_page_asks_for_patience_during_the_session(client: Client, mentor: Mentor, mentee: User) -> None:
    running = BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW - timedelta(minutes=10))
    client.force_login(mentee)
    assert "Give it a few minutes." in client.get(way(running)).content.decode()
    clock.move_to(NOW + HOUR)
    assert "Give it a few minutes." not in client.get(way(running)).content.decode()


def test_absentee_sees_what_happens_next_and_agrees(client: Client, told: NoShow, mentee: User) -> None:
    client.force_login(mentee)
    detail = client.get(told.booking.get_absolute_url()).content.decode()
    assert told.get_absolute_url() in detail
    content = client.get(told.get_absolute_url()).content.decode()
    assert "Amara Njeri says you weren’t there" in content
    assert "I waited for a quarter of an hour." in content
    assert "Missing one session has no consequences. Only a second one" in content
    response = client.post(told.get_absolute_url(), {"answer": "agree", "message": "I am sorry."}, follow=True)
    content = response.content.decode()
    assert "Thank you for telling us. We’ve let Amara know." in content
    assert "It happens, and this has no consequences for now. It counts" in content
    told.refresh_from_db()
    assert (told.outcome, told.answer) == (NoShowOutcome.CONFIRMED, "I am sorry.")
    assert "didn’t take place" in client.get(reverse("bookings:list") + "?show=past").content.decode()


def test_reported_person_disputes_with_a_message(client: Client, told: NoShow, mentee: User) -> None:
    client.force_login(mentee)
    response = client.post(told.get_absolute_url(), {"answer": "disagree", "message": ""})
    assert (response.status_code, "Please tell us in a few words what happened." in response.content.decode()) == (
        409,
        True,
    )
    client.post(told.get_absolute_url(), {"answer": "disagree", "message": "I was in the other room."})
    client.force_login(told.reporter)
    content = client.get(told.get_absolute_url()).content.decode()
    assert "I was in the other room." in content
    assert "with the club team" in content


def test_booking_says_that_the_team_has_decided(client: Client, told: NoShow) -> None:
    NoShow.objects.update(outcome=NoShowOutcome.DISMISSED, settled_at=NOW, decided_at=NOW)
    for reader in (told.reporter, told.absentee):
        client.force_login(reader)
        assert "The club team has decided that it doesn’t count." in (
            client.get(told.booking.get_absolute_url()).content.decode()
        )
        assert "None. The club team has looked into it" in client.get(told.get_absolute_url()).content.decode()


@pytest.mark.parametrize("data", [{}, {"answer": "maybe"}, {"answer": "agree", "message": "x" * 1001}])
def test_answer_must_be_one_of_those_on_the_page(
    client: Client, told: NoShow, mentee: User, data: dict[str, str]
) -> None:
    client.force_login(mentee)
    assert client.post(told.get_absolute_url(), data).status_code == 400
    told.refresh_from_db()
    assert told.is_open


def test_reporter_cannot_answer_for_the_other(client: Client, told: NoShow, mentor: Mentor) -> None:
    client.force_login(mentor.user)
    assert 'name="answer"' not in client.get(told.get_absolute_url()).content.decode()
    assert client.post(told.get_absolute_url(), {"answer": "agree"}).status_code == 409
    told.refresh_from_db()
    assert told.is_open


def test_consequences_of_a_second_no_show_are_announced_and_then_explained(
    client: Client, told: NoShow, mentee: User
) -> None:
    NoShowFactory(booking=BookingFactory(mentee=mentee, starts_at=NOW - 30 * DAY), confirmed=True)
    client.force_login(mentee)
    content = client.get(told.get_absolute_url()).content.decode()
    assert "You’ve missed another session within 90 days. If you weren’t" in content
    client.post(told.get_absolute_url(), {"answer": "agree"})
    content = client.get(told.get_absolute_url()).content.decode()
    assert "you can’t book before Wed 23 Dec, 03:50" in content
    response = client.post(
        told.get_absolute_url(), {"answer": "appeal", "message": "My train stood still."}, follow=True
    )
    content = response.content.decode()
    assert "The club team has your message and will email you." in content
    assert 'value="appeal"' not in content
    client.force_login(told.reporter)
    content = client.get(told.get_absolute_url()).content.decode()
    assert "My train stood still." not in content  # only the team reads it
    assert "can’t book" not in content


def test_absent_mentor_sees_that_nothing_else_follows(client: Client, booking: Booking, mentor: Mentor) -> None:
    missed = NoShowFactory(booking=booking, absent=Role.MENTOR)
    client.force_login(mentor.user)
    content = client.get(missed.get_absolute_url()).content.decode()
    assert "Kofi Mensah says you weren’t there" in content
    assert "If you weren’t there, we let the club team know and don’t ask" in content
    assert "within 30 days" not in content


def test_report_of_another_booking_is_not_found(client: Client, told: NoShow) -> None:
    client.force_login(UserFactory())
    assert seen(client.get(told.get_absolute_url())) == NOT_FOUND
    assert client.post(told.get_absolute_url(), {"answer": "agree"}).status_code == 404
    assert seen(client.post(way(told.booking))) == NOT_FOUND


def test_past_list_makes_the_same_number_of_queries_for_1_and_3(client: Client, told: NoShow, mentee: User) -> None:
    client.force_login(mentee)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            content = client.get(reverse("bookings:list") + "?show=past").content.decode()
        assert content.count("no-show reported") == NoShow.objects.count()
        return len(caught)

    queries()
    with_one = queries()
    for days in (2, 3):
        NoShowFactory(booking=BookingFactory(mentee=mentee, starts_at=NOW - days * DAY))
    assert queries() == with_one


def test_form_that_was_open_when_the_other_reported_becomes_the_answer(client: Client, told: NoShow) -> None:
    client.force_login(told.absentee)
    assert client.post(way(told.booking), {"message": ""})["Location"] == told.get_absolute_url()
    client.post(way(told.booking), {"message": "I waited, too."})
    told.refresh_from_db()
    assert (told.outcome, told.answer) == (NoShowOutcome.DISPUTED, "I waited, too.")
    assert NoShow.objects.count() == 1
