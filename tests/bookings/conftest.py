from tests.fixtures import fixed_clock, host, mentee, mentor, together

__all__ = ["fixed_clock", "host", "mentee", "mentor", "together"]
