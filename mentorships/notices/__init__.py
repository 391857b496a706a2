"""Emails about mentorships."""

from mentorships.notices import continuing, series, states

__all__ = ["continuing", "series", "states"]
