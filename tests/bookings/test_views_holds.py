"""From the booking form through the sign-in code to the booking, with allauth's real views."""

import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import User
from bookings.forms.bookings import format_instant
from bookings.models import HELD_FOR, Booking, BookingStatus, Hold
from bookings.views.holds import HOLDS
from core import clock
from core.ratelimit import network_of
from mentors.models import Mentor
from tests.accounts.codes import newest_code
from tests.accounts.test_second_factor_behaviour import app_code, set_up
from tests.bookings.moments import NOW, TOPIC, WEDNESDAY, book
from tests.factories import MentorFactory, SessionTypeFactory, UserFactory
from tests.pages import TERMS, markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
LATER = NOW + HELD_FOR + timedelta(minutes=1)
NEW = {"email": "ann@example.org", "display_name": "Ann Lee", "old_enough": "on", "terms": TERMS} | {
    "time_zone": "Africa/Nairobi"
}


def send_form(client: Client, mentor: Mentor, **changes: str) -> Any:
    form = {"type": str(mentor.session_types.all()[0].uuid), "at": format_instant(WEDNESDAY)}
    form |= {"form_key": str(uuid.uuid4()), "topic": TOPIC} | changes
    return client.post(reverse("bookings:book", args=[mentor.slug]), form)


def next_of(answer: Any) -> str:
    """The `next` of the sign-up page that the form redirects to."""
    return parse_qs(urlsplit(str(answer["Location"])).query)["next"][0]


def sign_up(client: Client, back: str, **changes: str) -> None:
    assert client.post(reverse("account_signup"), NEW | {"next": back} | changes).status_code == 302


def enter_code(client: Client, back: str, name: str = "account_email_verification_sent") -> Any:
    return client.post(reverse(name), {"code": newest_code(), "next": back})


def test_new_member_has_booked_as_soon_as_the_code_is_entered(client: Client, mentor: Mentor) -> None:
    back = next_of(send_form(client, mentor))
    assert Hold.objects.get().starts_at == WEDNESDAY
    sign_up(client, back)
    assert Hold.objects.get().address == "ann@example.org"
    answer = enter_code(client, back)
    booking = Booking.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, booking.get_absolute_url())
    assert (booking.mentee.email, booking.starts_at, booking.topic) == ("ann@example.org", WEDNESDAY, TOPIC)
    assert not Hold.objects.exists()
    assert not {"hold", "booking-draft"} & set(client.session.keys())
    assert client.get(booking.get_absolute_url()).status_code == 200


def test_member_has_booked_as_soon_as_the_code_is_entered(client: Client, mentor: Mentor) -> None:
    ann = UserFactory(email="ann@example.org")
    back = next_of(send_form(client, mentor))
    client.post(reverse("account_login"), {"login": "ann@example.org", "next": back})
    enter_code(client, back, "account_confirm_login_code")
    assert Booking.objects.get().mentee == ann


def test_member_has_booked_as_soon_as_the_password_is_entered(client: Client, mentor: Mentor) -> None:
    ann = UserFactory(email="ann@example.org")
    ann.set_password("a long way home")
    ann.save()
    back = next_of(send_form(client, mentor))
    client.post(reverse("account_login"), {"login": "ann@example.org", "password": "a long way home", "next": back})
    assert Booking.objects.get().mentee == ann


def test_on_request_type_becomes_a_request(client: Client, mentor: Mentor) -> None:
    asked = SessionTypeFactory(mentor=mentor, on_request=True)
    back = next_of(send_form(client, mentor, type=str(asked.uuid)))
    sign_up(client, back)
    enter_code(client, back)
    assert Booking.objects.get().status == BookingStatus.REQUESTED


def test_neither_a_wrong_code_nor_a_get_books_anything(client: Client, mentor: Mentor) -> None:
    back = next_of(send_form(client, mentor))
    sign_up(client, back)
    client.get(reverse("account_email_verification_sent"))
    client.post(reverse("account_email_verification_sent"), {"code": "12345", "next": back})
    assert not Booking.objects.exists()
    assert Hold.objects.exists()


