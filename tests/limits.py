"""Limits that are nearly used up, without a request for each attempt."""

from accounts.models import User
from core.ratelimit import Limit

TEST_CLIENT = "127.0.0.1"


def use_up(limit: Limit, times: int, *, by: User | None = None) -> None:
    """Count `times` attempts of a member, or of the test client's network, as that many requests would."""
    for _ in range(times):
        assert limit.allows(str(by.uuid) if by else TEST_CLIENT)
