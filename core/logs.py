"""Logging: one line per event, with a request id, and without addresses or keys."""

import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

GetResponse = Callable[[HttpRequest], HttpResponse]

HEADER = "X-Request-ID"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
SANE = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)
QUIET = ("health/", "metrics")  # polled every few seconds
ADDRESS = re.compile(r"[\w.!#$%'*+^`{|}~-]+(?:@|%40)[\w.-]+\w")
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# Tokens in links have 48 characters, session keys 32, CSRF tokens 64, signatures 43. Some long names may match too.
TOKEN = re.compile(rf"(?P<uuid>\b{UUID}\b)|[A-Za-z0-9_-]{{44,}}|(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{{22,}}", re.ASCII)
logger = structlog.get_logger("club.request")


def scrubbed(value: Any) -> Any:
    """`value` without email addresses and anything that looks like a token; UUIDs of rows are kept."""
    if isinstance(value, str):
        return TOKEN.sub(lambda found: found["uuid"] or "[token]", ADDRESS.sub("[address]", value))
    if isinstance(value, dict):
        return {scrubbed(key): scrubbed(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [scrubbed(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return scrubbed(str(value))


def scrub(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """A structlog processor, the last before a line is rendered. The request id has been checked already."""
    return {
        key: value if key == "request_id" or key.startswith("_") else scrubbed(value) for key, value in event.items()
    }


def fingerprint(address: str) -> str:
    """16 hexadecimal digits that identify an email address, but don't reveal it without the key."""
    return salted_hmac("core.logs.address", address.strip().lower(), algorithm="sha256").hexdigest()[:16]


def without_people(event: Any, _hint: Any) -> Any:
    """Remove headers, cookies, query and user from an error report, and scrub the rest; the stack is kept.

    The arguments are those of sentry-sdk's `before_send`.
    """
    for part in ("user", "breadcrumbs", "extra"):
        event.pop(part, None)
    if "request" in event:
        event["request"] = {key: event["request"][key] for key in ("method", "url") if key in event["request"]}
    identifier = event.get("event_id")
    contexts = {name: value for name, value in event.get("contexts", {}).items() if name in ("runtime", "trace")}
    event = scrubbed(event)
    event["event_id"], event["contexts"] = identifier, contexts
    event.setdefault("tags", {})
    if isinstance(event["tags"], dict):
        event["tags"]["request_id"] = request_id()
    return event


def request_id() -> str:
    """The id of the current request or job; "" outside of both."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


@contextmanager
def following(identifier: str) -> Iterator[str]:
    """Log everything inside with `identifier`, or with a new one if it is empty or malformed."""
    sane = identifier if SANE.fullmatch(identifier) else str(uuid.uuid4())
    with structlog.contextvars.bound_contextvars(request_id=sane):
        yield sane


def milliseconds(since: float) -> float:
    """Milliseconds since `since`, a value of `time.perf_counter()`."""
    return round((time.perf_counter() - since) * 1000, 1)


def route_of(request: HttpRequest) -> str:
    """The name of the matched URL, never the path, which may contain a token."""
    match = request.resolver_match
    if match is not None:
        return match.view_name if match.url_name else match.route
    return "static" if request.path.startswith(settings.STATIC_URL) else "unknown"


def request_line(get_response: GetResponse) -> GetResponse:
    """Log one line per request, and add its id to the response. Static files and passed health checks log at DEBUG."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        with following(request.headers.get(HEADER, "")) as identifier:
            response = get_response(request)
            response[HEADER] = identifier
            route = route_of(request)
            quiet = response.status_code < 400 and (route == "static" or route.startswith(QUIET))
            (logger.debug if quiet else logger.info)(
                "request",
                method=request.method if request.method in METHODS else "other",
                route=route,
                status=response.status_code,
                ms=milliseconds(started),
            )
        return response

    return middleware
