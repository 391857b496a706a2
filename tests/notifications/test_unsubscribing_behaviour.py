"""Unsubscribing from optional email with one POST, and email that cannot be sent at all."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import User
from core.tokens import derive
from notifications import mail_content, services
from notifications.mail_content import MailContent
from notifications.models import NoticeState
from outbox.services import drain
from tests.factories import UserFactory
from tests.notifications import smtp

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def mailserver(settings: Settings) -> Iterator[smtp.Sink]:
    with smtp.running() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def greeting() -> Iterator[None]:
    """A kind of notice, `test`, that members can switch off."""
    mail_content.notice("test", title="Greeting", label="Greetings")(lambda _: MailContent("Hello", "Hello"))
    yield
    del mail_content.kinds["test"]


@pytest.mark.parametrize("backend", ["smtp", "postmark"])
def test_unsendable_mail_fails_at_once(mailserver: smtp.Sink, greeting: None, settings: Settings, backend: str) -> None:
    """Even with a provider's HTTP API, which is not called."""
    if backend == "postmark":
        settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "x", "POSTMARK_API_URL": "http://127.0.0.1:9/"}
    for address in ("a@b@c", "bidi@example.org\u200f"):
        notice = services.notify(None, "test", now=NOW, address=address, language="en")
        assert drain(now=NOW) == 1
        notice.refresh_from_db()
        assert (notice.state, notice.settled_at) == (NoticeState.FAILED, NOW), address
        assert "Unsendable" in notice.reason
    assert mailserver.messages == []


def test_one_post_unsubscribes_from_optional_mail(mailserver: smtp.Sink, greeting: None) -> None:
    """As RFC 8058 requires: without signing in, without a cookie, and a GET changes nothing."""
    member = UserFactory(language="de")
    services.deliver(services.notify(member, "test", now=NOW).uuid, now=NOW)
    message = mailserver.messages[0]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = message["List-Unsubscribe"].strip(" <>")
    assert url.startswith("http://localhost:8000/mail/stop/test/")
    assert url in message.get_body(("plain",)).get_content()
    assert url in message.get_body(("html",)).get_content()

    shown = Client().get(url)
    assert (shown.status_code, shown["Content-Language"]) == (200, "de")
    assert "<form" in shown.content.decode()
    member.refresh_from_db()
    assert member.muted_notices == []
    for _again in range(2):
        answer = Client(enforce_csrf_checks=True).post(url, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "<form" not in answer.content.decode().partition("<main")[2].partition("</main>")[0]
        member.refresh_from_db()
        assert member.muted_notices == ["test"]
    services.deliver(services.notify(member, "test", now=NOW).uuid, now=NOW)
    assert len(mailserver.messages) == 1


def test_unsubscribing_needs_an_optional_kind_and_its_own_link(greeting: None) -> None:
    member, other = UserFactory(), UserFactory()
    own, forged = derive("unsubscribe:test", member.uuid), derive("unsubscribe:test", other.uuid)
    for kind, token in (
        ("test", "x"),
        ("test", forged[:22] + own[22:]),
        ("test", derive("unsubscribe:other", member.uuid)),
        ("gone", derive("unsubscribe:gone", member.uuid)),
        ("login_code", derive("unsubscribe:login_code", member.uuid)),
    ):
        url = reverse("notifications:unsubscribe", args=[kind, token])
        assert [Client().get(url).status_code, Client().post(url).status_code] == [404, 404], (kind, token)
    assert not User.objects.exclude(muted_notices=[]).exists()


def test_mandatory_mail_has_no_unsubscribe_link(mailserver: smtp.Sink) -> None:
    services.deliver(services.notify(UserFactory(), "address_tried", now=NOW).uuid, now=NOW)
    assert mailserver.messages[0]["List-Unsubscribe"] is None
    assert "/mail/stop/" not in str(mailserver.messages[0])
