from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from core import languages, zones

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "Europe/Kyiv", "Europe/Kiev", "Asia/Calcutta", "Asia/Kolkata", "UTC"]
)
def test_common_zone_is_accepted(name: str) -> None:
    zones.validate_zone(name)


@pytest.mark.parametrize(
    "name", ["", "Berlin", "europe/berlin", "../../etc/passwd", "Factory", "localtime", "X" * 999, "\x00"]
)
def test_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="We don’t know the time zone “"):
        zones.validate_zone(name)


def test_choices_are_places_with_offsets_and_the_selected_alias() -> None:
    offered = {name: label for _group, names in zones.choices(at=NOW) for name, label in names}
    assert offered["Africa/Nairobi"] == "Nairobi · UTC+3"
    assert offered["Asia/Kolkata"] == "Kolkata · UTC+5:30"
    assert not {"US/Eastern", "Asia/Calcutta", "Asia/Saigon", "America/Knox_IN", "Australia/ACT"} & set(offered)
    assert all(zones.known(name) for name in offered)
    assert zones.choices(selected="Asia/Calcutta", at=NOW)[0] == ("Kolkata", [("Asia/Calcutta", "Kolkata · UTC+5:30")])


def test_choices_are_in_the_readers_language_and_its_order() -> None:
    with translation.override("de"):
        groups = dict(zones.choices(at=NOW))
    europe = [label.partition(" ·")[0] for _name, label in groups["Europa"]]
    assert {"Wien", "Brüssel", "Zürich"} <= set(europe)
    assert europe.index("Zürich") > europe.index("Wien")
    assert europe.index("Brüssel") < europe.index("Budapest")


@pytest.mark.parametrize(
    ("language", "zone", "label"),
    [
        ("en", "Africa/Nairobi", "Nairobi time (UTC+3)"), ("de", "Africa/Nairobi", "Zeit in Nairobi (UTC+3)"),
        ("de", "Europe/Vienna", "Zeit in Wien (UTC+1)"), ("en", "Asia/Saigon", "Ho Chi Minh time (UTC+7)"),
        ("en", "America/Argentina/Buenos_Aires", "Buenos Aires time (UTC-3)"), ("en", "UTC", "UTC+0"),
    ],
)  # fmt: skip
def test_zone_label_is_in_words(language: str, zone: str, label: str) -> None:
    with translation.override(language):
        assert zones.label(NOW.astimezone(ZoneInfo(zone))) == label


def test_every_place_has_a_city_in_every_language() -> None:
    assert all(zones.city(name, code) for name in zones.places() for code in languages.codes())


@pytest.mark.parametrize(
    ("name", "label"),
    [("UTC", "UTC+0"), ("Europe/Berlin", "UTC+1"), ("Asia/Kathmandu", "UTC+5:45"), ("America/St_Johns", "UTC-3:30")],
)
def test_offset_label(name: str, label: str) -> None:
    assert zones.offset_label(ZoneInfo(name), at=datetime(2026, 11, 22, tzinfo=UTC)) == label


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "Africa/Nairobi", "Africa/Nairobi"), ("en", "Asia/Calcutta", "Asia/Calcutta"),
        ("en", "Nairobi · UTC+3", "Africa/Nairobi"), ("en", " nairobi ", "Africa/Nairobi"),
        ("en", "sao paulo", "America/Sao_Paulo"), ("de", "Wien", "Europe/Vienna"), ("en", "Wien", "Europe/Vienna"),
        ("de", "Vienna", "Europe/Vienna"), ("en", "Kolkata", "Asia/Kolkata"), ("en", "UTC", "UTC"),
        ("en", "Atlantis", ""), ("en", "", ""), ("en", "· UTC+3", ""), ("en", "x" * 5000, ""),
    ],
)  # fmt: skip
def test_a_city_stands_for_its_zone(language: str, text: str, name: str) -> None:
    with translation.override(language):
        assert zones.meant(text) == name


@pytest.mark.parametrize("code", languages.codes())
def test_each_choice_stands_for_its_own_zone(code: str) -> None:
    with translation.override(code):
        choices = [choice for _group, names in zones.choices(at=NOW) for choice in names]
        assert {label: zones.meant(label) for _name, label in choices} == {label: name for name, label in choices}


def test_each_zone_has_its_own_time_at_an_instant() -> None:
    found = zones.local_times(NOW)
    assert all(zones.known(name) and local == NOW for name, local in found.items())
    wanted = {"Pacific/Pago_Pago": "21 13:00", "Asia/Calcutta": "22 05:30", "Pacific/Auckland": "22 13:00"}
    assert {name: f"{found[name]:%d %H:%M}" for name in wanted} == wanted
