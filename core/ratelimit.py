"""Rate limits across processes, counted in the cache; while the cache is away, each process counts for itself."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` attempts in a window of `seconds`, per key."""

    name: str
    times: int
    seconds: int

    def allows_request(self, request: HttpRequest) -> bool:
        """Count one attempt for the member, or for the client's address if nobody is signed in."""
        member = request.user if request.user.is_authenticated else None
        return self.allows(str(member.uuid) if member else address_of(request))

    def allows(self, key: str) -> bool:
        """Count one attempt for `key` and say whether it is within the limit."""
        if not getattr(settings, "RATE_LIMITS", True):  # benchmarks request a page a thousand times
            return True
        digest = hashlib.sha256(f"{self.name}:{key}".encode()).hexdigest()[:32]
        name = f"limit:{self.name}:{digest}"
        if cache.add(name, 1, self.seconds):
            return True
        try:
            return bool(cache.incr(name) <= self.times)
        except ValueError:  # the window ended between the two calls
            return True


def address_of(request: HttpRequest) -> str:
    """The client's address: the last hop that is not one of ours (`settings.TRUSTED_PROXIES` hops are)."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        return str(hops[-settings.TRUSTED_PROXIES])
    return str(request.META.get("REMOTE_ADDR", ""))
