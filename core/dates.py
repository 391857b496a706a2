"""Dates and times as pages and emails show them, with a 12-hour or 24-hour clock."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.db.models import TextChoices
from django.utils.formats import date_format, get_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

# Letters of Django's formats, and what they need of a moment.
OF_ZONES, OF_TIMES, OF_DAYS = set("ceIOrTUZ"), set("aAfgGhHiPsu"), set("bdDEFjlLmMnNoStwWyYz")
_twelve: ContextVar[bool] = ContextVar("twelve", default=False)


class Clock(TextChoices):
    """How a member wants to read times; "" for what is usual in their language and country."""

    TWELVE = "12", gettext_lazy("5:30 PM")
    TWENTY_FOUR = "24", gettext_lazy("17:30")

    __empty__ = gettext_lazy("As usual where you live")


@contextmanager
def reading(clock: str, *, language: str, zone: str) -> Iterator[None]:
    """Format times inside with the reader's clock."""
    token = _twelve.set(clock == Clock.TWELVE or (not clock and has_twelve_hours(language, zone)))
    try:
        yield
    finally:
        _twelve.reset(token)


@lru_cache
def has_twelve_hours(language: str, zone: str) -> bool:
    """Whether a 12-hour clock is usual, by CLDR: in English in New York, but not in London."""
    country = get_global("zone_territories").get(get_global("zone_aliases").get(zone, zone))
    if not language or country in (None, "ZZ"):  # UTC belongs to no country
        return False
    try:
        local = Locale.parse(f"{language.partition('-')[0]}_{country}")
    except UnknownLocaleError:
        return False
    return "h" in local.time_formats["short"].pattern


def by_clock(name: str) -> str:
    """A format, given by name (such as TIME_FORMAT) or literally, adapted to the reader's clock."""
    found = str(get_format(name))
    return found.replace("H:i", "g:i\u00a0A") if _twelve.get() else found


def formatted(at: date | datetime, name: str) -> str:
    """Format a date or time in the reader's language, without converting its zone."""
    pattern = by_clock(name)
    if isinstance(at, datetime):
        letters = _letters(pattern)
        if OF_ZONES & letters:
            return date_format(at, pattern)
        at = at.replace(tzinfo=None)
        if not OF_TIMES & letters:
            at = at.date()
        elif not OF_DAYS & letters:
            at = at.replace(2000, 1, 1)
    return _formatted(at, pattern, get_language())


@lru_cache
def _letters(pattern: str) -> frozenset[str]:
    return frozenset(re.sub(r"\\.", "", pattern))


@lru_cache(maxsize=8192)
def _formatted(at: date | datetime, pattern: str, language: str | None) -> str:
    """Cached, as pages repeat the same days and times: formatting them took a sixth of the time of a mentor's page."""
    return date_format(at, pattern)


def short_datetime(at: datetime) -> str:
    """Format a date and time briefly, in the reader's zone and language."""
    return formatted(localtime(at), "SHORT_DATETIME_FORMAT")


def lasting(time: timedelta) -> str:
    """A duration in whole minutes, in words: “1 hour and 15 minutes”."""
    hours, minutes = divmod(int(time.total_seconds() // 60), 60)
    in_hours = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    in_minutes = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if hours and minutes:
        return _("%(hours)s and %(minutes)s") % {"hours": in_hours, "minutes": in_minutes}
    return in_hours if hours else in_minutes
