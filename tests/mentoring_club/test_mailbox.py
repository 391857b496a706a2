import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.mail import send_mail
from django.test import Client
from django.urls import include, path
from pytest_django.fixtures import Settings

from mentoring_club import urls
from notifications.services import deliver, notify
from tests.pages import NOT_FOUND, seen

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>"

urlpatterns = [*urls.urlpatterns, path("mailbox/", include("mentoring_club.mailbox_urls"))]


@pytest.fixture
def mailbox(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "notifications.filebased.EmailBackend"
    settings.MAILBOX_DIR = settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.ROOT_URLCONF = __name__
    return tmp_path


def send(subject: str = "Hello") -> None:
    data = {"subject": subject, "message": HOSTILE, "name": "Ben", "email": "ben@example.org"}
    deliver(notify(None, "contact", now=NOW, address="ann@example.org", language="en", data=data).uuid, now=NOW)


@pytest.mark.django_db
def test_mailbox_lists_what_was_sent_and_filters_by_address(client: Client, mailbox: Path) -> None:
    send()
    assert "Message to the club: Hello" in client.get("/mailbox/").content.decode()
    assert [mail.to for mail in client.get("/mailbox/?to=ANN@").context["page"]] == ["ann@example.org"]
    empty = client.get("/mailbox/?to=nobody")
    assert list(empty.context["page"]) == []
    assert "No email to this address" in empty.content.decode()
    assert "No email yet" not in empty.content.decode()


def test_mails_in_the_same_second_have_separate_files(mailbox: Path) -> None:
    for _number in range(50):
        send_mail("Hello", "How are you?", None, ["ann@example.org"])
    assert len(list(mailbox.glob("*.log"))) == 50


@pytest.mark.django_db
def test_next_page_of_the_mailbox_keeps_the_filter(
    client: Client, mailbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentoring_club.mailbox.PER_PAGE", 1)
    assert "No email yet" in client.get("/mailbox/").content.decode()
    send()
    send("Again")
    assert 'href="?to=ann%40&amp;page=2"' in client.get("/mailbox/?to=ann@").content.decode()


@pytest.mark.django_db
def test_mailbox_has_no_other_language(client: Client, mailbox: Path) -> None:
    assert "hreflang" not in client.get("/mailbox/").content.decode()
    assert "hreflang" in client.get("/").content.decode()


@pytest.mark.django_db
def test_mail_is_shown_in_a_frame_that_cannot_run_anything(client: Client, mailbox: Path) -> None:
    send()
    key = next(mailbox.glob("*.log")).stem
    assert client.get(f"/mailbox/{key}/").status_code == 200
    body = client.get(f"/mailbox/{key}/body/")
    assert HOSTILE not in body.content.decode()
    policy = body.headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy


@pytest.mark.django_db
def test_only_files_of_the_mailbox_are_opened(client: Client, mailbox: Path) -> None:
    (mailbox.parent / "secret.log").write_text("secret")
    for address in ("/mailbox/nope/", "/mailbox/..%2Fsecret/", "/mailbox/nope/body/", "/mailbox/nope/x.ics"):
        assert seen(client.get(address)) == NOT_FOUND


@pytest.mark.django_db
def test_mailbox_shows_when_a_mail_was_sent(client: Client, mailbox: Path) -> None:
    """Python writes "-0000" into the date: UTC, with no information about the sender's zone (RFC 5322, 3.3)."""
    send()
    [file] = mailbox.glob("*.log")
    file.write_bytes(re.sub(rb"(?m)^Date: .*$", b"Date: Tue, 24 Nov 2026 15:12:00 -0000", file.read_bytes()))
    client.cookies["zone"] = "Europe/Berlin"
    assert "16:12" in client.get("/mailbox/").content.decode()
