"""What the real processes write down, and what they never do."""

import json
import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest
from django.db import connections
from pytest_django.fixtures import Settings

from bookings.models import Booking
from core import clock, logs
from feedback import services as feedback_services
from notifications.models import Notice
from notifications.services import notify
from outbox.models import Job
from tests.factories import BookingFactory, FeedbackRequestFactory, MentorFactory, UserFactory
from tests.journeys.stack import Stack
from tests.notifications import smtp

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)  # a Sunday
IDS = ("look-for-me-1", "look-for-me-2", "look-for-me-3", "look-for-me-4", "look-for-me-5")


def ask(browser: OpenerDirector, address: str, identifier: str = "", **fields: str) -> tuple[int, str, str, str]:
    """Status, body, the address where it ended, the request id of the answer."""
    cookies = next(handler.cookiejar for handler in browser.handlers if isinstance(handler, HTTPCookieProcessor))  # type: ignore[attr-defined]
    if fields:
        fields["csrfmiddlewaretoken"] = next(str(cookie.value) for cookie in cookies if cookie.name == "csrftoken")
    request = Request(address, data=urlencode(fields).encode() if fields else None, headers={"Referer": address})
    if identifier:
        request.add_header("X-Request-ID", identifier)
    try:
        answer = browser.open(request, timeout=20)
    except HTTPError as error:
        answer = error
    with answer:
        return answer.status or 0, answer.read().decode(), answer.url, answer.headers["X-Request-ID"]


def new_browser() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


@pytest.fixture
def stack(transactional_db: None, settings: Settings, tmp_path: Path) -> "Stack":
    with smtp.running() as sink:
        stack = Stack(tmp_path, sink)
        settings.CLOCK_FILE = str(stack.clock)
        settings.SITE_URL = stack.url
        yield stack


