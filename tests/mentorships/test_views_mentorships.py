"""The pages of a mentorship, over HTTP."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from conversations.models import Conversation
from core import clock
from mentorships.models import Mentorship, Offer
from mentorships.services import advancing
from tests.factories import MentorFactory, MentorshipFactory, OfferFactory, UserFactory
from tests.mentorships.pairs import fresh

pytestmark = pytest.mark.django_db


def now_formed(**changes: Any) -> Mentorship:
    """One that has begun just now, so that its pages work by the clock of today."""
    now = clock.now()
    return MentorshipFactory(began_at=now - timedelta(days=1), state_since=now - timedelta(days=1), **changes)


def at(row: Mentorship, name: str = "mentorship") -> str:
    return reverse(f"mentorships:{name}", args=[row.uuid])


def test_from_signing_to_the_end(client: Client) -> None:
    row = now_formed()
    for member in (row.mentee, row.mentor.user):
        client.force_login(member)
        assert "Sign" in client.get(at(row)).text
        client.post(at(row, "sign"), {"version": "1"})
    today = clock.now().date()
    assert client.post(at(row, "met"), {"day": f"{today}", "minutes": "45"}).status_code == 302
    assert fresh(row).state == "active"
    assert "Under way until" in client.get(at(row)).text
    client.post(at(row, "pause"), {"weeks": "3"})
    assert fresh(row).state == "paused"
    client.post(at(row, "resume"))
    client.post(at(row, "finish"), {"seen": "active"})
    client.post(at(row, "finish"), {"seen": "active"})
    assert fresh(row).state == "wrapping_up"
    client.post(at(row, "finish"), {"seen": "wrapping_up"})
    assert fresh(row).state == "ended"
    assert client.get(at(row)).status_code == 200


def test_meeting_of_today_is_one_button(client: Client) -> None:
    row = now_formed()
    client.force_login(row.mentee)
    page = client.get(at(row)).text
    form = page[: page.index("We met today, for an hour")].rpartition("<form")[2]
    said = dict(re.findall(r'name="(day|minutes)" value="([^"]+)"', form))
    assert client.post(at(row, "met"), said).status_code == 302
    assert [meeting.minutes for meeting in row.logged.all()] == [60]


def test_a_line_is_changed_and_the_other_asked_to_sign(client: Client) -> None:
    row = now_formed()
    client.force_login(row.mentee)
    page = client.get(at(row, "agreement"))
    said = {"goal": "Lead a team", "rhythm": "1", "weeks": "8", "answer_days": "3", "version": "1"}
    assert page.status_code == 200
    assert client.post(at(row, "agreement"), said).status_code == 302
    assert row.agreements.last().version == 2
    assert client.post(at(row, "agreement"), said | {"goal": "Something else"}).status_code == 409
    refused = client.post(at(row, "agreement"), said | {"rhythm": "9", "off_limits": "x" * 501, "version": "2"})
    assert refused.status_code == 400
    assert "x" * 501 in refused.text


@pytest.mark.parametrize(
    ("name", "sent", "status"),
    [
        ("sign", {}, 400),
        ("sign", {"version": "9" * 9}, 400),
        ("sign", {"version": "2"}, 409),
        ("met", {"day": "2020-01-01", "minutes": "60"}, 409),
        ("met", {"day": "2999-01-01", "minutes": "60"}, 409),
        ("met", {"day": "soon", "minutes": "0"}, 400),
        ("pause", {"weeks": "9"}, 400),
        ("pause", {"weeks": "1"}, 409),
        ("resume", {}, 409),
        ("finish", {"seen": "active"}, 302),
        ("finish", {}, 302),
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nothing(
    client: Client, name: str, sent: dict[str, str], status: int
) -> None:
    row = now_formed()
    client.force_login(row.mentee)
    assert client.post(at(row, name), sent).status_code == status
    assert (fresh(row).state, row.logged.count(), row.agreements.signed().count()) == ("forming", 0, 0)


@pytest.mark.parametrize("name", ["mentorship", "agreement", "sign", "write", "met", "pause", "resume", "finish"])
def test_only_the_two_find_it(client: Client, name: str) -> None:
    row = now_formed()
    client.force_login(UserFactory())
    assert client.post(at(row, name)).status_code in (404, 405)
    assert client.get(at(row, name)).status_code in (404, 405)


def test_it_leads_to_the_conversation_of_the_two(client: Client) -> None:
    row = now_formed()
    client.force_login(row.mentee)
    assert f'action="{at(row, "write")}"' in client.get(at(row)).text
    opened = client.post(at(row, "write"))["Location"]
    assert Conversation.objects.get().get_absolute_url() == opened
    page = client.get(opened).text
    assert at(row) in page
    assert "until 14 days after its end" in page
    said = {"text": "Hello", "form_key": str(uuid4()), "seen": "0"}
    client.post(opened, said)
    client.force_login(row.mentor.user)
    assert "1 new message" in " ".join(client.get(at(row)).text.split())


def test_mentor_says_what_they_offer(client: Client) -> None:
    mentor = MentorFactory(bookable=True)
    client.force_login(mentor.user)
    said = {"is_open": "on", "places": "2", "rhythm": "2", "weeks": "16", "for_whom": "New leads", "not_for": ""}
    assert client.post(reverse("mentorships:offer"), said | {"places": "6"}).status_code == 400
    assert client.post(reverse("mentorships:offer"), said).status_code == 302
    assert (Offer.objects.get().places, Offer.objects.get().for_whom) == (2, "New leads")


def test_profile_says_so_and_how_to_ask(client: Client) -> None:
    mentor = OfferFactory(mentor=MentorFactory(bookable=True), for_whom="New leads").mentor
    page = client.get(mentor.get_absolute_url()).text
    assert "New leads" in page
    assert f"{reverse('matching:new_request')}?kind=mentorship&amp;mentor={mentor.slug}" in page


def test_club_without_mentorships_shows_nothing_of_them(client: Client, settings: Settings) -> None:
    settings.MENTORSHIPS = False
    row = now_formed()
    mentor = OfferFactory(mentor=MentorFactory(bookable=True)).mentor
    client.force_login(row.mentee)
    for address in (at(row), reverse("mentorships:mentorships"), reverse("mentorships:offer")):
        assert client.get(address).status_code == 404
    for address in ("/", "/mentors/", mentor.get_absolute_url(), reverse("matching:new_request")):
        assert "mentorship" not in client.get(address).text.lower(), address


def test_pages_take_as_many_queries_for_many(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row = now_formed()
    for _more in range(5):
        MentorshipFactory(mentor=row.mentor)
    client.force_login(row.mentor.user)
    for address, most in ((reverse("mentorships:mentorships"), 10), (reverse("mentorships:offer"), 12), (at(row), 14)):
        client.get(address)
        with django_assert_max_num_queries(most):
            client.get(address)


def test_sweep_takes_few_queries_where_nothing_is_due(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _one in range(4):
        now_formed()
    with django_assert_max_num_queries(2):
        assert advancing.advance(now=clock.now()) == 0
