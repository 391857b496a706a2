"""A real local web server that hosts calendars, and misbehaves as told."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TYPE = {"Content-Type": "text/calendar; charset=utf-8"}


@dataclass
class Page:
    """A response: `drip` is the seconds between its bytes, `claims` its claimed length."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    claims: int | None = None


@dataclass
class Host:
    """The pages by path, and the requests received with their headers."""

    port: int = 0
    pages: dict[str, Page | Callable[[dict[str, str]], Page]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def endpoint(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)

    def url(self, path: str = "/calendar.ics", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def put(self, body: bytes, path: str = "/calendar.ics", **more: object) -> str:
        """Serve a calendar at `path`. Returns its URL."""
        self.pages[path] = Page(body, **more)
        return self.url(path)


@contextmanager
def hosting() -> Iterator[Host]:
    """The server on a free port of 127.0.0.1."""
    host = Host()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            host.asked.append((self.path, headers))
            page = host.pages.get(self.path, Page(status=404))
            if callable(page):
                page = page(headers)
            self.send_response(page.status)
            for name, value in (TYPE | page.headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(page.body) if page.claims is None else page.claims))
            self.end_headers()
            with suppress(OSError):
                for piece in [page.body] if not page.drip else [page.body[i : i + 1] for i in range(len(page.body))]:
                    self.wfile.write(piece)
                    self.wfile.flush()
                    time.sleep(page.drip)
            if page.claims is not None:
                self.close_connection = True

        def log_message(self, *_arguments: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 128

        def handle_error(self, *_arguments: object) -> None:
            return  # a client may disconnect

    server = Server(("127.0.0.1", 0), Handler)
    host.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # else shutdown() waits 0.5 s
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def silent() -> Iterator[tuple[str, int]]:
    """A port that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield ("127.0.0.1", listening.getsockname()[1])
