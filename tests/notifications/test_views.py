"""Webhooks of mail providers: accepted if signed and recent, harmless otherwise."""

import json
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.conf import LazySettings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import clock
from notifications import suppression
from notifications.models import ProblemKind, SuppressedAddress
from notifications.webhooks import PROVIDERS
from tests.factories import UserFactory
from tests.notifications import provider_calls

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BEFORE = NOW - timedelta(minutes=5)
GARBAGE = (b"", b"null", b"[]", b"{}", b'"x"', b"0", b"\xff\xfe", b"[" * 100_000, b"x=1", b'{"signature": 1}')


@pytest.fixture(autouse=True)
def heard(settings: LazySettings, tmp_path: Path) -> None:
    """Set a key for every provider, and the time to noon."""
    settings.ANYMAIL = dict(provider_calls.KEYS)
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)


@pytest.fixture
def ann() -> User:
    return UserFactory(email="ann@example.org")


def marks() -> set[tuple[str, str]]:
    return set(SuppressedAddress.objects.standing().values_list("address", "what"))


def test_every_provider_is_tested() -> None:
    assert set(provider_calls.CALLS) == set(PROVIDERS)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_permanent_bounce_suppresses_the_address_with_the_providers_reason(provider: str, ann: User) -> None:
    assert provider_calls.CALLS[provider]("Ann@Example.org", at=BEFORE).send().status_code == 200
    mark = SuppressedAddress.objects.get()
    assert (mark.member, mark.address, mark.what, mark.cleared_at) == (
        ann,
        "ann@example.org",
        ProblemKind.BOUNCED,
        None,
    )
    assert (mark.suppressed_at, provider_calls.NO_SUCH_USER in mark.reason) == (BEFORE, True)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_temporary_bounce_suppresses_nothing(provider: str, ann: User) -> None:
    assert provider_calls.CALLS[provider](ann.email, "passing", at=BEFORE).send().status_code == 200
    assert marks() == set()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_bounce_because_of_the_sender_suppresses_nothing(provider: str, ann: User) -> None:
    reply = "550 5.7.1 Our system has detected that this message is likely spam"
    assert provider_calls.CALLS[provider](ann.email, at=BEFORE, reply=reply).send().status_code == 200
    assert marks() == set()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_complaint_is_stored_beside_a_bounce(provider: str, ann: User) -> None:
    provider_calls.CALLS[provider](ann.email, "complained", at=BEFORE).send()
    assert marks() == {("ann@example.org", ProblemKind.COMPLAINED)}
    provider_calls.CALLS[provider](ann.email, at=BEFORE).send()
    assert marks() == {("ann@example.org", ProblemKind.COMPLAINED), ("ann@example.org", ProblemKind.BOUNCED)}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_provider_without_a_key_is_not_found(provider: str, ann: User, settings: LazySettings) -> None:
    call = provider_calls.CALLS[provider](ann.email, at=BEFORE)
    settings.ANYMAIL = {name: key for name, key in provider_calls.KEYS.items() if name != PROVIDERS[provider].key}
    assert call.send().status_code == 404
    settings.ANYMAIL = {**provider_calls.KEYS, PROVIDERS[provider].key: ""}
    assert call.send().status_code == 404
    assert Client().post("/mail/nobody/").status_code == 404
    assert marks() == set()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_unsigned_call_is_refused(provider: str, ann: User, caplog: pytest.LogCaptureFixture) -> None:
    call = provider_calls.CALLS[provider](ann.email, at=BEFORE)
    with caplog.at_level(logging.ERROR):
        assert call.send(headers={}).status_code == 401
        for secret in (
            "x",
            "Basic",
            "Basic !!",
            "Basic bm9ib2R5",
            "Bearer " + provider_calls.SECRET,
            "Basic " + "A" * 9999,
        ):
            assert call.send(headers=call.headers | {"authorization": secret}).status_code == 403
        if "Signature" in call.headers:
            assert call.send(headers=provider_calls.AUTHORIZED).status_code == 403
            assert call.send(body=call.body + b" ").status_code == 403
    assert (marks(), caplog.records) == (set(), [])


