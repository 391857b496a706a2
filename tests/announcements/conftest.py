from tests.bookings.conftest import fixed_clock

__all__ = ["fixed_clock"]
