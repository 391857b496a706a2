"""Emails about matching: on requests by who reads them, and on rounds."""

from matching.notices import mentees, mentors, rounds, team

__all__ = ["mentees", "mentors", "rounds", "team"]
