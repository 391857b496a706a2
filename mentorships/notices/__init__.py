"""Emails about mentorships."""

from mentorships.notices import continuing, plans, series, states, staying

__all__ = [
    "continuing",
    "plans",
    "series",
    "states",
    "staying",
]
