"""What every test begins with."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language active in the thread; no test inherits another's."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
