"""The tests of matching share the directory's fixed moment and its indexed mentors, and the two people of a booking."""

from tests.directory.conftest import NOW, fixed_clock, listed, own_cache
from tests.fixtures import mentee, mentor, together

__all__ = ["NOW", "fixed_clock", "listed", "mentee", "mentor", "own_cache", "together"]
