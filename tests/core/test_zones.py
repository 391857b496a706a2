from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from core import zones


@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "Europe/Kyiv", "Europe/Kiev", "Asia/Calcutta", "Asia/Kolkata", "UTC"]
)
def test_zone_that_people_have_is_accepted(name: str) -> None:
    zones.validate_zone(name)


@pytest.mark.parametrize(
    "name", ["", "Berlin", "europe/berlin", "../../etc/passwd", "Factory", "localtime", "X" * 999, "\x00"]
)
def test_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="We don’t know the time zone “"):
        zones.validate_zone(name)


def test_choices_keep_an_alias_that_somebody_has() -> None:
    offered = [name for _group, names in zones.choices() for name, _label in names]
    assert len(offered) == len(set(offered))
    assert "US/Eastern" not in offered
    assert zones.choices(selected="US/Eastern")[0] == ("US/Eastern", [("US/Eastern", "US/Eastern")])


@pytest.mark.parametrize(
    ("name", "label"),
    [("UTC", "UTC+0"), ("Europe/Berlin", "UTC+1"), ("Asia/Kathmandu", "UTC+5:45"), ("America/St_Johns", "UTC-3:30")],
)
def test_offset_label(name: str, label: str) -> None:
    assert zones.offset_label(ZoneInfo(name), at=datetime(2026, 11, 22, tzinfo=UTC)) == label
