"""The buttons and the list of blocks."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.blocking import block
from accounts.models import Block, User
from bookings.models import Booking, BookingStatus
from mentors.models import Mentor
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import BookingFactory, MentorFactory, UserFactory
from tests.pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

DAY = timedelta(days=1)


def test_one_click_on_a_profile_blocks_and_the_profile_says_so(mentor: Mentor, mentee: User) -> None:
    client = signed_in(mentee)
    path = f"/mentors/{mentor.slug}/block/"
    assert f'action="{path}"' in client.get(mentor.get_absolute_url()).content.decode()
    shown = client.post(path, follow=True)
    assert shown.redirect_chain == [("/me/blocks/", 302)]
    assert "You’ve blocked Amara Njeri." in shown.content.decode()
    assert Block.objects.get().blocked == mentor.user
    profile = client.get(mentor.get_absolute_url()).content.decode()
    assert "You’ve blocked Amara" in profile
    assert f'action="{path}"' not in profile


def test_the_blocked_read_nothing_of_it(mentor: Mentor, mentee: User) -> None:
    client = signed_in(mentee)
    block(member=mentee, by=mentor.user, now=NOW)
    for path in (mentor.get_absolute_url(), "/me/blocks/", "/", "/bookings/"):
        page = client.get(path)
        assert page.status_code == 200
        words = page.content.decode().replace("Blocked people", "").replace("You haven’t blocked anyone", "")
        assert "blocked Amara" not in words
        assert "blocked you" not in words


def test_page_with_the_button_is_for_those_who_signed_in_first(mentor: Mentor, mentee: User, client: Client) -> None:
    path = f"/mentors/{mentor.slug}/block/"
    assert path in client.post(path)["Location"]
    assert "Block Amara Njeri?" in signed_in(mentee).get(path).content.decode()
    assert not Block.objects.exists()


@pytest.mark.parametrize("role", ["mentor", "mentee"])
def test_other_person_of_a_booking_is_blocked_there(mentor: Mentor, mentee: User, role: str) -> None:
    booking = book(mentor, mentee)
    by, other = (mentor.user, mentee) if role == "mentor" else (mentee, mentor.user)
    path = f"/bookings/{booking.uuid}/block/"
    assert f'action="{path}"' in signed_in(by).get(booking.get_absolute_url()).content.decode()
    signed_in(by).post(path)
    row = Block.objects.get()
    assert (row.blocker, row.blocked) == (by, other)
    assert signed_in(UserFactory()).post(path).status_code == 404


def test_whoever_blocks_decides_what_becomes_of_sessions_ahead(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW - DAY)
    client = signed_in(mentee)
    client.post(f"/bookings/{booking.uuid}/block/")
    assert "You still have 1 session ahead with Amara." in " ".join(client.get("/me/blocks/").content.decode().split())
    assert Booking.objects.get(pk=booking.pk).is_confirmed
    row = Block.objects.get()
    assert signed_in(mentor.user).post(f"/me/blocks/{row.uuid}/call-off/").status_code == 404
    shown = client.post(f"/me/blocks/{row.uuid}/call-off/", follow=True)
    assert "1 session is cancelled." in shown.content.decode()
    assert Booking.objects.get(pk=booking.pk).status == BookingStatus.CANCELLED


def test_block_is_undone_by_whoever_made_it_alone(mentor: Mentor, mentee: User) -> None:
    row = block(member=mentor.user, by=mentee, now=NOW)
    assert signed_in(mentor.user).post(f"/me/blocks/{row.uuid}/undo/").status_code == 404
    shown = signed_in(mentee).post(f"/me/blocks/{row.uuid}/undo/", follow=True)
    assert "You’ve unblocked Amara Njeri." in shown.content.decode()
    assert not Block.objects.exists()


def test_own_profile_can_t_be_blocked(mentor: Mentor) -> None:
    shown = signed_in(mentor.user).post(f"/mentors/{mentor.slug}/block/", follow=True)
    assert "You can’t block yourself." in shown.content.decode()


def test_list_asks_the_database_the_same_for_one_and_for_three(mentee: User) -> None:
    client, numbers = signed_in(mentee), []
    for number in range(3):
        mentor = MentorFactory(bookable=True)
        BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY + number * DAY)
        block(member=mentor.user, by=mentee, now=NOW)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/me/blocks/").status_code == 200
        numbers.append(len(asked))
    assert numbers[0] == numbers[2]
