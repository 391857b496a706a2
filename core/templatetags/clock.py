"""Django's own filters for dates and times, with the hours that the reader is used to; every template has them."""

from typing import Any

from django import template
from django.template import defaultfilters

from core.dates import by_clock

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, arg: str = "DATE_FORMAT") -> str:
    return str(defaultfilters.date(value, by_clock(arg)))


@register.filter(is_safe=False)
def time(value: Any, arg: str = "TIME_FORMAT") -> str:
    return str(defaultfilters.time(value, by_clock(arg)))
