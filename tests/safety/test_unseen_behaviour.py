"""Whoever is blocked sees what they'd see of a mentor who is full or on a break: the same status, the same words."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.blocking import block, unblock
from accounts.models import Block, User
from bookings.forms.bookings import format_instant
from mentors.models import Mentor, MentorStatus
from tests.bookings.moments import NOW, TOPIC, WEDNESDAY
from tests.factories import BookingFactory, MentorFactory, UserFactory
from tests.factories.matching import GOAL
from tests.pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

WEEK = timedelta(days=7)


@pytest.fixture
def ana(mentee: User) -> Mentor:
    """A mentor with free times, who has blocked the mentee."""
    ana: Mentor = MentorFactory(bookable=True, user__display_name="Ana Ruiz")
    block(member=mentee, by=ana.user, now=NOW)
    return ana


@pytest.fixture
def client(ana: Mentor, mentee: User) -> Client:
    return signed_in(mentee)


def undo() -> None:
    row = Block.objects.get()
    unblock(block=row, by=row.blocker)


def answer(response: Any) -> list[str]:
    """The status of an answer and its page by tags, without what is drawn by lot each time."""
    text = re.sub(r'value="[\w-]{32,}"|nonce="[^"]*"', "", response.content.decode())
    return [str(response.status_code), *re.sub(r"\s+", " ", text).split("<")]


def test_profile_and_form_are_those_of_a_mentor_who_is_full(client: Client, ana: Mentor) -> None:
    profile, form = ana.get_absolute_url(), reverse("bookings:book", args=[ana.slug])
    wish = {"type": str(ana.session_types.get().uuid), "at": format_instant(WEDNESDAY)}
    filled = wish | {"topic": TOPIC, "form_key": "7f3e1c58-56b1-4b5f-9a94-0a6f0a4f7c11"}

    def seen() -> list[list[str]]:
        return [answer(each) for each in (client.get(profile), client.get(form, wish), client.post(form, filled))]

    blocked = seen()
    undo()
    assert answer(client.get(profile)) != blocked[0]
    ana.rules.weekly_limit = 1
    ana.rules.save()
    for week in range(-1, 8):
        BookingFactory(mentor=ana, starts_at=WEDNESDAY + week * WEEK + timedelta(hours=2))
    for page, same in zip(seen(), blocked, strict=True):
        assert page == same


def test_waiting_list_takes_them_as_anyone(client: Client, ana: Mentor) -> None:
    path = reverse("bookings:wait", args=[ana.slug])
    mine, theirs = (each.post(path, follow=True) for each in (client, signed_in(UserFactory())))
    assert (mine.status_code, mine.redirect_chain) == (theirs.status_code, theirs.redirect_chain)
    assert [str(each) for each in mine.context["messages"]] == [str(each) for each in theirs.context["messages"]]


def test_request_reads_as_to_a_mentor_on_a_break(client: Client, ana: Mentor) -> None:
    form = reverse("matching:new_request")
    begun, sent = f"{form}?mentor={ana.slug}", {"goal": GOAL, "mentor_1": "Ana Ruiz"}
    blocked = [answer(client.get(begun)), answer(client.post(form, sent))]
    undo()
    assert answer(client.get(begun)) != blocked[0]
    Mentor.objects.filter(pk=ana.pk).update(status=MentorStatus.PAUSED)
    assert answer(client.get(begun)) == blocked[0]
    assert answer(client.post(form, sent)) == blocked[1]
    assert blocked[1][0] == "400"
