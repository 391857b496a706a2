"""Fixtures for tests of the desk: a fixed Sunday, and a mentor who is signed in."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from core import clock
from mentors.models import Mentor
from tests.factories import MentorFactory
from tests.factories.mentors import SOMEONE

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_sunday(tmp_path: Path, settings: Settings) -> None:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)


@pytest.fixture
def mentor(client: Client) -> Mentor:
    mentor = MentorFactory(bookable=True, photo=SOMEONE)
    client.force_login(mentor.user)
    return mentor
