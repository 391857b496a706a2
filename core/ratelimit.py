"""Rate limits across processes, counted in the cache; while the cache is down, each process counts for itself."""

import hashlib
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` attempts in a window of `seconds`, per key."""

    name: str
    times: int
    seconds: int

    def allows_request(self, request: HttpRequest) -> bool:
        """Count one attempt for the member, or for the client's network if no one is signed in."""
        return self.allows(client_of(request))

    def allows(self, key: str) -> bool:
        """Count one attempt for `key` and say whether it is within the limit."""
        if not getattr(settings, "RATE_LIMITS", True):  # benchmarks request a page a thousand times
            return True
        digest = hashlib.sha256(f"{self.name}:{key}".encode()).hexdigest()[:32]
        number: int = cache.count(f"limit:{self.name}:{digest}", self.seconds)  # type: ignore[attr-defined]
        return number <= self.times


def own_limit(view: View) -> View:
    """Exempt a view from the general limit on posts, because it has its own."""
    view.own_limit = True  # type: ignore[attr-defined]
    return view


def has_own_limit(view: Callable[..., Any]) -> bool:
    return getattr(view, "own_limit", False)


def address_of(request: HttpRequest) -> str:
    """The client's address: the last hop that is not one of ours (`settings.TRUSTED_PROXIES` hops are)."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    address = hops[-trusted] if trusted and len(hops) >= trusted else str(request.META.get("REMOTE_ADDR", ""))
    return address.removeprefix("::ffff:")  # an IPv4 client on an IPv6 socket (RFC 4291 section 2.5.5.2)


def client_of(request: HttpRequest) -> str:
    """Who counts as one: a member, or the network of a visitor."""
    return str(request.user.uuid) if request.user.is_authenticated else network_of(request)


def network_of(request: HttpRequest, *, prefix: int = 64) -> str:
    """What counts as one client: an IPv4 address, or an IPv6 network.

    Args:
        prefix: 64, the network of a household, or 48, the largest that a site gets (RFC 6177).
    """
    address = address_of(request)
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.IPv6Network((ip.packed, prefix), strict=False)) if ip.version == 6 else address
