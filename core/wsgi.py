"""Refuses requests that crash Django before its middleware runs, or that take it minutes to decode."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

CONTROL_CHARACTER = re.compile(r"\\0[0-3][0-7]|\\177")  # as it's written inside a quoted cookie
SENTENCE = b"We could not read this request: send it as UTF-8, and cookies without control characters.\n"
HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Length", str(len(SENTENCE))),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
]


def readable_only(application: Application) -> Application:
    """Answer 400 to a request that isn't encoded in UTF-8, or whose cookies contain escaped control characters.

    Django decodes a form with any Python codec named in the Content-Type: punycode takes a minute for a megabyte, and
    codecs that aren't for text raise errors. It unescapes quoted cookies, and PostgreSQL refuses a NUL.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if _is_utf8(environ.get("CONTENT_TYPE", "")) and not CONTROL_CHARACTER.search(environ.get("HTTP_COOKIE", "")):
            return application(environ, start_response)
        start_response("400 Bad Request", HEADERS)
        return [SENTENCE]

    return answer


def _is_utf8(content_type: str) -> bool:
    try:
        _type, parameters = parse_header_parameters(content_type)
    except (LookupError, ValueError):
        return False
    return parameters.get("charset", "utf-8").lower() in {"utf-8", "utf8"}
