"""A club of any size: copies are as bookable as those they are copied from."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from bookings import free_time
from bookings.models import FreeTime
from demo import bulk
from directory.search import with_words
from mentors.models import Mentor, MentorStatus
from mentors.services.profiles import index
from tests.factories import MentorFactory, TopicFactory

NOW = datetime(2026, 11, 23, 9, 30, 12, tzinfo=UTC)


@pytest.fixture
def models(db: None, monkeypatch: pytest.MonkeyPatch) -> list[Mentor]:
    """Two mentors in place of the demo's, in two zones."""
    slugs = [person.slug for person in bulk.demo_mentors()[:2]]  # type: ignore[attr-defined]
    pair = [
        MentorFactory(
            bookable=True, slug=slug, topics=[TopicFactory()], user__time_zone=zone, user__display_name=name,
            headline="Interviews", user__confirmed=True,
        )
        for slug, zone, name in zip(
            slugs, ("Europe/Berlin", "America/New_York"), ("Zoë Q. Müller", "Kofi Mensah"), strict=True
        )
    ]  # fmt: skip
    for mentor in pair:
        index(mentor)
    free_time.rebuild_all(now=NOW)
    return pair


def test_copies_have_members_profiles_and_the_openings_that_the_engine_finds(models: list[Mentor]) -> None:
    said: list[int] = []
    bulk.fill(5, now=NOW, progress=said.append)
    copies = Mentor.objects.exclude(pk__in=[mentor.pk for mentor in models])
    assert (len(copies), said) == (5, [5])
    assert {(mentor.status, mentor.topics.count()) for mentor in copies} == {(MentorStatus.LISTED, 1)}
    assert User.objects.filter(mentor__in=copies, emailaddress__verified=True).count() == 5
    assert not any(mentor.user.has_usable_password() for mentor in copies)
    for mentor in copies:
        written = FreeTime.objects.get(mentor=mentor).starts
        free_time.rebuild(mentor, now=NOW)
        assert written == FreeTime.objects.get(mentor=mentor).starts != []


def test_a_second_fill_adds_and_every_name_is_found(models: list[Mentor], client: Client) -> None:
    bulk.fill(3, now=NOW)
    bulk.fill(2, now=NOW)
    assert User.objects.filter(email__endswith=bulk.DOMAIN).count() == 5
    copies = Mentor.objects.exclude(pk__in=[mentor.pk for mentor in models])
    assert len({mentor.slug for mentor in copies}) == 5
    for mentor in copies:
        assert mentor.pk in with_words(mentor.user.display_name)
    assert client.get("/mentors/").context["found"].total == 7
    assert client.get(copies[0].get_absolute_url()).status_code == 200


def test_nobody_to_copy_is_said(db: None) -> None:
    with pytest.raises(ValueError, match="nobody to copy"):
        bulk.fill(3, now=NOW)


@pytest.mark.parametrize(("environment", "number"), [("production", 3), ("test", 0), ("test", -1)])
def test_command_refuses_production_and_nonsense(settings: Settings, environment: str, number: int) -> None:
    settings.ENVIRONMENT = environment
    with pytest.raises(CommandError):
        call_command("fill", mentors=number)
