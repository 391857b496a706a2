"""What the list keeps, for whom, and for how long."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from bookings import services
from bookings.models import FreeTime
from core import clock
from mentors.models import Mentor, MentorStatus
from tests.directory.conftest import NOW, queries
from tests.directory.test_listing import names

Listed = Callable[..., Mentor]


def test_cards_never_lag_behind_what_they_show_members(client: Client, listed: Listed) -> None:
    mentor = listed("Amara Njeri", headline="Before")
    client.force_login(mentor.user)
    assert "Before" in client.get("/mentors/").content.decode()
    Mentor.objects.filter(pk=mentor.pk).update(headline="After", changed_at=NOW)
    mentor.user.display_name = "Amara Wanjiru"
    mentor.user.save(update_fields=["display_name"])
    row = FreeTime.objects.get(mentor=mentor)
    row.starts = [start for start in row.starts if start >= NOW + timedelta(days=2)]
    row.save(update_fields=["starts"])
    page = client.get("/mentors/").content.decode()
    assert "After" in page
    assert "Before" not in page
    assert "Amara Wanjiru" in page
    assert "Wed 25 Nov, 10:00" in page


def test_zones_of_visitors_share_the_cards(client: Client, listed: Listed) -> None:
    listed("Amara Njeri")
    client.get("/mentors/")
    client.cookies["zone"] = "Africa/Nairobi"
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/mentors/").content.decode()
    assert "Tue 24 Nov, 12:00" in page
    assert [each["sql"] for each in asked if "mentors_mentor_topics" in each["sql"]] == [], "a card was drawn anew"


def test_visitors_share_a_page_for_half_a_minute(client: Client, listed: Listed) -> None:
    mentor = listed("Amara Njeri", headline="Before")
    english, german = client.get("/mentors/"), client.get("/de/mentors/")
    Mentor.objects.filter(pk=mentor.pk).update(headline="After", changed_at=NOW)
    assert queries(client, "/mentors/") == 0
    assert "Before" in client.get("/mentors/").content.decode()
    assert german.content != english.content
    client.cookies["zone"] = "Africa/Nairobi"
    assert "Times in Nairobi" in client.get("/mentors/").content.decode()
    clock.move_to(NOW + timedelta(seconds=31))
    assert "After" in client.get("/mentors/").content.decode()


def test_page_of_a_member_is_shared_with_nobody(client: Client, listed: Listed) -> None:
    member = listed("Amara Njeri").user
    client.force_login(member)
    assert "Sign out" in client.get("/mentors/").content.decode()
    visitor = Client().get("/mentors/").content.decode()
    assert "Sign out" not in visitor
    assert member.email not in visitor


def test_searches_with_words_are_not_kept(client: Client, listed: Listed) -> None:
    mentor = listed("Amara Njeri")
    assert names(client, "q=amara") == ["Amara Njeri"]
    Mentor.objects.filter(pk=mentor.pk).update(status=MentorStatus.PAUSED)
    assert names(client, "q=amara") == []


def test_mentor_who_pauses_is_gone_at_once(
    client: Client, listed: Listed, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    mentor = listed("Amara Njeri")
    assert names(client) == ["Amara Njeri"]
    with django_capture_on_commit_callbacks(execute=True):
        services.status.pause(mentor=mentor, by=mentor.user, now=NOW)
    assert names(client) == []
