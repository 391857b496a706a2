"""Time zone names: which are accepted, and which a form offers."""

from datetime import datetime
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import languages
from core.text import lookalike

CONTINENTS = {"Africa": "002", "America": "019", "Asia": "142", "Europe": "150", "Antarctica": "AQ", "Australia": "AU"}
NOWHERE = {"001", "ZZ"}
OCEANS = {"Pacific": _("Pacific"), "Atlantic": _("Atlantic"), "Indian": _("Indian Ocean"), "Arctic": _("Arctic")}


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
    """Zone names that a form offers: one for each place in the tz database's own list, without aliases, and UTC."""
    lines = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines()
    return (*sorted(line.split("\t")[2] for line in lines if line and not line.startswith("#")), "UTC")


def choices(*, at: datetime, selected: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices for a select, grouped by continent, each with its offset at an instant. A `selected` alias is added."""
    spoken = get_language() or settings.LANGUAGE_CODE
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in places():
        groups.setdefault(_region(name, spoken), []).append((name, _with_offset(name, spoken, at)))
    for names in groups.values():
        names.sort(key=lambda choice: languages.alphabetical(choice[1]))
    if selected and selected not in places():
        groups = {city(selected, spoken): [(selected, _with_offset(selected, spoken, at))], **groups}
    return list(groups.items())


def _region(name: str, spoken: str) -> str:
    first = name.partition("/")[0]
    code = CONTINENTS.get(first)
    return str(languages.locale(spoken).territories[code] if code else OCEANS.get(first, first))


def _with_offset(name: str, spoken: str, at: datetime) -> str:
    return f"{city(name, spoken)} · {offset_label(_loaded(name), at=at)}"


@cache
def _loaded(name: str) -> ZoneInfo:
    """A cached zone: Python itself keeps only the last eight, so a list would read 400 files each time."""
    return ZoneInfo(name)


def local_times(at: datetime) -> dict[str, datetime]:
    """The time at an instant in each zone that the tz database has, by its name, old aliases included."""
    return {name: at.astimezone(_loaded(name)) for name in _names()}


@cache
def country(name: str) -> str:
    """The code of the country that a zone is named after, old aliases included; "" for one like UTC."""
    found: str = get_global("zone_territories").get(get_global("zone_aliases").get(name, name), "")
    return "" if found in NOWHERE else found


@cache
def city(name: str, shown_in: str) -> str:
    """The city that a zone is named after, in a language: Asia/Calcutta → Kolkata."""
    return str(get_timezone_location(name, locale=languages.locale(shown_in), return_city=True)).rpartition("/")[2]


@cache
def _by_city(shown_in: str) -> dict[str, str]:
    """Zones by the city that each is named after in a language, normalised for lookup."""
    return {lookalike(city(name, shown_in)): name for name in reversed(places())}


def meant(text: str) -> str:
    """The name of the zone that a text stands for; "" if unknown.

    The text is a name of the tz database, or a city in one of the club's languages: as in the list, with an offset, or
    as typed, such as São Paulo or sao paulo.
    """
    return text if known(text) else _of_city(text.partition("·")[0][:100], get_language() or settings.LANGUAGE_CODE)


@lru_cache(maxsize=1000)
def _of_city(text: str, language: str) -> str:
    typed = lookalike(text)
    return next(filter(None, (_by_city(code).get(typed) for code in (language, *languages.codes()))), "")


def label(at: datetime) -> str:
    """The zone of a time in words: “Nairobi time (UTC+3)”."""
    zone = at.tzinfo if isinstance(at.tzinfo, ZoneInfo) else ZoneInfo("UTC")
    place, offset = city(zone.key, get_language() or settings.LANGUAGE_CODE), offset_label(zone, at=at)
    return offset if place == "UTC" else str(_("%(city)s time (%(offset)s)")) % {"city": place, "offset": offset}


def offset_label(zone: ZoneInfo, *, at: datetime) -> str:
    """The zone's offset at an instant, such as UTC+1 or UTC-3:30."""
    offset = at.astimezone(zone).utcoffset()
    minutes = 0 if offset is None else int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
