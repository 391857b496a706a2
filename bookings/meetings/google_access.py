"""The club's access to a mentor's Google calendar, which they gave at their desk: allauth keeps it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from allauth.socialaccount.models import SocialToken
from django.conf import settings
from django.urls import reverse

from accounts import social_tokens
from bookings.meetings import wire
from bookings.meetings.problems import Problem, Refusal, Unavailable
from core import clock

if TYPE_CHECKING:
    from accounts.models import User

SCOPE = "https://www.googleapis.com/auth/calendar.events"
# Asked for at the desk only. `offline` and `consent` make Google hand out a refresh token.
CONSENT = "access_type=offline&prompt=consent&include_granted_scopes=true"
EARLY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Connection:
    """What the desk says about the member's Google calendar.

    Attributes:
        address: where a form asks Google for it; "" once it is made.
    """

    is_made: bool
    address: str


def connection(user: "User", *, back: str) -> Connection | None:
    """The state of the member's access; None where the operator has not set it up.

    Args:
        back: the path to come back to.
    """
    if not settings.GOOGLE_CALENDAR:
        return None
    if is_connected(user):
        return Connection(is_made=True, address="")
    query = urlencode({"process": "connect", "scope": SCOPE, "auth_params": CONSENT, "next": back})
    return Connection(is_made=False, address=f"{reverse('google_login')}?{query}")


def is_connected(user: "User") -> bool:
    """Whether the member has let the club into their calendar; signing in with Google alone does not."""
    return settings.GOOGLE_CALENDAR and _kept(user) is not None


def bearer(user: "User", *, refused: str = "") -> str:
    """An access token for the member's calendar, a new one where the kept one has run out or is `refused`.

    Signing in with Google puts a token in its place that opens no calendar; a refused one is replaced, too.

    Raises:
        Refusal: the member has not connected their calendar, or has taken it back.
        Unavailable: Google does not answer.
    """
    row = _kept(user)
    if row is None:
        raise Refusal(Problem.CONSENT, "google: not connected")
    access, refresh = social_tokens.opened(row)
    if access not in ("", refused) and row.expires_at is not None and row.expires_at > clock.now() + EARLY:
        return access
    return _renewed(row, refresh)


def forget(user: "User") -> None:
    """Let go of an access that opens nothing: the desk then offers to connect the calendar again."""
    SocialToken.objects.filter(account__user=user, account__provider="google").update(token_secret="")


def _kept(user: "User") -> Any:
    rows = SocialToken.objects.filter(account__user=user, account__provider="google").exclude(token_secret="")
    return rows.order_by("pk").last()


def _renewed(row: Any, refresh: str) -> str:
    """A new access token for the refresh token (RFC 6749 section 6)."""
    keys = settings.SOCIALACCOUNT_PROVIDERS["google"]["APPS"][0]
    form = {
        "grant_type": "refresh_token",
        "refresh_token": refresh,
        "client_id": keys["client_id"],
        "client_secret": keys["secret"],
    }
    response = wire.send("google", "POST", settings.GOOGLE_TOKEN_URL, data=form)
    answer = wire.body("google", response)
    token, seconds = answer.get("access_token"), answer.get("expires_in")
    if response.status_code == 400 and answer.get("error") == "invalid_grant":
        # Taken back, or unused for half a year: it will never open anything again.
        SocialToken.objects.filter(pk=row.pk, token_secret=row.token_secret).update(token_secret="")
        raise Refusal(Problem.CONSENT, "google: invalid_grant")
    if response.status_code != 200 or not isinstance(token, str) or not token:
        raise Unavailable(Problem.ACCESS, f"google: {response.status_code} for a token", timedelta(minutes=5))
    until = clock.now() + timedelta(seconds=seconds if isinstance(seconds, int) else 0)
    social_tokens.renew(row, access=token, until=until)
    return token
