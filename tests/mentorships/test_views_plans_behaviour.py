"""Pages of goals, the agenda and notes, over HTTP, and what the other one never sees."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from core import clock
from mentorships.models import Goal, Mentorship, OwnNote
from tests.factories import (
    AgendaItemFactory,
    GoalFactory,
    OwnNoteFactory,
    SharedNoteFactory,
    StepFactory,
    UserFactory,
)
from tests.mentorships.test_views_mentorships import at, now_formed

pytestmark = pytest.mark.django_db


def on(row: Mentorship, name: str, *keys: Any) -> str:
    return reverse(f"mentorships:{name}", args=[row.uuid, *(key.uuid for key in keys)])


def test_a_goal_from_the_first_word_to_the_last(client: Client) -> None:
    row = now_formed()
    client.force_login(row.mentee)
    assert "Only you see this" in client.get(on(row, "new_goal")).text
    assert client.post(on(row, "new_goal"), {"text": " "}).status_code == 400
    assert client.post(on(row, "new_goal"), {"text": "Say no", "target_on": "2027-01-31"}).status_code == 302
    goal = Goal.objects.get()
    assert client.post(on(row, "add_step", goal), {"text": "Ask"}).status_code == 302
    step = goal.steps.get()
    assert (step.who, step.until_on) == (row.mentee, None)
    assert client.post(on(row, "step", step), {"action": "done"}).status_code == 302
    assert client.post(on(row, "step", step), {"action": "dance"}).status_code == 400
    shared = {"text": "Say no kindly", "is_shared": "on"}
    assert client.post(on(row, "goal", goal), {"text": ""}).status_code == 400
    assert client.post(on(row, "goal", goal), shared).status_code == 302
    assert client.post(on(row, "add_step", goal), {"text": "Listen", "is_theirs": "other"}).status_code == 302
    promise = goal.steps.get(who=row.mentor.user)
    client.force_login(row.mentor.user)
    assert "Open promises" in client.get(at(row)).text
    answer = client.post(on(row, "step", promise), {"action": "done", "next": f"{at(row)}#promises"})
    assert answer["Location"] == f"{at(row)}#promises"
    assert client.post(on(row, "step", promise), {"action": "remove"}).status_code == 302
    assert client.post(on(row, "settle_goal", goal), {"state": "dropped"}).status_code == 409
    assert client.post(on(row, "settle_goal", goal), {"state": "gone"}).status_code == 400
    client.force_login(row.mentee)
    assert client.post(on(row, "settle_goal", goal), {"state": "reached"}).status_code == 302
    assert Goal.objects.get().state == "reached"
    assert "Say no kindly" in client.get(at(row)).text


def test_agenda_from_the_page(client: Client) -> None:
    row = now_formed()
    client.force_login(row.mentee)
    assert client.post(on(row, "agenda"), {"text": ""}).status_code == 400
    assert client.post(on(row, "agenda"), {"text": "Saying no"}).status_code == 302
    item = row.agenda.get()
    client.force_login(row.mentor.user)
    assert "Saying no" in client.get(at(row)).text
    assert client.post(on(row, "agenda_item", item), {"action": "remove"}).status_code == 409
    assert client.post(on(row, "agenda_item", item), {"action": "done"}).status_code == 302
    assert "What you’ve talked about" in client.get(at(row)).text
    assert client.post(on(row, "agenda_item", item), {"action": "undone"}).status_code == 302
    client.force_login(row.mentee)
    assert client.post(on(row, "agenda_item", item), {"action": "remove"}).status_code == 302
    assert not row.agenda.exists()


def test_clash_shows_both_texts_and_saving_again_knows_what_it_replaces(client: Client) -> None:
    row = now_formed()
    client.force_login(row.mentee)
    page = on(row, "notes")
    assert client.post(page, {"text": "We meet on Mondays.", "version": "0"}).status_code == 302
    client.force_login(row.mentor.user)
    clash = client.post(page, {"text": "We meet on Tuesdays.", "version": "0"})
    assert clash.status_code == 409
    assert "We meet on Mondays." in clash.text
    assert "We meet on Tuesdays." in clash.text
    assert 'name="version" value="1"' in clash.text
    assert client.post(page, {"text": "We meet on both.", "version": "1"}).status_code == 302
    assert row.shared_notes.get().text == "We meet on both."
    assert "We meet on both." in client.get(at(row)).text


def test_own_notes_stay_writable_and_of_a_meeting_that_is_not_theirs_there_is_no_page(client: Client) -> None:
    row = now_formed()
    client.force_login(row.mentee)
    today = clock.now().date()
    client.post(at(row, "met"), {"day": f"{today}", "minutes": "45"})
    page = on(row, "notes_of", row.logged.get())
    assert client.post(page, {"whose": "own", "text": "I was nervous."}).status_code == 302
    assert "I was nervous." in client.get(page).text
    Mentorship.objects.filter(pk=row.pk).update(
        state="ended", state_since=clock.now(), ended_at=clock.now(), end_kind="closed"
    )
    assert client.post(page, {"whose": "own", "text": "I was brave."}).status_code == 302
    assert OwnNote.objects.get().text == "I was brave."
    assert client.post(page, {"text": "Late", "version": "0"}).status_code == 409
    other = now_formed()
    client.force_login(other.mentee)
    assert client.get(on(other, "notes_of", row.logged.get())).status_code == 404


def test_nothing_private_is_shown_to_the_other(client: Client) -> None:
    """Every page of a mentorship, the conversation, the lists and the home of the other one."""
    row = now_formed()
    secret = "words-that-are-mine"
    now = clock.now()
    goal = GoalFactory(mentorship=row, text=f"{secret}-a", measure=f"{secret}-b", made_at=now, changed_at=now)
    StepFactory(goal=goal, text=f"{secret}-c")
    over = GoalFactory(mentorship=row, text=f"{secret}-d", reached=True)
    client.force_login(row.mentee)
    client.post(at(row, "met"), {"day": f"{now.date()}", "minutes": "45"})
    meeting = row.logged.get()
    OwnNoteFactory(mentorship=row, text=f"{secret}-e")
    OwnNoteFactory(mentorship=row, text=f"{secret}-f", logged=meeting)
    pages = [
        at(row), at(row, "agreement"), on(row, "notes"), on(row, "notes_of", meeting), on(row, "new_goal"),
        reverse("mentorships:mentorships"), "/", "/bookings/", "/desk/", "/conversations/",
    ]  # fmt: skip
    mine = "".join(client.get(address).text for address in [*pages, goal.get_absolute_url(), over.get_absolute_url()])
    assert all(f"{secret}-{letter}" in mine for letter in "abcdef")
    for member in (row.mentor.user, UserFactory(staff=True)):
        client.force_login(member)
        for address in pages:
            assert secret not in client.get(address).text, address
        for address in (goal.get_absolute_url(), over.get_absolute_url()):
            assert client.get(address).status_code == 404
        assert client.post(on(row, "step", goal.steps.get()), {"action": "done"}).status_code == 404


def test_page_takes_as_many_queries_for_many(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row = now_formed()
    for _time in range(3):
        goal = GoalFactory(mentorship=row, shared=True)
        StepFactory.create_batch(3, goal=goal)
        GoalFactory(mentorship=row, reached=True)
        AgendaItemFactory(mentorship=row)
    SharedNoteFactory(mentorship=row)
    client.force_login(row.mentor.user)
    client.get(at(row))
    with django_assert_max_num_queries(20):
        client.get(at(row))
    client.get(goal.get_absolute_url())
    with django_assert_max_num_queries(10):
        client.get(goal.get_absolute_url())


def test_whoever_posts_without_end_is_asked_to_wait(client: Client) -> None:
    row = now_formed()
    client.force_login(row.mentee)
    statuses = {client.post(on(row, "agenda"), {"text": f"{number}"}).status_code for number in range(122)}
    assert statuses == {302, 409, 429}


def test_end_of_a_pause_leaves_all_as_it_was(client: Client) -> None:
    row = now_formed(active=True, ends_at=clock.now() + timedelta(weeks=9))
    AgendaItemFactory(mentorship=row)
    client.force_login(row.mentee)
    client.post(at(row, "pause"), {"weeks": "2"})
    client.post(at(row, "resume"))
    assert "How do I say no to my boss?" in client.get(at(row)).text
