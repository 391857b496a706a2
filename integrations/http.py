"""JSON over HTTP to the services that the operator has set up, with limits and without trusting responses."""

import ssl
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpx

from core import clock
from integrations.errors import Reason, Refusal, Unavailable

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
LONGEST_ANSWER = 2 * 1024 * 1024  # bytes
LONGEST_LINK = 500  # characters
DEFAULT_WAIT = timedelta(seconds=30)  # if the response has no Retry-After


def send(provider: str, method: str, url: str, **request: Any) -> httpx.Response:
    """Send a request and return the response, whatever its status, unless it asks to retry. Follows no redirects.

    Args:
        provider: the name for messages, such as "zoom".
        request: arguments for httpx: params, json, data, headers, auth.

    Raises:
        Unavailable: no response, a 5xx, or a 429 with its requested wait (RFC 6585 section 4).
    """
    try:
        with httpx.Client(timeout=TIMEOUT, follow_redirects=False, verify=_certificates()) as client:
            response = client.request(method, url, **request)
    except httpx.HTTPError as error:
        # Not `from error`: its request contains the key.
        raise Unavailable(Reason.SILENT, f"{provider}: {type(error).__name__}") from None
    if response.status_code == 429:
        raise Unavailable(Reason.BUSY, f"{provider}: 429", wait_in(response, now=clock.now()))
    if response.status_code >= 500:
        raise Unavailable(
            Reason.SILENT, f"{provider}: {response.status_code}", wait_in(response, timedelta(0), now=clock.now())
        )
    return response


def wait_in(response: httpx.Response, default: timedelta = DEFAULT_WAIT, *, now: datetime) -> timedelta:
    """Parse Retry-After: seconds or a date (RFC 9110 section 10.2.3), or Zoom's ISO 8601 date."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value), 86_400))
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            until = parse(value)
            return max(timedelta(0), until - now)
        except (ValueError, TypeError):  # not a date, or one without a zone
            continue
    return default


def body(provider: str, response: httpx.Response) -> dict[str, Any]:
    """The response's JSON object; empty if the body is anything else."""
    if len(response.content) > LONGEST_ANSWER:
        raise Refusal(Reason.REFUSED, f"{provider}: the answer is too long")
    try:
        value = response.json()
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def link(provider: str, value: object) -> str:
    """Validate a link from a provider, so that it is safe to show.

    Raises:
        Refusal: it is not an https address, or is too long.
    """
    if not isinstance(value, str) or not value.startswith("https://") or len(value) > LONGEST_LINK:
        raise Refusal(Reason.REFUSED, f"{provider}: the answer holds no link")
    return value


@cache
def _certificates() -> ssl.SSLContext:
    """The trusted certificates; cached, as loading them takes longer than most requests."""
    return httpx.create_ssl_context()