def test_mailgun_call_with_another_signature_is_refused(ann: User) -> None:
    call = provider_calls.mailgun(ann.email, at=BEFORE)
    for part in ("token", "timestamp", "signature"):
        body = json.loads(call.body)
        for forged in ("x", "ü", None, 5, [], {}, "0" * 64):  # type: ignore[var-annotated]
            body["signature"][part] = forged
            assert call.send(body=json.dumps(body).encode()).status_code == 403
    assert marks() == set()


def test_signature_is_enough_without_a_shared_secret(ann: User, settings: LazySettings) -> None:
    del settings.ANYMAIL["WEBHOOK_SECRET"]
    assert provider_calls.mailgun(ann.email, at=BEFORE).send(headers={}).status_code == 200
    assert provider_calls.mailersend("x@example.org", at=BEFORE).send(headers={}).status_code == 403
    assert marks() == {("ann@example.org", ProblemKind.BOUNCED)}


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_breaks_nothing(provider: str, body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    call = provider_calls.CALLS[provider]("ann@example.org", at=BEFORE)
    with caplog.at_level(logging.ERROR):
        for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x", "nonsense"):
            assert call.send(body=body, content_type=kind).status_code in (200, 400, 403)
    assert (marks(), caplog.records) == (set(), [])


@pytest.mark.parametrize("value", [None, 5, [], {}, "", "x\x00y", "\ud800", "a" * 9000, "9" * 400])
def test_signed_garbage_breaks_nothing(value: object, ann: User) -> None:
    """Each field of a real call replaced in turn, as providers may change their format."""
    call = provider_calls.postmark(ann.email, at=BEFORE)
    fields = json.loads(call.body)
    statuses = {call.send(body=json.dumps(fields | {name: value}).encode()).status_code for name in fields}
    assert statuses <= {200, 400}
    assert marks() <= {("ann@example.org", ProblemKind.BOUNCED)}


def test_call_that_is_too_large_is_refused(ann: User) -> None:
    call = provider_calls.postmark(ann.email, at=BEFORE)
    for size in (1024 * 1024 + 1, 9 * 1024 * 1024):
        assert call.send(body=b" " * size + call.body).status_code == 413
    assert marks() == set()


def test_reason_is_one_line_and_short(ann: User) -> None:
    provider_calls.postmark(ann.email, at=BEFORE, reply="no\r\n\x00\x1b[31m <b>way</b> " + "x" * 9000).send()
    mark = SuppressedAddress.objects.get()
    assert (mark.reason[:22], len(mark.reason)) == ("no [31m <b>way</b> xxx", 300)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_replayed_call_does_not_suppress_again(provider: str, ann: User) -> None:
    call = provider_calls.CALLS[provider](ann.email, at=BEFORE)
    assert [call.send().status_code for _ in range(3)] == [200] * 3
    assert SuppressedAddress.objects.count() == 1
    suppression.clear(address=ann.email, now=NOW)
    assert call.send().status_code == 200
    provider_calls.CALLS[provider](ann.email, at=NOW - timedelta(seconds=1)).send()  # a late report
    assert marks() == set()
    clock.move_to(NOW + timedelta(hours=1))
    provider_calls.CALLS[provider](ann.email, at=NOW + timedelta(minutes=30)).send()
    assert marks() == {("ann@example.org", ProblemKind.BOUNCED)}


def test_mailgun_signature_cannot_be_reused_for_another_address(ann: User) -> None:
    """Mailgun signs a time and a token, not the content: each token counts once, and not for long."""
    UserFactory(email="ben@example.org")
    call = provider_calls.mailgun(ann.email, at=BEFORE)
    call.send()
    call.send(body=call.body.replace(b"ann@", b"ben@"))
    assert marks() == {("ann@example.org", ProblemKind.BOUNCED)}
    provider_calls.mailgun("ben@example.org", at=BEFORE, signed_at=NOW - timedelta(days=4)).send()
    assert marks() == {("ann@example.org", ProblemKind.BOUNCED)}


@pytest.mark.parametrize("wrong", [timedelta(days=-4), timedelta(minutes=11), timedelta(days=9000)])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_report_from_another_time_is_ignored(provider: str, wrong: timedelta, ann: User) -> None:
    assert provider_calls.CALLS[provider](ann.email, at=NOW + wrong).send().status_code == 200
    assert marks() == set()


def test_report_about_a_stranger_is_not_stored() -> None:
    assert provider_calls.postmark("stranger@example.org", at=BEFORE).send().status_code == 200
    assert SuppressedAddress.objects.count() == 0


def test_queries_depend_on_members_and_not_on_events(
    ann: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    call = provider_calls.amazon_ses("x", at=BEFORE)
    body = json.loads(call.body)
    message = json.loads(body["Message"])
    message["bounce"]["bouncedRecipients"] = [
        {"emailAddress": name} for name in [f"nobody{n}@example.org" for n in range(5000)] + ["ann@example.org"]
    ]
    body["Message"] = json.dumps(message)
    with django_assert_max_num_queries(2):
        assert call.send(body=json.dumps(body).encode()).status_code == 200
    assert marks() == set()  # events after the thousandth are ignored
    message["bounce"]["bouncedRecipients"] = (
        message["bounce"]["bouncedRecipients"][-700:] + [{"emailAddress": "ANN@example.org"}] * 200
    )
    body["Message"] = json.dumps(message)
    with django_assert_max_num_queries(8):
        assert call.send(body=json.dumps(body).encode()).status_code == 200
    assert marks() == {("ann@example.org", ProblemKind.BOUNCED)}


def test_no_address_is_logged(ann: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        provider_calls.postmark(ann.email, at=BEFORE).send()
        provider_calls.postmark(ann.email, at=BEFORE).send(headers={"authorization": "Basic x"})
    lines = [record.getMessage() for record in caplog.records if "mail events" in record.getMessage()]
    assert len(lines) == 2
    assert not any("ann@" in line for line in lines)


@pytest.fixture
def amazon(settings: LazySettings) -> Iterator[list[dict[str, list[str]]]]:
    """A server for Amazon SNS's ConfirmSubscription, per its API reference. Yields the requests."""
    asked: list[dict[str, list[str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(
                b"<ConfirmSubscriptionResponse><ConfirmSubscriptionResult><SubscriptionArn>arn:aws:sns:x</SubscriptionArn>"
                b"</ConfirmSubscriptionResult></ConfirmSubscriptionResponse>"
            )

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        settings.ANYMAIL["AMAZON_SES_CLIENT_PARAMS"] = {
            "aws_access_key_id": "x",
            "aws_secret_access_key": "x",
            "endpoint_url": f"http://127.0.0.1:{server.server_port}",
        }
        yield asked
        server.shutdown()
        thread.join()


def test_amazons_topic_is_confirmed_only_with_the_secret(amazon: list[dict[str, list[str]]]) -> None:
    call = provider_calls.amazon_ses("x", at=BEFORE)
    topic = "arn:aws:sns:eu-west-1:123456789012:club"
    body = {"Type": "SubscriptionConfirmation", "MessageId": "m", "TopicArn": topic, "Token": "t0"}
    kind = {"x-amz-sns-message-type": "SubscriptionConfirmation", "x-amz-sns-message-id": "m"}
    posted = json.dumps(body).encode()
    assert call.send(body=posted, headers=kind).status_code == 401
    assert call.send(body=posted, headers=kind | {"authorization": "Basic x"}).status_code == 403
    assert amazon == []
    assert call.send(body=posted, headers=kind | provider_calls.AUTHORIZED).status_code == 200
    assert [(ask["Action"], ask["TopicArn"], ask["Token"]) for ask in amazon] == [
        (["ConfirmSubscription"], [topic], ["t0"])
    ]
    broken = json.dumps(body | {"TopicArn": "nonsense"}).encode()
    assert call.send(body=broken, headers=kind | provider_calls.AUTHORIZED).status_code == 400