def test_signing_in_for_another_page_books_nothing_and_shows_the_form(client: Client, mentor: Mentor) -> None:
    back = next_of(send_form(client, mentor))
    sign_up(client, "/help/")
    assert enter_code(client, "/help/")["Location"] == back
    assert not Booking.objects.exists()
    form = markup(client.get(back))
    assert "still holding this time for you" in form
    assert TOPIC in form
    profile = markup(client.get(mentor.get_absolute_url()))
    assert "is held for you until 12:00" in profile
    assert f'href="{escape(back)}"' in profile
    assert send_form(client, mentor)["Location"] == Booking.objects.get().get_absolute_url()
    assert not Hold.objects.exists()


def test_time_is_kept_from_others_and_shown_to_its_visitor(client: Client, mentor: Mentor) -> None:
    back = next_of(send_form(client, mentor))
    other = Client()
    assert "no longer free" in markup(other.get(back))
    answer = send_form(other, mentor)
    assert (answer.status_code, answer["Location"]) == (303, back)
    assert "no longer free" not in markup(client.get(back))
    for page in ("account_signup", "account_login"):
        content = markup(client.get(reverse(page), {"next": back}))
        assert "is held for you until 10:00" in content
        assert "and then you can book" not in content  # signing in books it
        assert 'data-countdown="600"' in content
        assert "held for you" not in markup(other.get(reverse(page), {"next": back}))


def test_expired_hold_leads_to_the_form_with_the_topic(client: Client, mentor: Mentor) -> None:
    back = next_of(send_form(client, mentor))
    sign_up(client, back)
    clock.move_to(LATER)
    assert "Your ten minutes are over" in markup(client.get(reverse("account_email_verification_sent")))
    answer = enter_code(client, back)
    assert answer["Location"] == back
    page = markup(client.get(back))
    assert TOPIC in page
    assert "Nothing is booked yet, as your ten minutes were over." in page
    assert "no longer free" not in page
    assert not Booking.objects.exists()


def test_expired_hold_is_not_mentioned_to_someone_who_signs_in_for_another_page(client: Client, mentor: Mentor) -> None:
    send_form(client, mentor)
    sign_up(client, reverse("bookings:list"))
    clock.move_to(LATER)
    enter_code(client, reverse("bookings:list"))
    assert "Nothing is booked yet" not in markup(client.get(reverse("bookings:list")))


def test_expired_hold_of_a_taken_time_offers_times_nearby(client: Client, mentor: Mentor, mentee: User) -> None:
    back = next_of(send_form(client, mentor))
    sign_up(client, back)
    code = newest_code()
    clock.move_to(LATER)
    book(mentor, mentee, now=LATER)
    client.post(reverse("account_email_verification_sent"), {"code": code, "next": back})
    page = markup(client.get(back))
    assert "Nothing is booked yet, as your ten minutes were over." in page
    assert "no longer free" in page
    assert "Free times nearby" in page
    assert TOPIC in page


def test_member_who_may_not_book_is_signed_in_and_told_why(client: Client, mentor: Mentor, settings: Any) -> None:
    settings.MAX_COMING_WITH_ONE_MENTOR = 1
    ann = UserFactory(email="ann@example.org")
    book(mentor, ann, starts_at=WEDNESDAY + timedelta(hours=2))
    back = next_of(send_form(client, mentor))
    client.post(reverse("account_login"), {"login": "ann@example.org", "next": back})
    assert enter_code(client, back, "account_confirm_login_code")["Location"] == back
    assert "upcoming booking with" in markup(client.get(back))
    assert Booking.objects.count() == 1


def test_releasing_frees_the_time_and_leads_back_to_the_mentor(client: Client, mentor: Mentor) -> None:
    send_form(client, mentor)
    answer = client.post(reverse("bookings:let_go"))
    assert answer["Location"] == mentor.get_absolute_url()
    assert not Hold.objects.exists()
    assert client.post(reverse("bookings:let_go"))["Location"] == reverse("directory:list")