def test_lines_tell_what_happened_and_hold_no_address_token_code_or_cookie(stack: Stack) -> None:
    clock.move_to(NOW)
    mentor = MentorFactory(bookable=True, slug="amara", user__email="amara@example.org")
    UserFactory(email="ben@example.org")
    held = BookingFactory(mentor=mentor, starts_at=NOW - timedelta(days=2), mentee__email="cleo@example.org")
    link = feedback_services.link(FeedbackRequestFactory(booking=held), feedback_services.MAILED)
    token = urlsplit(link).path.rstrip("/").rpartition("/")[2]
    stack.mail.answers["refused@example.org"] = "550 5.1.1 <refused@example.org>: no such user"
    browser = new_browser()
    with stack.running("web", "worker", "beat"):
        # Sign in with a code.
        ask(browser, f"{stack.url}/accounts/login/code/")
        _status, _body, at, _id = ask(browser, f"{stack.url}/accounts/login/code/", IDS[0], email="ben@example.org")
        message = stack.wait_for_email("ben@example.org", "ode")
        found = re.search(r"^ {4}([0-9]{6})\r?$", str(message.get_body(("plain",)).get_content()), re.MULTILINE)
        assert found is not None
        status, _body, _at, _id = ask(browser, at, IDS[1], code=found[1])
        assert status == 200
        assert ask(browser, f"{stack.url}/me/")[2].endswith("/me/")
        # Book.
        _status, page, _at, _id = ask(browser, f"{stack.url}/mentors/amara/?day=2026-11-25")
        time_links = re.findall(r'href="(/mentors/amara/book/\?[^"]+)"', page)
        assert time_links
        book = stack.url + time_links[0].replace("&amp;", "&")
        page = ask(browser, book)[1]
        hidden = dict(re.findall(r'<input type="hidden" name="(?!csrf|next)([^"]+)" value="([^"]*)"', page))
        words = "How do I begin with research when nobody asked for it?"
        _status, page, at, _id = ask(browser, book, IDS[2], **hidden, topic=words)
        assert "/bookings/" in at, page
        stack.wait_for_email("amara@example.org", "ooked")
        # Feedback, by the link, by one that does not exist, and with an address of nowhere.
        assert ask(new_browser(), f"{stack.url}/feedback/{token}/", IDS[3])[0] == 200
        assert ask(new_browser(), f"{stack.url}/feedback/{token}/nothing")[0] == 404
        # A mail that fails.
        with logs.following(IDS[4]):
            data = {"subject": "Hello", "message": "Hi", "name": "Ann", "email": "ann@example.org"}
            failing = notify(None, "contact", now=clock.now(), address="refused@example.org", language="en", data=data)
        end = time.monotonic() + 30
        while Notice.objects.get(pk=failing.pk).state == "waiting" and time.monotonic() < end:
            time.sleep(0.1)
    assert Notice.objects.get(pk=failing.pk).state == "failed"
    assert Booking.objects.count() == 2
    connections.close_all()

    web, worker = lines(stack.log("web")), lines(stack.log("worker"))
    requests = [line for line in web if line["event"] == "request"]
    by_id = {line["request_id"]: line for line in reversed(requests)}  # a redirect is followed with the same id
    assert [by_id[key]["route"] for key in IDS[:4]] == [
        "account_request_login_code", "account_confirm_login_code", "bookings:book", "feedback:give",
    ]  # fmt: skip
    assert {"method", "status", "ms", "timestamp", "level"} <= set(by_id[IDS[2]])
    done = [(line["request_id"], line["event"], line.get("outcome")) for line in worker if "request_id" in line]
    assert {(IDS[0], "job", "done"), (IDS[0], "mail", "sent"), (IDS[2], "mail", "sent")} <= set(done)
    assert {(IDS[4], "mail", "refused"), (IDS[4], "job", "given up")} <= set(done)
    assert {job.request_id for job in Job.objects.exclude(request_id="")} >= {IDS[0], IDS[2], IDS[4]}

    everything = stack.log("web") + stack.log("worker") + stack.log("beat")
    assert re.findall(r"[\w.]+(?:@|%40)example\.org", everything) == []
    cookies = next(handler.cookiejar for handler in browser.handlers if isinstance(handler, HTTPCookieProcessor))  # type: ignore[attr-defined]
    secrets = [token, found[1], *(str(cookie.value) for cookie in cookies if len(str(cookie.value)) > 8)]
    assert len(secrets) >= 4
    assert [secret for secret in secrets if secret in everything] == []


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("550 <ann@example.org>: no", "550 <[address]>: no"),
        ("Key (email)=(Ann.B+x@sub.example.org) exists", "Key (email)=([address]) exists"),
        ("?email=ann%40example.org", "?email=[address]"),
        ("Not Found: /feedback/" + "a" * 48 + "/", "Not Found: /feedback/[token]/"),
        ("sessionid=abcdefghijklmnopqrstuvwxyz012345", "sessionid=[token]"),
        ("notice 018f5a2c-1d3e-4f5a-8b6c-7d8e9f0a1b2c", "notice 018f5a2c-1d3e-4f5a-8b6c-7d8e9f0a1b2c"),
        ("notice_settled_is_dated in DoesNotExistError", "notice_settled_is_dated in DoesNotExistError"),
        ({"to": ["ann@example.org", 3]}, {"to": ["[address]", 3]}),
    ],
)  # fmt: skip
def test_scrubbing_takes_addresses_and_tokens_alone(said: object, written: object) -> None:
    assert logs.scrubbed(said) == written


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "taken"), [("abc-12345", True), ("a b", False), ("x" * 65, False), ("a@b.eu", False)]
)
def test_an_id_is_taken_over_when_it_is_sane(client: object, asked: str, taken: bool) -> None:
    answer = client.get("/health/live", headers={"X-Request-ID": asked})["X-Request-ID"]  # type: ignore[attr-defined]
    assert (answer == asked) is taken
    assert logs.SANE.fullmatch(answer)


@pytest.mark.parametrize(("environment", "start"), [("test", "{"), ("development", "20")])
def test_tracebacks_of_libraries_are_scrubbed_too(environment: str, start: str) -> None:
    code = (
        "import django, logging; django.setup()\n"
        "try: raise ValueError('ann@example.org refused')\n"
        "except ValueError: logging.getLogger('some.library').exception('to %s', 'ann@example.org')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"ENVIRONMENT": environment}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stderr.startswith(start)
    assert "ValueError: [address] refused" in done.stderr
    assert "ann@" not in done.stderr
