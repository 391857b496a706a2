"""The tests of matching share the directory's fixed moment and its indexed mentors."""

from tests.directory.conftest import NOW, fixed_clock, listed, own_cache

__all__ = ["NOW", "fixed_clock", "listed", "own_cache"]
