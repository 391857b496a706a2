"""Emails about mentorships."""

from mentorships.notices import continuing, states

__all__ = ["continuing", "states"]
