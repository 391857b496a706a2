"""Dates and times as a reader sees them."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime


def short_datetime(at: datetime) -> str:
    """A date with its time, short, in the reader's zone and language."""
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
