"""HTTP requests that cost little CPU: plain sockets, and requests written before the clock starts."""

import asyncio
import http.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlencode

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: status, head and body."""

    status: int
    head: str
    body: bytes


def get(port: int, path: str, *, headers: Mapping[str, str] | None = None) -> bytes:
    """Get a page.

    Raises:
        RuntimeError: the response is not a page.
    """
    connection = http.client.HTTPConnection(HOST, port, timeout=120)
    connection.request("GET", path, headers=dict(headers or {}))
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}: {body[:500]!r}")
    return body


def post(port: int, path: str, fields: Mapping[str, object], *, cookies: Mapping[str, str]) -> bytes:
    """The bytes of a request that posts a form."""
    body = urlencode(fields).encode()
    head = [
        f"POST {path} HTTP/1.1",
        f"Host: {HOST}:{port}",
        "Connection: close",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        f"Origin: http://{HOST}:{port}",
        "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()),
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def all_at_once(port: int, requests: Sequence[bytes]) -> tuple[list[Answer], float]:
    """Send all requests at the same moment, each on its own connection; returns the responses and the seconds taken."""
    return asyncio.run(_all(port, requests))


async def _all(port: int, requests: Sequence[bytes]) -> tuple[list[Answer], float]:
    begun = perf_counter()
    answers = await asyncio.gather(*(_one(port, request) for request in requests))
    return list(answers), perf_counter() - begun


async def _one(port: int, request: bytes) -> Answer:
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(request)
    await writer.drain()
    head, _gap, body = (await reader.read(-1)).partition(b"\r\n\r\n")
    writer.close()
    text = head.decode("latin-1")
    return Answer(int(text.split(" ", 2)[1]), text, body)
