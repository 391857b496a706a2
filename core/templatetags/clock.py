"""Filters for every template: Django's own for dates and times, with the reader's clock, and names of zones."""

import datetime as dt
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import defaultfilters
from django.utils.translation import get_language

from core import zones
from core.dates import by_clock

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, arg: str = "DATE_FORMAT") -> str:
    if type(value) is dt.date:
        return _day(value, by_clock(arg), get_language())
    return str(defaultfilters.date(value, by_clock(arg)))


@lru_cache(maxsize=4096)
def _day(value: dt.date, arg: str, language: str | None) -> str:
    """Cached, as calendars repeat the same days: formatting them took a sixth of the time of a mentor's page."""
    return str(defaultfilters.date(value, arg))


@register.filter(is_safe=False)
def time(value: Any, arg: str = "TIME_FORMAT") -> str:
    return str(defaultfilters.time(value, by_clock(arg)))


@register.filter
def zone_city(name: str) -> str:
    """A zone by its city: Africa/Nairobi → Nairobi."""
    return zones.city(name, get_language() or settings.LANGUAGE_CODE)


@register.filter(is_safe=False)
def zone_label(at: dt.datetime) -> str:
    return zones.label(at)
