from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from core.admin_columns import moment

AT = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(("language", "text"), [("en", "24 Nov 2026, 11:30"), ("de", "24. Nov. 2026, 11:30")])
def test_moment_is_short_and_in_the_readers_zone(language: str, text: str) -> None:
    with translation.override(language), timezone.override(ZoneInfo("Pacific/Auckland")):
        assert moment("at", "at")(SimpleNamespace(at=AT)).replace("\u00a0", " ").replace(".,", ",") == text


def test_empty_moment_is_blank() -> None:
    assert moment("at", "at")(SimpleNamespace(at=None)) == ""
