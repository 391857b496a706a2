"""Fetch a file from an address that a member typed, without being led into the club's own network.

Each host is resolved once, its addresses are checked, and the connection goes to a checked address, so DNS rebinding
does not work. The same applies to each redirect. Time, bytes, unpacked bytes and redirects are limited, and nothing is
read from the environment (proxies, .netrc).
"""

import asyncio
import functools
import socket
import ssl
import threading
import zlib
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import httpx

from integrations.special_addresses import is_public

SECONDS = 10.0  # for the whole fetch, however slow the server
MOST_BYTES = 5 * 1024 * 1024  # as sent, and unpacked
MOST_REDIRECTS = 5
MOST_ADDRESSES = 3  # per name, tried in turn
FetchProblem = Literal[
    "address", "name", "unreachable", "slow", "certificate", "refused", "gone", "overloaded", "strange", "redirects",
    "large",
]  # fmt: skip
STATUSES: dict[int, FetchProblem] = {401: "refused", 403: "refused", 404: "gone", 410: "gone", 429: "overloaded"}

Resolver = Callable[[str, int], Awaitable[list[str]]]
Endpoint = tuple[str, int]


class FetchFailed(Exception):
    """The file could not be fetched. The message contains no address, so it can be logged.

    Attributes:
        problem: what went wrong.
        wait: how long the server asks us to wait.
    """

    def __init__(self, problem: FetchProblem, *, wait: timedelta | None = None) -> None:
        super().__init__(problem)
        self.problem: FetchProblem = problem
        self.wait = wait


@dataclass(frozen=True, slots=True)
class File:
    """A fetched file; `body` is None if it has not changed since `etag` and `last_modified`."""

    body: bytes | None
    etag: str
    last_modified: str


async def resolve(host: str, port: int) -> list[str]:
    """Resolve a name in a thread, which is abandoned if the caller times out.

    Raises:
        OSError: the name has no addresses.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(outcome: list[str] | OSError) -> None:
        if answer.done():
            return
        if isinstance(outcome, OSError):
            answer.set_exception(outcome)
        else:
            answer.set_result(outcome)

    def ask() -> None:
        outcome: list[str] | OSError
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            outcome = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        except (OSError, UnicodeError) as error:
            outcome = error if isinstance(error, OSError) else OSError(str(error))
        with suppress(RuntimeError):  # the loop is closed, so no one is waiting
            loop.call_soon_threadsafe(settle, outcome)

    threading.Thread(target=ask, daemon=True).start()
    return await answer


@functools.cache
def certificates() -> ssl.SSLContext:
    """The trusted certificates; cached, as loading them takes longer than many requests."""
    return httpx.create_ssl_context(trust_env=False)


class Guarded(httpx.AsyncBaseTransport):
    """Connect only to checked addresses, keeping the original name for the Host header, certificate check and SNI."""

    def __init__(self, resolver: Resolver, allowed: Collection[Endpoint]) -> None:
        self._resolver, self._allowed = resolver, allowed
        self._inner = httpx.AsyncHTTPTransport(verify=certificates(), trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the first of its host's addresses that answers.

        Raises:
            FetchFailed: its scheme, its port or one of its addresses is not allowed.
        """
        url = request.url
        host, port = url.raw_host.decode("ascii").strip("[]"), url.port or {"http": 80, "https": 443}.get(url.scheme, 0)
        if not host or (port not in (80, 443) and port < 1024):
            raise FetchFailed("address")
        try:
            found = await self._resolver(host, port)
        except OSError:
            raise FetchFailed("name") from None
        if not found or not all(is_public(ip) or (ip, port) in self._allowed for ip in found):
            raise FetchFailed("address")
        extensions = request.extensions | {"sni_hostname": host}
        for number, ip in enumerate(found[:MOST_ADDRESSES], 1):
            pinned = httpx.Request(
                request.method,
                url.copy_with(host=ip, port=port),
                headers=request.headers,  # includes Host with the original name
                extensions=extensions,
            )
            try:
                return await self._inner.handle_async_request(pinned)
            except httpx.ConnectError as error:
                if number == len(found[:MOST_ADDRESSES]) or "certificate" in str(error).lower():
                    raise
        raise AssertionError("unreachable")

    async def aclose(self) -> None:
        await self._inner.aclose()


