"""The team's page of requests: only those that mentees have let them look at."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.private_words import OPENED
from matching.models import Request
from matching.services import relaying, requests
from tests.bookings.moments import NOW
from tests.factories import RequestFactory, UserFactory
from tests.factories.matching import GOAL
from tests.matching.relays import DAY, decline, send, three, told
from tests.pages import markup, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock", "no_second_factor")]
LIST = reverse("admin:matching_request_changelist")


@pytest.fixture
def with_team(mentee: User) -> Request:
    ana, *_others = three()
    request = send(mentee, ana, now=NOW - DAY)
    decline(request, ana, reason="fit", message="All the best.", now=NOW)
    request.refresh_from_db()
    requests.let_the_team_look(request=request, by=mentee, now=NOW)
    return request


def page(request: Request) -> str:
    return reverse("admin:matching_request_change", args=[request.pk])


@pytest.fixture
def team(client: Client) -> Client:
    client.force_login(UserFactory(staff=True))
    return client


def test_team_reads_what_it_was_let_to_and_nothing_else(team: Client, with_team: Request) -> None:
    other = RequestFactory(mentee__display_name="Someone Else")
    shown = markup(team.get(LIST))
    assert "Kofi Mensah" in shown
    assert "Someone Else" not in shown
    assert team.get(page(other)).status_code == 302
    shown = markup(team.get(page(with_team)))
    assert "Ana can’t take on your request at the moment." in shown
    assert "A member has asked the team to read this and to help." in shown
    for words in (GOAL.strip(), "All the best."):
        assert words not in shown
    team.post(reverse("admin:matching_request_open", args=[with_team.pk]), {"reason": "To look for a mentor."})
    shown = markup(team.get(page(with_team)))
    for words in (GOAL.strip(), "Ana Ruiz: All the best."):
        assert words in shown
    assert "not a fit" not in shown
    entry = LogEntry.objects.get()
    assert (entry.action_flag, entry.change_message) == (OPENED, "To look for a mentor.")
    relaying.end_at_team(now=NOW + 14 * DAY)
    assert "This isn’t meant for the club team." in markup(signed_in(UserFactory(staff=True)).get(page(with_team)))


def test_only_what_happened_is_logged(
    team: Client, with_team: Request, mentee: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mentee withdraws the request just after the form was checked."""
    check = requests.refusal_to_suggest

    def look(request: Request, *args: Any, **kwargs: Any) -> str:
        said = check(request, *args, **kwargs)
        if not said:
            requests.withdraw(request=with_team, by=mentee, now=NOW)
        return said

    monkeypatch.setattr(requests, "refusal_to_suggest", look)
    shown = markup(team.post(page(with_team), {"mentor_1": "Bela Nagy"}, follow=True))
    assert "This request isn’t with the team any more." in shown
    assert not LogEntry.objects.exists()


def test_suggestion_is_logged(team: Client, with_team: Request) -> None:
    team.post(page(with_team), {"mentor_1": "Bela Nagy"})
    assert LogEntry.objects.get().object_id == str(with_team.pk)


def test_team_suggests_and_the_mentee_is_told(team: Client, with_team: Request, mentee: User) -> None:
    shown = markup(team.post(page(with_team), {"mentor_1": "Nobody Known"}))
    assert "We don’t know a mentor called “Nobody Known”" in shown
    shown = markup(team.post(page(with_team), {"mentor_1": "Bela Nagy", "mentor_2": "bela nagy"}))
    assert "already chosen this mentor" in shown
    response = team.post(page(with_team), {"mentor_1": "Bela Nagy", "mentor_2": "Cem Kaya"}, follow=True)
    assert "Suggested. We’ve emailed the mentee." in markup(response)
    assert [mentor.user.display_name for mentor in with_team.suggested.order_by("pk")] == ["Bela Nagy", "Cem Kaya"]
    assert told(mentee)[-1] == "request_suggestions"
    assert 'name="mentor_1"' not in markup(team.get(page(with_team)))
    shown = markup(team.post(page(with_team), {"mentor_1": "Bela Nagy", "mentor_2": "Cem Kaya"}, follow=True))
    assert "This request isn’t with the team any more." in shown
    assert told(mentee).count("request_suggestions") == 1
    assert LogEntry.objects.count() == 1
