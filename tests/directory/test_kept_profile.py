"""What visitors share of a mentor's page, and what makes it go."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from bookings import services
from core import clock
from directory import kept_profile
from mentors.models import Mentor
from tests.directory.conftest import NOW, queries
from tests.directory.test_profile_page import times
from tests.factories import UserFactory

Listed = Callable[..., Mentor]
pytestmark = pytest.mark.usefixtures("profiles_are_kept")
TOPIC = "How do I begin with research when nobody asked for it?"


@pytest.fixture
def profiles_are_kept(settings: LazySettings) -> None:
    settings.KEEP_PROFILES = True


def test_visitors_share_a_page_for_half_a_minute(client: Client, listed: Listed) -> None:
    address = listed().get_absolute_url()
    assert queries(client, address) > 0
    assert queries(Client(), address) == 0
    assert queries(Client(), f"{address}?week=2026-12-07") > 0
    clock.move_to(NOW + timedelta(seconds=31))
    assert queries(Client(), address) > 0


def test_time_that_is_taken_or_given_back_is_seen_at_once(
    client: Client, listed: Listed, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    mentor, member = listed(), UserFactory()
    address = mentor.get_absolute_url()
    before = times(client, address)
    first = {"mentor": mentor, "by": member, "session_type": mentor.session_types.get(), "topic": TOPIC, "now": NOW}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        booking = services.booking.book(**first, starts_at=datetime.fromisoformat(before[0]), form_key=None)
    assert times(client, address) == before[1:]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        services.cancelling.cancel(booking=booking, by=member, message="", now=NOW)
    assert times(client, address) == before


def test_page_that_was_drawn_while_a_time_was_taken_is_not_kept(db: None) -> None:
    kept_profile.keep("key", {"main": ""}, pk=1, version=["as it was before", ""])
    assert kept_profile.kept("key") is None


def test_each_visitor_has_a_token_of_their_own(listed: Listed) -> None:
    address = listed().get_absolute_url()
    tokens = set()
    for visitor in (Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)):
        page = visitor.get(address).content.decode()
        form = page.partition('class="zone__form"')[2]
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[0]
        sent = {"csrfmiddlewaretoken": token, "zone": "Europe/Berlin", "next": address}
        assert visitor.post("/zone/", sent).status_code == 302
        tokens.add(token)
    assert len(tokens) == 2


def test_nobody_knows_what_stands_for_the_token(client: Client, listed: Listed, settings: LazySettings) -> None:
    address = listed().get_absolute_url()
    assert all(kept_profile.token_to_come() not in Client().get(address).content.decode() for _twice in range(2))
    before = kept_profile.token_to_come()
    settings.SECRET_KEY = "another secret of another club" * 2
    assert kept_profile.token_to_come() != before


def test_member_gets_a_page_of_their_own(client: Client, listed: Listed) -> None:
    address = listed().get_absolute_url()
    client.get(address)
    client.force_login(UserFactory())
    assert queries(client, address) > 3
