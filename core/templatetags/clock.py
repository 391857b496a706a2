"""Filters for every template: Django's own for dates and times, with the reader's clock, and names of zones."""

import datetime as dt
from typing import Any

from django import template
from django.conf import settings
from django.template import defaultfilters
from django.utils.translation import get_language

from core import zones
from core.dates import by_clock, formatted

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, arg: str = "DATE_FORMAT") -> str:
    return formatted(value, arg) if isinstance(value, dt.date) else str(defaultfilters.date(value, by_clock(arg)))


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
