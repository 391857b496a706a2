"""Columns for lists in the admin."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.timezone import localtime

from core.addresses import readable
from core.dates import formatted

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NO_BREAK = "\u00a0"  # no-break space


def in_short(at: datetime) -> str:
    """A time in the reader's zone, short enough for a narrow column."""
    here = localtime(at)
    day, time = formatted(here, "SHORT_DATE_FORMAT"), formatted(here, "TIME_FORMAT")
    return f"{day.replace(' ', NO_BREAK)}, {time}"


def moment(name: str, label: "str | StrPromise") -> Callable[[Any], str]:
    """A column for the time in the field `name`."""

    @admin.display(description=label, ordering=name, empty_value="–")
    def column(row: Any) -> str:
        at = getattr(row, name)
        return "" if at is None else in_short(at)

    column.__name__ = f"{name}_short"
    return column


def mail_address(name: str, label: "str | StrPromise") -> Callable[[Any], str]:
    """A column for the email address in the field `name`, as people write it."""

    @admin.display(description=label, ordering=name, empty_value="–")
    def column(row: Any) -> str:
        return readable(getattr(row, name))

    column.__name__ = f"{name}_readable"
    return column
