import uuid

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from core.ratelimit import Limit, address_of

FORGED, VISITOR, PROXY, SOCKET = "198.51.100.1", "203.0.113.7", "192.0.2.2", "192.0.2.1"


def test_limit_counts_and_keys_are_apart() -> None:
    limit = Limit(uuid.uuid4().hex, times=3, seconds=60)
    assert [limit.allows("one") for _ in range(5)] == [True, True, True, False, False]
    assert limit.allows("two") is True


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, f"{FORGED}", SOCKET),
        (1, f"{FORGED}, {VISITOR}", VISITOR),
        (2, f"{FORGED}, {VISITOR},{PROXY}", VISITOR),
        (2, f"{FORGED}", SOCKET),
        (1, " , ", SOCKET),
        (1, "", SOCKET),
    ],
)
def test_address_is_what_our_own_proxies_say_and_never_what_the_visitor_says(
    settings: Settings, proxies: int, header: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=SOCKET, headers={"x-forwarded-for": header})
    assert address_of(request) == address
