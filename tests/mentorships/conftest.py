from tests.fixtures import fixed_clock

__all__ = ["fixed_clock"]
