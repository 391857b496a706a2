"""Emails about mentorships."""

from mentorships.notices import states

__all__ = ["states"]
