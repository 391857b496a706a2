"""Time zone names: which are accepted, and which a form offers."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import languages

# Entries of the tz database that are not places.
NO_PLACES = ("Etc/", "SystemV/", "posix/", "right/", "US/")


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory", "posixrules"})


def known(name: str) -> bool:
    """Whether the tz database has `name`, old aliases such as Asia/Calcutta included. Lookups are not cached."""
    return name in _names()


def validate_zone(name: str) -> None:
    """Raises ValidationError for a name that the tz database does not have."""
    if not known(name):
        raise ValidationError(_("We don’t know the time zone “%(name)s”."), code="zone", params={"name": name})


@cache
def places() -> tuple[str, ...]:
    """Zone names that a form offers, sorted: continents and cities, and UTC."""
    cities = (name for name in _names() if "/" in name and not name.startswith(NO_PLACES))
    return (*sorted(cities), "UTC")


def choices(*, selected: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices for a select, grouped by continent. A `selected` alias that is not offered is added."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in places():
        continent, _slash, city = name.partition("/")
        groups.setdefault(continent if city else "UTC", []).append((name, (city or name).replace("_", " ")))
    if selected and selected not in places():
        groups = {selected: [(selected, selected)], **groups}
    return list(groups.items())


def city(name: str, shown_in: str) -> str:
    """The city that a zone is named after, in a language: Asia/Calcutta → Kolkata."""
    return get_timezone_location(name, locale=languages.locale(shown_in), return_city=True).rpartition("/")[2]


def offset_label(zone: ZoneInfo, *, at: datetime) -> str:
    """The zone's offset at an instant, such as UTC+1 or UTC-3:30."""
    offset = at.astimezone(zone).utcoffset()
    minutes = 0 if offset is None else int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