def test_network_can_hold_six_times_in_ten_minutes_then_continues_without_a_hold(
    client: Client, mentor: Mentor, rf: Any
) -> None:
    for _ in range(HOLDS.times):
        HOLDS.allows(network_of(rf.get("/")))
    back = next_of(send_form(client, mentor))
    assert not Hold.objects.exists()
    sign_up(client, back)
    assert enter_code(client, back)["Location"] == back
    assert TOPIC in markup(client.get(back))


def test_member_with_a_second_factor_has_booked_as_soon_as_both_are_entered(client: Client, mentor: Mentor) -> None:
    ann = UserFactory(email="ann@example.org")
    secret = set_up(ann)
    back = next_of(send_form(client, mentor))
    client.post(reverse("account_login"), {"login": "ann@example.org", "next": back})
    answer = enter_code(client, back, "account_confirm_login_code")
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert not Booking.objects.exists()
    assert "is held for you until 10:00" in markup(client.get(answer["Location"]))
    answer = client.post(answer["Location"], {"code": app_code(secret)})
    assert Booking.objects.get().mentee == ann
    assert answer["Location"] == Booking.objects.get().get_absolute_url()


def test_only_pages_on_the_way_to_a_held_time_mention_it(client: Client, mentor: Mentor) -> None:
    back = next_of(send_form(client, mentor))
    for page in ("account_signup", "account_login", "account_request_login_code"):
        assert "is held for you until" in markup(client.get(reverse(page), {"next": back}))
    for page in ("account_reset_password", "account_inactive"):
        assert "is held for you until" not in markup(client.get(reverse(page)))


def test_visitor_sees_their_own_time_as_theirs(client: Client, mentor: Mentor) -> None:
    page = mentor.get_absolute_url()
    Client().get(page)  # kept for all visitors
    back = next_of(send_form(client, mentor))
    for address in (page, f"{page}?day=2026-11-25"):
        content = markup(client.get(address))
        assert "<strong>Wed 25 Nov, 10:00</strong> is held for you until 10:00." in content
        assert f'href="{reverse("account_signup")}?next={quote(back, safe="")}"' in content
        assert reverse("bookings:let_go") in content
    assert 'datetime="2026-11-25T09:00:00Z"' in markup(client.get(f"{page}?day=2026-11-25"))
    assert "held for you" in markup(client.get(page, headers={"HX-Request": "true"}))
    for other in (Client(), Client()):
        content = markup(other.get(page))
        assert "held for you" not in content
        assert 'datetime="2026-11-25T09:00:00Z"' not in content
    clock.move_to(LATER)
    assert "held for you" not in markup(client.get(page))


def test_hold_with_another_mentor_is_not_shown(client: Client, mentor: Mentor) -> None:
    send_form(client, mentor)
    assert "held for you" not in markup(client.get(MentorFactory(bookable=True).get_absolute_url()))


def test_expired_hold_links_back_to_the_mentor(client: Client, mentor: Mentor) -> None:
    back = next_of(send_form(client, mentor))
    clock.move_to(LATER)
    content = markup(client.get(reverse("account_login"), {"next": back}))
    assert f'href="{mentor.get_absolute_url()}">Pick another time</a>' in content.replace("> ", ">")


@pytest.mark.parametrize(
    ("on_request", "told"),
    [(False, "It’s booked as soon as you’re signed in."), (True, "We’ll send your request as soon")],
)
def test_visitor_is_told_what_signing_in_does(client: Client, mentor: Mentor, told: str, *, on_request: bool) -> None:
    offer = SessionTypeFactory(mentor=mentor, on_request=on_request)
    back = next_of(send_form(client, mentor, type=str(offer.uuid)))
    assert told in markup(client.get(reverse("account_signup"), {"next": back}))
