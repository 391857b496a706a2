import uuid

import pytest
from allauth.core.internal.ratelimit import get_ip
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from core.ratelimit import Limit, address_of, network_of

FORGED, VISITOR, PROXY, SOCKET = "198.51.100.1", "203.0.113.7", "192.0.2.2", "192.0.2.1"


def test_limit_counts_each_key_separately() -> None:
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
def test_address_comes_from_our_own_proxies_and_never_from_the_visitor(
    settings: Settings, proxies: int, header: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=SOCKET, headers={"x-forwarded-for": header})
    assert address_of(request) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        (VISITOR, VISITOR),
        (f"::ffff:{VISITOR}", VISITOR),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
    ],
)
def test_client_is_counted_by_its_network(address: str, network: str) -> None:
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_allauths_limits_group_addresses_like_ours() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=f"::ffff:{VISITOR}")
    assert get_ip(request) == VISITOR
    request = RequestFactory().get("/", REMOTE_ADDR="2001:db8:1:2:3:4:5:6")
    assert get_ip(request) == "2001:db8:1:2::"
