from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bookings.forms.bookings import format_instant
from bookings.models import Booking, MoveOutcome, MoveProposal
from bookings.views.moving import A_DAY
from mentors.models import Mentor
from notifications.models import Notice
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY
from tests.bookings.test_moving import THURSDAY, TIMES, propose
from tests.factories import BookingFactory
from tests.pages import NOT_FOUND, markup, seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


@pytest.fixture
def booking(mentor: Mentor, mentee: User) -> Booking:
    return BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY)


def page(booking: Booking) -> str:
    return reverse("bookings:move", args=[booking.uuid])


def answer_page(proposal: MoveProposal) -> str:
    return reverse("bookings:proposal", args=[proposal.uuid])


def test_mentee_follows_the_link_and_moves(client: Client, booking: Booking, mentee: User) -> None:
    client.force_login(mentee)
    detail = client.get(booking.get_absolute_url()).content.decode()
    assert page(booking) in detail
    assert "You can move it up to 12 hours before it starts. You can cancel any time before it starts." in detail
    content = markup(client.get(page(booking)))
    assert f'type="radio" name="at" value="{format_instant(THURSDAY)}"' in content
    assert format_instant(WEDNESDAY) not in content
    response = client.post(page(booking), {"at": format_instant(THURSDAY)}, follow=True)
    assert "Moved. We’ve told Amara." in response.content.decode()
    assert Booking.objects.get().starts_at == THURSDAY


def test_every_listed_time_can_be_moved_to(client: Client, booking: Booking, mentee: User) -> None:
    """Peer failure 9, on a move: what the page lists, the service accepts."""
    client.force_login(mentee)
    listed = client.get(page(booking)).context["days"]
    starts = [start for _day, times in listed for start, _value in times]
    assert len(starts) > 10
    for start in (*starts[:3], *starts[-3:]):
        response = client.post(page(booking), {"at": format_instant(start)})
        assert (response.status_code, Booking.objects.get().starts_at) == (302, start)


def test_changing_weeks_keeps_picked_times(client: Client, booking: Booking, mentor: Mentor) -> None:
    client.force_login(mentor.user)
    response = client.get(page(booking))
    [later] = [response.context["week"].next]
    response = client.post(page(booking), {"at": [format_instant(THURSDAY)], "week": later.isoformat()})
    assert response.status_code == 200
    content = markup(response)
    assert "Picked in another week" in content
    assert f'value="{format_instant(THURSDAY)}" checked' in content
    assert response.context["days"][0][0] >= later
    assert not MoveProposal.objects.exists()


def test_changing_weeks_without_a_pick_is_no_error(client: Client, booking: Booking, mentor: Mentor) -> None:
    for member in (booking.mentee, mentor.user):
        client.force_login(member)
        [later] = [client.get(page(booking)).context["week"].next]
        turned = markup(client.post(page(booking), {"week": later.isoformat(), "message": "Would this suit you?"}))
        assert "Please check the following" not in turned
        assert "Please pick a time." not in turned
    assert "Would this suit you?" in turned


@pytest.mark.parametrize("week", ["", "x", "2026-99-99", "9999-12-31", "0001-01-01", "1" * 500])
def test_any_week_shows_a_page(client: Client, booking: Booking, mentee: User, week: str) -> None:
    client.force_login(mentee)
    shown = client.post(page(booking), {"week": week})
    assert shown.status_code == 200
    assert 'name="week"' in markup(shown)
    assert booking.mentor.user.display_name in markup(shown)


@pytest.mark.parametrize(
    "at", [[], ["x"], [""], [format_instant(TIMES[0]), format_instant(TIMES[1])], ["2026-11-26T09:00:00"]]
)
def test_mentee_picks_exactly_one_time(client: Client, booking: Booking, mentee: User, at: list[str]) -> None:
    client.force_login(mentee)
    assert client.post(page(booking), {"at": at}).status_code == 400
    assert Booking.objects.get().starts_at == WEDNESDAY


def test_time_taken_in_the_meantime_is_refused_and_others_are_offered(
    client: Client, booking: Booking, mentee: User, mentor: Mentor
) -> None:
    BookingFactory(mentor=mentor, starts_at=THURSDAY)
    client.force_login(mentee)
    response = client.post(page(booking), {"at": format_instant(THURSDAY)})
    assert response.status_code == 409
    content = response.content.decode()
    assert "This time is no longer free. Please pick another." in content
    assert 'type="radio"' in content


def test_refusal_of_a_late_move_states_the_terms(client: Client, mentor: Mentor, mentee: User) -> None:
    soon = BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW + timedelta(hours=2))
    client.force_login(mentee)
    response = client.get(page(soon), follow=True)
    assert response.redirect_chain == [(soon.get_absolute_url(), 302)]
    content = response.content.decode()
    assert "It’s too late to move this booking. You can move it up to 12 hours before it starts." in content
    assert page(soon) not in content


