from tests.fixtures import fixed_clock, host, mentee, mentor

__all__ = ["fixed_clock", "host", "mentee", "mentor"]
