"""The desk's cards and lists: answering a request on its card, and dates that were set together."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import DateOverride
from mentors.models import Mentor
from tests.bookings.desk import NOW, a_sunday, mentor
from tests.bookings.test_desk import dates, week
from tests.factories import BookingFactory, MentorFactory
from tests.pages import markup

__all__ = ["a_sunday", "mentor"]  # the fixtures
pytestmark = pytest.mark.django_db


def test_week_names_each_date_once_and_links_to_all_bookings(client: Client, mentor: Mentor) -> None:
    BookingFactory(mentor=mentor, starts_at=NOW + timedelta(days=2))
    BookingFactory(mentor=mentor, starts_at=NOW + timedelta(days=30))
    page = markup(client.get(reverse("bookings:desk")))
    assert page.count("24 Nov<") == 1
    assert f'<a href="{reverse("bookings:list")}">2<span class="visually-hidden"> upcoming sessions</span>' in page
    assert reverse("bookings:leave") not in page
    assert reverse("bookings:leave") in client.get(reverse("mentors:profile")).content.decode()


@pytest.mark.parametrize("place", ["desk", "requests"])
@pytest.mark.parametrize("decision", ["accept", "decline"])
def test_request_is_answered_on_its_card(client: Client, mentor: Mentor, place: str, decision: str) -> None:
    asked = BookingFactory(mentor=mentor, starts_at=NOW + timedelta(days=3), requested=True, created_at=NOW)
    desk, answer = reverse(f"bookings:{place}"), reverse("bookings:answer", args=[asked.uuid])
    page = markup(client.get(desk))
    assert f'<form method="post" action="{answer}"' in page
    assert "Answer by Tue 24 Nov, 13:00" in page  # in Berlin
    sent = {"back": place, "decision": decision, "message": "A tip"}
    assert client.post(answer, sent)["Location"] == desk
    asked.refresh_from_db()
    assert (asked.status, asked.answer) == ({"accept": "confirmed", "decline": "declined"}[decision], "A tip")
    assert client.post(answer, sent)["Location"] == desk  # another window was quicker


def test_answer_redirects_nowhere_else(client: Client, mentor: Mentor) -> None:
    asked = BookingFactory(mentor=mentor, starts_at=NOW + timedelta(days=3), requested=True, created_at=NOW)
    sent = {"back": "https://example.com/", "decision": "accept"}
    answer = client.post(reverse("bookings:answer", args=[asked.uuid]), sent)
    assert answer["Location"] == asked.get_absolute_url()


def test_message_that_is_too_long_comes_back_on_the_page(client: Client, mentor: Mentor) -> None:
    asked = BookingFactory(mentor=mentor, starts_at=NOW + timedelta(days=3), requested=True, created_at=NOW)
    sent = {"back": "desk", "decision": "decline", "message": "x" * 1001}
    answer = client.post(reverse("bookings:answer", args=[asked.uuid]), sent)
    assert answer.status_code == 400
    assert "x" * 1001 in answer.content.decode()


def test_day_set_within_a_range_cuts_it_in_two(client: Client, mentor: Mentor) -> None:
    client.post(reverse("bookings:dates"), dates(last="2026-12-28"))
    hours = {"kind": "open", "spans-0-starts": "09:00", "spans-0-ends": "10:00"}
    client.post(reverse("bookings:dates"), dates(first="2026-12-26", **hours))
    shown = client.get(reverse("bookings:dates")).context["dates"]
    assert [(row.first.day, row.last.day, len(row.spans)) for row in shown] == [(24, 25, 0), (26, 26, 1), (27, 28, 0)]


def test_days_set_one_by_one_are_removed_one_by_one(client: Client, mentor: Mentor) -> None:
    for day in ("2026-12-24", "2026-12-25"):
        client.post(reverse("bookings:dates"), dates(first=day))
    assert len(client.get(reverse("bookings:dates")).context["dates"]) == 2
    client.post(reverse("bookings:clear_dates", args=[date(2026, 12, 24), date(2026, 12, 24)]))
    assert DateOverride.objects.get().date == date(2026, 12, 25)


def test_unlisted_mentor_is_guided_from_step_to_step(client: Client) -> None:
    mentor = MentorFactory(status="hidden", headline="")
    client.force_login(mentor.user)
    assert "A quiet week" not in client.get(reverse("bookings:desk")).content.decode()
    saved = client.post(reverse("bookings:hours"), week(d0=[("09:00", "12:00")]))
    assert saved["Location"] == reverse("bookings:desk")