def test_mentor_proposes_and_mentee_picks(client: Client, booking: Booking, mentor: Mentor, mentee: User) -> None:
    client.force_login(mentor.user)
    times = {"at": [format_instant(start) for start in TIMES], "message": "My daughter is ill."}
    response = client.post(page(booking), times, follow=True)
    assert "We’ve asked Kofi." in response.content.decode()
    proposal = MoveProposal.objects.get()
    assert reverse("bookings:withdraw_proposal", args=[proposal.uuid]) in response.content.decode()
    client.force_login(mentee)
    assert answer_page(proposal) in client.get(booking.get_absolute_url()).content.decode()
    content = client.get(answer_page(proposal)).content.decode()
    assert "My daughter is ill." in content
    response = client.post(answer_page(proposal), {"answer": "move", "at": format_instant(TIMES[1])}, follow=True)
    assert "Moved. We’ve told Amara." in response.content.decode()
    assert Booking.objects.get().starts_at == TIMES[1]
    assert client.get(answer_page(proposal)).status_code == 302


def test_mail_names_the_times_in_the_mentees_zone(booking: Booking, mailoutbox: list[EmailMessage]) -> None:
    propose(booking)
    drain(now=NOW)
    [mail] = mailoutbox
    assert mail.to == ["kofi@example.org"]
    assert "Option 1: Thu 26 Nov, 04:00" in mail.body


@pytest.mark.parametrize(
    "data",
    [{}, {"answer": "move"}, {"answer": "move", "at": "x"}, {"answer": "cancel", "at": format_instant(THURSDAY)}],
)
def test_answer_must_be_one_of_the_two(client: Client, booking: Booking, mentee: User, data: dict[str, str]) -> None:
    proposal = propose(booking)
    client.force_login(mentee)
    assert client.post(answer_page(proposal), data).status_code == 400
    assert MoveProposal.objects.get().outcome == MoveOutcome.OPEN


def test_offered_time_that_is_gone_cannot_be_picked(
    client: Client, booking: Booking, mentor: Mentor, mentee: User
) -> None:
    proposal = propose(booking)
    BookingFactory(mentor=mentor, starts_at=TIMES[0])
    client.force_login(mentee)
    assert "no longer free" in client.get(answer_page(proposal)).content.decode()
    response = client.post(answer_page(proposal), {"answer": "move", "at": format_instant(TIMES[0])})
    assert response.status_code == 409
    booking.refresh_from_db()
    assert booking.starts_at == WEDNESDAY


def test_mentee_keeps_the_time_with_a_message(client: Client, booking: Booking, mentee: User) -> None:
    proposal = propose(booking)
    client.force_login(mentee)
    response = client.post(answer_page(proposal), {"answer": "keep", "message": "Only then."}, follow=True)
    assert "The time stays the same. We’ve told Amara." in response.content.decode()
    assert Notice.objects.filter(kind="booking_move_kept").count() == 1


def test_mentor_withdraws_the_proposal(client: Client, booking: Booking, mentor: Mentor, mentee: User) -> None:
    proposal = propose(booking)
    address = reverse("bookings:withdraw_proposal", args=[proposal.uuid])
    client.force_login(mentor.user)
    assert client.get(address).status_code == 405
    client.post(address)
    assert MoveProposal.objects.get().outcome == MoveOutcome.WITHDRAWN
    client.force_login(mentee)
    content = client.get(answer_page(proposal), follow=True).content.decode()
    assert "This proposal is out of date: it’s been answered, or the" in content


def test_proposal_of_another_booking_is_not_found(client: Client, booking: Booking) -> None:
    proposal = propose(booking)
    client.force_login(BookingFactory(starts_at=WEDNESDAY).mentee)
    for path in (answer_page(proposal), reverse("bookings:withdraw_proposal", args=[proposal.uuid])):
        assert seen(client.post(path, {"answer": "move", "at": format_instant(TIMES[0])})) == NOT_FOUND


def test_booking_can_move_ten_times_a_day_without_limiting_other_bookings(
    client: Client, booking: Booking, mentee: User
) -> None:
    client.force_login(mentee)
    statuses = [
        client.post(page(booking), {"at": format_instant(at)}).status_code
        for at in (THURSDAY, WEDNESDAY) * (A_DAY.times // 2 + 1)
    ]
    assert statuses == [302] * A_DAY.times + [429] * 2
    assert (
        "This booking has been moved many times today. Please wait until"
        in client.post(page(booking), {"at": format_instant(THURSDAY)}).content.decode()
    )
    theirs = BookingFactory(mentor=booking.mentor, starts_at=WEDNESDAY + timedelta(days=7))
    client.force_login(theirs.mentee)
    assert client.post(page(theirs), {"at": format_instant(theirs.starts_at + timedelta(hours=1))}).status_code == 302
    assert not Notice.objects.filter(kind="booking_moved", due_at__gt=NOW + timedelta(hours=1)).exists()
