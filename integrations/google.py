"""Access to a member's Google calendar: the grant made at the desk and stored by allauth, and the Calendar API."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx
from allauth.socialaccount.models import SocialToken
from django.conf import settings
from django.urls import reverse

from accounts import social_tokens
from core import clock
from integrations import http
from integrations.errors import Reason, Refusal, Unavailable

if TYPE_CHECKING:
    from accounts.models import User

NAME = "google"
SCOPE = "https://www.googleapis.com/auth/calendar.events"
# Requested at the desk only. `offline` and `consent` make Google issue a refresh token.
CONSENT = "access_type=offline&prompt=consent&include_granted_scopes=true"
EARLY = timedelta(minutes=1)
EVENTS = "/calendars/primary/events"
TOO_OFTEN = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"}
NOT_ALLOWED = {"insufficientPermissions", "authError"}
QUOTA_WAIT = timedelta(hours=1)  # before retrying after a quota error
PAGE = 250

_uses: list[Callable[["User"], bool]] = []


@dataclass(frozen=True, slots=True)
class Connection:
    """The state of a member's Google connection, for the desk.

    Attributes:
        address: where the form goes to connect; "" once connected.
    """

    is_made: bool
    address: str


def connection(user: "User", *, back: str) -> Connection | None:
    """The state of the member's Google connection; None if the operator has not set it up.

    Args:
        back: the path to return to.
    """
    if not settings.GOOGLE_CALENDAR:
        return None
    if is_connected(user):
        return Connection(is_made=True, address="")
    query = urlencode({"process": "connect", "scope": SCOPE, "auth_params": CONSENT, "next": back})
    return Connection(is_made=False, address=f"{reverse('google_login')}?{query}")


def is_connected(user: "User") -> bool:
    """Whether the member has granted access to their calendar; signing in with Google is not enough."""
    return settings.GOOGLE_CALENDAR and _kept(user) is not None


def uses_calendar(function: Callable[["User"], bool]) -> Callable[["User"], bool]:
    """Register a check for whether something still needs a member's calendar."""
    _uses.append(function)
    return function


def release(user: "User") -> None:
    """Give up access to a member's calendar, unless something still needs it."""
    if not any(needs(user) for needs in _uses):
        forget(user)


def forget(user: "User") -> None:
    """Delete the stored access; the desk then offers to connect the calendar again."""
    SocialToken.objects.filter(account__user=user, account__provider="google").update(token_secret="")


def events(user: "User", params: dict[str, Any], *, most: int) -> Iterator[dict[str, Any]]:
    """List events of the member's primary calendar (`events.list`); stops after the page that reaches `most`.

    Raises:
        Refusal: the member has not connected their calendar, or Google rejects the request.
        Unavailable: Google does not answer, or asks us to wait.
    """
    params = params | {"maxResults": PAGE}
    for _page in range(-(-most // PAGE)):
        response = call(user, "GET", EVENTS, params=params)
        if response.status_code != 200:
            raise refusal(response)
        answer = http.body(NAME, response)
        rows = answer.get("items", [])
        yield from (event for event in rows if isinstance(event, dict))
        if not answer.get("nextPageToken"):
            return
        params["pageToken"] = str(answer["nextPageToken"])


def call(user: "User", method: str, path: str, **request: Any) -> httpx.Response:
    """Call the Calendar API. If the token is rejected, retry once with a new one.

    Args:
        path: relative to the API's address, such as `EVENTS`.
        request: arguments for httpx: params, json.

    Raises:
        Refusal: the member has not granted access, or has revoked it.
        Unavailable: Google does not answer, or asks us to wait.
    """
    token = bearer(user, now=clock.now())
    response = _send(token, method, path, **request)
    if not _opens(response):
        response = _send(bearer(user, refused=token, now=clock.now()), method, path, **request)
        if not _opens(response):  # the member has revoked access in their Google account
            forget(user)
            raise Refusal(Reason.CONSENT, f"google: {response.status_code} with a new token")
    if response.status_code == 403 and _reasons(response) & TOO_OFTEN:
        raise Unavailable(Reason.BUSY, "google: 403, too often", http.wait_in(response, QUOTA_WAIT, now=clock.now()))
    return response


def refusal(response: httpx.Response) -> Refusal:
    """The error to raise for a rejected request."""
    reasons = ", ".join(sorted(_reasons(response)))[:100]
    return Refusal(Reason.REFUSED, f"google: {response.status_code} {reasons}".strip())


def bearer(user: "User", *, refused: str = "", now: datetime) -> str:
    """An access token for the member's calendar; a new one if the stored one has expired or is `refused`.

    Signing in with Google overwrites it with a token without calendar access, which Google then refuses.

    Raises:
        Refusal: the member has not connected their calendar, or has revoked access.
        Unavailable: Google does not answer.
    """
    row = _kept(user)
    if row is None:
        raise Refusal(Reason.CONSENT, "google: not connected")
    access, refresh = social_tokens.opened(row)
    if access not in ("", refused) and row.expires_at is not None and row.expires_at > now + EARLY:
        return access
    return _renewed(row, refresh, now=now)


def _kept(user: "User") -> Any:
    rows = SocialToken.objects.filter(account__user=user, account__provider="google").exclude(token_secret="")
    return rows.order_by("pk").last()


def _renewed(row: Any, refresh: str, *, now: datetime) -> str:
    """Get a new access token with the refresh token (RFC 6749 section 6)."""
    keys = settings.SOCIALACCOUNT_PROVIDERS["google"]["APPS"][0]
    form = {
        "grant_type": "refresh_token",
        "refresh_token": refresh,
        "client_id": keys["client_id"],
        "client_secret": keys["secret"],
    }
    response = http.send(NAME, "POST", settings.GOOGLE_TOKEN_URL, data=form)
    answer = http.body(NAME, response)
    token, seconds = answer.get("access_token"), answer.get("expires_in")
    if response.status_code == 400 and answer.get("error") == "invalid_grant":
        # Revoked, or unused for half a year: it will never work again.
        SocialToken.objects.filter(pk=row.pk, token_secret=row.token_secret).update(token_secret="")
        raise Refusal(Reason.CONSENT, "google: invalid_grant")
    if response.status_code != 200 or not isinstance(token, str) or not token:
        raise Unavailable(Reason.ACCESS, f"google: {response.status_code} for a token", timedelta(minutes=5))
    until = now + timedelta(seconds=seconds if isinstance(seconds, int) else 0)
    social_tokens.renew(row, access=token, until=until)
    return token


def _send(token: str, method: str, path: str, **request: Any) -> httpx.Response:
    url = settings.GOOGLE_CALENDAR_URL + path
    return http.send(NAME, method, url, headers={"Authorization": f"Bearer {token}"}, **request)


def _opens(response: httpx.Response) -> bool:
    return response.status_code != 401 and not (response.status_code == 403 and _reasons(response) & NOT_ALLOWED)


def _reasons(response: httpx.Response) -> set[str]:
    error = http.body(NAME, response).get("error")
    errors = error.get("errors", []) if isinstance(error, dict) else []
    return {str(row.get("reason", "")) for row in errors if isinstance(row, dict)}
