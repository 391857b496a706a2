"""Fixtures that several folders share: a fixed moment, the two people of a booking, a host of calendars."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from django.conf import LazySettings

from accounts.models import User
from core import clock
from mentors.models import Mentor
from tests.bookings.moments import NOW
from tests.calendars.hosts import Host, hosting
from tests.factories import MentorFactory, UserFactory
from tests.factories.mentors import SOMEONE
from tests.races import meet_after


@pytest.fixture
def fixed_clock(settings: LazySettings, tmp_path: Path) -> None:
    """Every `core.clock.now()` starts at NOW."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)


@pytest.fixture
def mentor(db: None) -> Mentor:
    """Amara in Berlin: Monday to Friday, 9 to 17, sessions of 30 minutes, a day's notice."""
    amara = {"user__display_name": "Amara Njeri", "user__email": "amara@example.org"}
    return MentorFactory(bookable=True, photo=SOMEONE, **amara)


@pytest.fixture
def mentee(db: None) -> User:
    """Kofi in New York."""
    return UserFactory(display_name="Kofi Mensah", email="kofi@example.org", time_zone="America/New_York")


@pytest.fixture
def host(settings: LazySettings) -> Iterator[Host]:
    """A host of calendars on this machine, which only these tests may reach."""
    with hosting() as host:
        settings.CALENDARS_ALSO_AT = frozenset({host.endpoint})
        yield host


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> Callable[[object, str], None]:
    """Make two threads wait for each other after the check: `together(module, "name")` with the checking function."""
    return partial(meet_after, monkeypatch)
