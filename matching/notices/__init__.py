"""Emails about matching, one module per topic."""

from matching.notices import rounds

__all__ = ["rounds"]
