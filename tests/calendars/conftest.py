"""A host of calendars on this machine, which only these tests may reach."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from tests.calendars.hosts import Host, hosting


@pytest.fixture
def host(settings: LazySettings) -> Iterator[Host]:
    with hosting() as host:
        settings.CALENDARS_ALSO_AT = frozenset({host.endpoint})
        yield host
