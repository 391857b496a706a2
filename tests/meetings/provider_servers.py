"""Zoom and Google on localhost: real HTTP servers that implement the documented APIs.

They record requests, validate them as strictly as the documentation, and respond as told.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Answer = tuple[int, Any, dict[str, str]]


@dataclass
class Asked:
    """One request as received."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class Service:
    """Common code of the servers. `answers` override the response to requests that begin with their key."""

    asked: list[Asked] = field(default_factory=list)
    answers: list[tuple[str, Answer]] = field(default_factory=list)
    slow: float = 0.0  # seconds that creating something takes, half before and half after it exists
    meanwhile: Callable[[], object] = lambda: None  # called before the response is sent
    busy: int = 0  # number of pending requests
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer_once(self, request: str, status: int, body: Any = None, **headers: str) -> None:
        """Set the response to the next `request`, such as "POST /v2/users"."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((request, (status, body, given)))

    def requests(self, begin: str = "") -> list[str]:
        """The requests received, such as "POST /v2/users/me/meetings", without those for tokens."""
        lines = [f"{row.method} {row.path}" for row in list(self.asked) if "token" not in row.path]
        return [line for line in lines if line.startswith(begin)]

    def take(self, asked: Asked) -> Answer:
        self.busy += 1
        try:
            return self._answer(asked)
        finally:
            self.busy -= 1

    def _answer(self, asked: Asked) -> Answer:
        with self.lock:
            self.asked.append(asked)
            for number, (request, answer) in enumerate(self.answers):
                if f"{asked.method} {asked.path}".startswith(request):
                    del self.answers[number]
                    return answer
        return self.decide(asked)

    def decide(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def think(self) -> None:
        if self.slow:
            time.sleep(self.slow / 2)


@dataclass
class Zoom(Service):
    """Holds meetings by id, and the valid tokens. The app is "client" with "secret"."""

    account: str = "account"
    meetings: dict[int, dict[str, Any]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    hosts: tuple[str, ...] = ("me",)
    newest: int = 80_000_000_000
    page: int = 300

    def decide(self, asked: Asked) -> Answer:
        parts = asked.path.strip("/").split("/")
        if asked.path == "/oauth/token":
            return self._token(asked)
        if asked.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return 401, {"code": 124, "message": "Invalid access token."}, {}
        if parts[:2] == ["v2", "users"] and parts[3:] == ["meetings"]:
            if parts[2] not in self.hosts:
                return 404, {"code": 1001, "message": f"User does not exist: {parts[2]}."}, {}
            return self._list(asked, parts[2]) if asked.method == "GET" else self._create(asked, parts[2])
        if parts[:2] == ["v2", "meetings"]:
            return self._one(asked, int(parts[2]))
        return 404, {"code": 404, "message": "no such thing"}, {}

    def end_tokens(self) -> None:
        self.tokens.clear()

    def _token(self, asked: Asked) -> Answer:
        right = asked.headers.get("Authorization") == "Basic Y2xpZW50OnNlY3JldA=="  # client:secret
        if not right or asked.body != {"grant_type": "account_credentials", "account_id": self.account}:
            return 400, {"reason": "Invalid client_id or client_secret", "error": "invalid_client"}, {}
        token = f"zoom-token-{len(self.asked)}"
        self.tokens.append(token)
        return 200, {"access_token": token, "token_type": "bearer", "expires_in": 3599, "scope": "meeting:write"}, {}

    def _create(self, asked: Asked, host: str) -> Answer:
        body = asked.body
        if body.get("type") != 2 or not body.get("start_time", "").endswith("Z") or not body.get("duration"):
            return 400, {"code": 300, "message": "Validation Failed."}, {}
        self.think()
        with self.lock:
            self.newest += 1
            number = self.newest
            meeting = {"id": number, "host": host, "join_url": f"https://zoom.example/j/{number}?pwd=x", **body}
            meeting["start_url"] = f"https://zoom.example/s/{number}?zak=x"
            self.meetings[number] = meeting
        self.meanwhile()
        self.think()
        return 201, meeting, {}

    def _list(self, asked: Asked, host: str) -> Answer:
        rows = [row for row in self.meetings.values() if row["host"] == host]
        begin = int(asked.query.get("next_page_token") or 0)
        end = begin + min(self.page, int(asked.query["page_size"]))
        more = str(end) if end < len(rows) else ""
        keys = ("id", "topic", "agenda", "type", "start_time", "duration", "join_url")
        listed = [{key: row[key] for key in keys} for row in rows[begin:end]]
        return 200, {"meetings": listed, "next_page_token": more, "page_size": end - begin}, {}

    def _one(self, asked: Asked, number: int) -> Answer:
        if number not in self.meetings:
            return 404, {"code": 3001, "message": f"Meeting does not exist: {number}."}, {}
        if asked.method == "DELETE":
            del self.meetings[number]
            return 204, None, {}
        if asked.method == "PATCH":
            self.meetings[number] |= asked.body
            return 204, None, {}
        return 200, self.meetings[number], {}


@dataclass
class Google(Service):
    """Holds one calendar's events by id. `token` gives access; "refresh" renews it for "client" with "secret"."""

    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    token: str = "google-token-0"
    renewed: int = 0
    pending: bool = False  # conferences are created a moment later

    def decide(self, asked: Asked) -> Answer:
        parts = asked.path.strip("/").split("/")
        if asked.path == "/token":
            return self._renew(asked)
        if asked.headers.get("Authorization") != f"Bearer {self.token}":
            return 401, _google_error(401, "authError", "Invalid Credentials"), {}
        if parts[:4] != ["calendar", "v3", "calendars", "primary"] or parts[4] != "events":
            return 404, _google_error(404, "notFound", "Not Found"), {}
        if len(parts) == 5:
            return self._insert(asked) if asked.method == "POST" else self._list(asked)
        return self._one(asked, parts[5])

    def _renew(self, asked: Asked) -> Answer:
        form = {"grant_type": "refresh_token", "client_id": "client", "client_secret": "secret"}
        if asked.body != form | {"refresh_token": "refresh"}:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}, {}
        self.renewed += 1
        self.token = f"google-token-{self.renewed}"
        return 200, {"access_token": self.token, "expires_in": 3599, "scope": "…", "token_type": "Bearer"}, {}

    def _insert(self, asked: Asked) -> Answer:
        name = asked.body["id"]
        if not 5 <= len(name) <= 1024 or set(name) - set("0123456789abcdefghijklmnopqrstuv"):
            return 400, _google_error(400, "invalid", "Invalid resource id value."), {}
        self.think()
        with self.lock:
            if name in self.events:
                return 409, _google_error(409, "duplicate", "The requested identifier already exists."), {}
            self.events[name] = {"iCalUID": f"{name}@google.com"}
            answer = self._put(name, asked)
        self.think()
        return answer

    def _put(self, name: str, asked: Asked) -> Answer:
        event = self.events[name] | asked.body
        if asked.query.get("conferenceDataVersion") == "1" and "createRequest" in event.get("conferenceData", {}):
            wanted = event["conferenceData"]["createRequest"]
            status = "pending" if self.pending else "success"
            event["conferenceData"] = {"createRequest": wanted | {"status": {"statusCode": status}}}
            if not self.pending:
                event["hangoutLink"] = f"https://meet.google.example/{wanted['requestId'][:8]}"
        self.events[name] = event
        return 200, event, {}

    def _list(self, asked: Asked) -> Answer:
        rows = [row for row in self.events.values() if row.get("status") != "cancelled"]
        if wanted := asked.query.get("privateExtendedProperty"):
            key, _equals, value = wanted.partition("=")
            rows = [row for row in rows if row.get("extendedProperties", {}).get("private", {}).get(key) == value]
        first, size = int(asked.query.get("pageToken", "0")), min(int(asked.query.get("maxResults", "250")), 2500)
        answer: dict[str, Any] = {"kind": "calendar#events", "items": rows[first : first + size]}
        if first + size < len(rows):
            answer["nextPageToken"] = str(first + size)
        return 200, answer, {}

    def _one(self, asked: Asked, name: str) -> Answer:
        if name not in self.events:
            return 404, _google_error(404, "notFound", "Not Found"), {}
        if asked.method == "DELETE":
            if self.events[name]["status"] == "cancelled":
                return 410, _google_error(410, "deleted", "Resource has been deleted"), {}
            self.events[name]["status"] = "cancelled"
            return 204, None, {}
        if asked.method == "PATCH":
            return self._put(name, asked)
        return 200, self.events[name], {}


def _google_error(status: int, reason: str, message: str) -> dict[str, Any]:
    errors = [{"domain": "global", "reason": reason, "message": message}]
    return {"error": {"code": status, "message": message, "errors": errors}}


def google_refusal(status: int, reason: str) -> dict[str, Any]:
    """The body of a Google error."""
    return _google_error(status, reason, reason)


@contextmanager
def serving(service: Service) -> Iterator[Service]:
    """Serve `service` on a port of localhost during the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(service.take))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(take: Callable[[Asked], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            address = urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            is_form = self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
            body = _flat(raw) if is_form else json.loads(raw or "null")
            asked = Asked(self.command, unquote(address.path), _flat(address.query), dict(self.headers), body)
            status, value, headers = take(asked)
            content = b"" if value is None else (value if isinstance(value, str) else json.dumps(value)).encode()
            try:
                self.send_response(status)
                for name, text in headers.items():
                    self.send_header(name, text)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:  # the client has disconnected
                self.close_connection = True

        do_GET = do_POST = do_PATCH = do_DELETE = answer

        def log_message(self, *args: object) -> None:
            """Log nothing."""

    return Handler


def _flat(text: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(text, keep_blank_values=True).items()}
