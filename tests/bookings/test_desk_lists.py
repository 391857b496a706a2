"""What the first page of the desk shows, and where the rest is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mentors.models import Mentor, MentorStatus
from tests.bookings.desk import NOW, a_sunday, mentor
from tests.factories import BookingFactory

__all__ = ["a_sunday", "mentor"]  # the fixtures


@pytest.mark.django_db
def test_full_week_is_cut_and_links_to_the_rest(client: Client, mentor: Mentor) -> None:
    hours = [NOW + timedelta(hours=4 * number + 1) for number in range(13)]
    for start in hours:
        BookingFactory(mentor=mentor, starts_at=start)
    page = client.get(reverse("bookings:desk"))
    assert len(page.context["week"]) == 10
    assert page.context["more"] == 3
    assert f'<a href="{reverse("bookings:list")}">And 3 more' in page.content.decode()


@pytest.mark.django_db
def test_week_that_fits_has_no_link_to_more(client: Client, mentor: Mentor) -> None:
    for number in range(10):
        BookingFactory(mentor=mentor, starts_at=NOW + timedelta(hours=4 * number + 1))
    page = client.get(reverse("bookings:desk"))
    assert len(page.context["week"]) == 10
    assert "more in these seven days" not in page.content.decode()


@pytest.mark.django_db
def test_many_requests_are_counted_and_each_can_be_reached(client: Client, mentor: Mentor) -> None:
    asked = [
        BookingFactory(mentor=mentor, requested=True, starts_at=NOW + timedelta(days=3, hours=number), created_at=NOW)
        for number in range(23)
    ]
    desk = client.get(reverse("bookings:desk"))
    assert len(desk.context["requests"]) == 5
    assert "23 requests are waiting for your answer" in " ".join(desk.content.decode().split())
    assert f'<a href="{reverse("bookings:requests")}">See all requests</a>' in desk.content.decode()
    pages = [client.get(reverse("bookings:requests"), {"page": number}) for number in (1, 2, 3)]
    shown = [presenter.booking.pk for page in pages for presenter, _form in page.context["requests"]]
    assert sorted(shown) == [booking.pk for booking in asked]


@pytest.mark.django_db
def test_unlisted_mentor_sees_their_card_beside_the_remaining_steps(client: Client, mentor: Mentor) -> None:
    assert "Your card so far" not in client.get(reverse("bookings:desk")).content.decode()
    Mentor.objects.filter(pk=mentor.pk).update(status=MentorStatus.HIDDEN, photo="photos/x-480.webp")
    html = client.get(reverse("bookings:desk")).content.decode()
    card = html.partition("Your card so far")[2]
    assert "<div inert>" in card
    assert mentor.role in card
    assert "photos/x-192.webp" in card
    assert "Your next free time" in card


@pytest.mark.django_db
def test_the_menu_counts_requests_at_home_and_at_the_desk(client: Client, mentor: Mentor) -> None:
    BookingFactory(mentor=mentor, requested=True, starts_at=NOW + timedelta(days=3), created_at=NOW)
    counted = '<span aria-hidden="true">1</span>'
    for name, times in (("pages:home", 1), ("bookings:hours", 1), ("pages:help", 0)):
        assert client.get(reverse(name)).content.decode().count(counted) == times, name
