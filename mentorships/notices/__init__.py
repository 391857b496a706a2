"""Emails about mentorships."""

from mentorships.notices import continuing, series, states, staying

__all__ = ["continuing", "series", "states", "staying"]
