"""The server for `bench.calendars`: a calendar for each number, with an ETag, in a separate process."""

import sys
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bench.calendars import calendar

now = datetime.now(UTC)
turn = 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        global turn  # noqa: PLW0603  # the whole program is this one server
        if self.path.startswith("/turn/"):
            turn = int(self.path.rpartition("/")[2])
            return self.answer(200, b"")
        number = int(self.path.strip("/").removesuffix(".ics"))
        if self.headers.get("If-None-Match") == f'"{number}-{turn}"':
            return self.answer(304, b"")
        return self.answer(200, calendar(number, turn, now), f'"{number}-{turn}"')

    def answer(self, status: int, body: bytes, etag: str = "") -> None:
        self.send_response(status)
        self.send_header("ETag", etag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        return


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()