def fetch(
    address: str,
    *,
    accept: str = "*/*",
    etag: str = "",
    last_modified: str = "",
    resolver: Resolver = resolve,
    allowed: Collection[Endpoint] = (),
    seconds: float = SECONDS,
) -> File:
    """Fetch a file, conditionally if `etag` or `last_modified` of the last response is given.

    Args:
        address: http:// or https://.
        accept: the media types to ask for (RFC 9110 section 12.5.1).
        resolver: resolves names to IP addresses.
        allowed: non-public IP addresses with ports to allow; for tests.
        seconds: time limit for the whole fetch.

    Raises:
        FetchFailed: on any failure.
    """

    def run() -> File:
        return asyncio.run(_within(seconds, _fetch(address, accept, etag, last_modified, Guarded(resolver, allowed))))

    with ThreadPoolExecutor(1) as thread:  # the caller may already be in an event loop
        return thread.submit(run).result()


async def _within(seconds: float, work: Awaitable[File]) -> File:
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError:
        raise FetchFailed("slow") from None


async def _fetch(address: str, accept: str, etag: str, last_modified: str, transport: Guarded) -> File:
    headers = {"Accept": accept, "Accept-Encoding": "gzip", "User-Agent": "MentoringClub/1"}
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers |= {name: value for name, value in conditions.items() if value}
    client = httpx.AsyncClient(
        transport=transport,
        headers=headers,
        follow_redirects=True,
        max_redirects=MOST_REDIRECTS,
        timeout=None,  # `_within` limits the whole fetch  # noqa: S113
        trust_env=False,
    )
    try:
        async with client, client.stream("GET", address) as response:
            return await _taken(response)
    except httpx.TooManyRedirects:
        raise FetchFailed("redirects") from None
    except (httpx.UnsupportedProtocol, httpx.InvalidURL):
        raise FetchFailed("address") from None
    except httpx.ConnectError as error:
        raise FetchFailed("certificate" if "certificate" in str(error).lower() else "unreachable") from None
    except (httpx.NetworkError, httpx.TimeoutException):
        raise FetchFailed("unreachable") from None
    except (httpx.HTTPError, zlib.error, UnicodeError, ValueError):
        raise FetchFailed("strange") from None


async def _taken(response: httpx.Response) -> File:
    """Read the file from a response.

    Raises:
        FetchFailed: the response is not the file, or it is too large.
    """
    etag, last_modified = (_short(response.headers.get(name, "")) for name in ("ETag", "Last-Modified"))
    if response.status_code == 304:
        return File(None, etag, last_modified)
    if response.status_code != 200:
        overloaded = response.status_code >= 500
        problem = STATUSES.get(response.status_code, "overloaded" if overloaded else "strange")
        raise FetchFailed(problem, wait=_asked_to_wait(response))
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip"):
        raise FetchFailed("strange")
    unpack: Any = zlib.decompressobj(wbits=31) if "gzip" in coding else None
    body, received = bytearray(), 0
    async for chunk in response.aiter_raw():
        received += len(chunk)
        body += unpack.decompress(chunk, MOST_BYTES + 1 - len(body)) if unpack else chunk
        if max(received, len(body)) > MOST_BYTES:
            raise FetchFailed("large")
    if unpack is not None and not unpack.eof:
        raise FetchFailed("strange")
    return File(bytes(body), etag, last_modified)


def _short(value: str) -> str:
    """A validator (ETag or date) to store; "" if it is implausible."""
    return str(value) if len(value) <= 200 and value.isprintable() else ""


def _asked_to_wait(response: httpx.Response) -> timedelta | None:
    """Parse Retry-After in seconds (RFC 9110 section 10.2.3)."""
    value = response.headers.get("Retry-After", "")
    return timedelta(seconds=int(value)) if value.isascii() and value.isdigit() and len(value) < 7 else None
