"""Where the two meet: a room for each booking, made by one of four.

`plan`, `moved` and `dropped` are called in the transaction of the service that changes a booking; the rest is done by
workers after commit.
"""

from bookings.meetings.planning import dropped, moved, plan
from bookings.meetings.providers import on_offer

__all__ = ["dropped", "moved", "on_offer", "plan"]
