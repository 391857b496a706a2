"""Saving a mentor from the profile, and finding them again."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bookings.free_time import rebuild_all
from mentors.models import Mentor, MentorStatus, SavedMentor
from mentors.services import saving
from tests.bookings.moments import NOW
from tests.factories import MentorFactory, TopicFactory, UserFactory
from tests.pages import signed_in

pytestmark = pytest.mark.django_db
SAVE, UNSAVE = "/mentors/amara/save/", "/mentors/amara/unsave/"


@pytest.fixture
def mentor() -> Mentor:
    return MentorFactory(bookable=True, slug="amara", user__display_name="Amara Njeri")


@pytest.fixture
def member() -> User:
    return UserFactory()


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_member_saves_on_the_profile_and_removes(mentor: Mentor, member: User) -> None:
    client = signed_in(member)
    assert f'action="{SAVE}"' in page(client, "/mentors/amara/")
    answer = client.post(SAVE, follow=True)
    assert answer.redirect_chain == [("/mentors/amara/", 302)]
    content = answer.content.decode()
    assert "Saved. You’ll find Amara on your home page." in content
    assert (f'action="{SAVE}"' in content, f'action="{UNSAVE}"' in content) == (False, True)
    for address in ("/", "/saved/"):
        assert "Amara Njeri" in page(client, address)
    content = client.post(UNSAVE, follow=True).content.decode()
    assert "Amara is no longer saved." in content
    assert f'action="{SAVE}"' in content


@pytest.mark.parametrize("status", [MentorStatus.LISTED, MentorStatus.PAUSED])
def test_member_removes_from_the_list_and_stays_there(mentor: Mentor, member: User, status: MentorStatus) -> None:
    client, other = signed_in(member), MentorFactory(bookable=True)
    for each in (mentor, other):
        saving.save_mentor(mentor=each, by=member, now=NOW)
    Mentor.objects.filter(pk=mentor.pk).update(status=status)
    shown = client.get("/saved/")
    assert f'action="{UNSAVE}"' in shown.content.decode()
    answer = client.post(UNSAVE, {"next": "/saved/"}, follow=True)
    assert answer.redirect_chain == [("/saved/", 302)]
    content = answer.content.decode()
    assert "Amara is no longer saved." in content
    assert UNSAVE not in content
    assert other.user.display_name in content


def test_visitor_signs_in_first_and_then_presses_the_button(client: Client, mentor: Mentor, member: User) -> None:
    assert f'href="{SAVE}"' in page(client, "/mentors/amara/")
    answer = client.get(SAVE, follow=True)
    assert answer.redirect_chain == [(f"/accounts/login/?next={SAVE}", 302)]
    assert "Sign in to continue" in answer.content.decode()
    client.force_login(member)
    assert "Save Amara Njeri" in page(client, SAVE)
    assert not SavedMentor.objects.exists()  # looking changes nothing
    client.post(SAVE)
    assert SavedMentor.objects.of(member).get().mentor == mentor
    assert client.get(SAVE)["Location"] == "/mentors/amara/"


def test_mentor_has_no_button_on_their_own_page_and_is_refused(mentor: Mentor) -> None:
    client = signed_in(mentor.user)
    content = page(client, "/mentors/amara/")
    assert SAVE not in content
    assert "This is your own profile." in client.post(SAVE, follow=True).content.decode()
    assert not SavedMentor.objects.exists()


def test_too_many_are_refused_in_words(mentor: Mentor, member: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "MOST_SAVED", 0)
    assert "Remove one first." in signed_in(member).post(SAVE, follow=True).content.decode()


@pytest.mark.parametrize("status", [MentorStatus.HIDDEN, MentorStatus.PAUSED])
def test_mentor_who_is_away_stays_saved_and_is_not_among_the_cards(
    mentor: Mentor, member: User, status: MentorStatus
) -> None:
    client = signed_in(member)
    saving.save_mentor(mentor=mentor, by=member, now=NOW)
    Mentor.objects.update(status=status)
    assert "Amara" not in page(client, "/")
    content = page(client, "/saved/")
    assert "mentor-card" not in content
    assert ("Amara Njeri" in content) is (status == MentorStatus.PAUSED)
    Mentor.objects.update(status=MentorStatus.LISTED)
    assert "Amara Njeri" in page(client, "/saved/")
    Mentor.objects.update(status=status)
    assert client.post(UNSAVE).status_code == 302
    assert not SavedMentor.objects.exists()


def test_without_saved_mentors_home_and_list_say_how_to(client: Client, mentor: Mentor, member: User) -> None:
    client.force_login(member)
    for address in ("/", "/saved/"):
        assert "Press “Save for later” on a mentor’s page" in page(client, address)
    assert 'href="/saved/"' in page(client, "/")
    client.force_login(mentor.user)
    assert "Save for later" not in page(client, "/")


def test_saved_mentors_are_seen_by_no_one_else(mentor: Mentor, member: User) -> None:
    saving.save_mentor(mentor=mentor, by=member, now=NOW)
    other = signed_in(UserFactory())
    assert "mentor-card" not in page(other, "/saved/")
    other.post(UNSAVE)
    assert SavedMentor.objects.of(member).exists()


def test_lists_ask_the_database_the_same_for_one_and_for_three(member: User) -> None:
    client, counts = signed_in(member), []
    for number in (1, 3):
        while SavedMentor.objects.count() < 2 * number:
            for fields in ({}, {"paused": True}):
                saving.save_mentor(
                    mentor=MentorFactory(bookable=True, topics=[TopicFactory()], **fields), by=member, now=NOW
                )
        rebuild_all(now=NOW)
        cache.clear()
        page(client, "/")
        for address in ("/", "/saved/"):
            cache.clear()
            page(client, "/mentors/")  # the index is there
            with CaptureQueriesContext(connection) as asked:
                content = page(client, address)
            assert len(re.findall("<article", content)) == number
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert counts[1] <= 9
