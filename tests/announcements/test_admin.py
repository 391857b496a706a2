"""The team's pages: written, previewed, tried out, sent, followed and cancelled."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from structlog.testing import capture_logs

from accounts.models import User
from announcements.models import Announcement, Recipient
from notifications.models import Notice
from tests.factories import AnnouncementFactory, MentorFactory, RecipientFactory, TopicFactory, UserFactory
from tests.pages import markup, signed_in
from tests.security.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock", "no_second_factor")]
LIST = "/admin/announcements/announcement/"
FORM = {"subject": "An evening", "body": "Dear all", "audience": "everyone", "last_seen": "any"}


@pytest.fixture
def team() -> User:
    return staff("Administrators")


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return markup(response)


def test_announcement_is_written_sent_and_cancelled(team: User) -> None:
    topic = TopicFactory()
    mentor, client = MentorFactory(topics=[topic]).user, signed_in(team)
    form: dict[str, Any] = FORM | {"audience": "mentors", "topics": [topic.pk], "languages": ["en"]}
    added = client.post(f"{LIST}add/", form)
    row = Announcement.objects.get()
    assert added["Location"] == f"{LIST}{row.pk}/review/"
    assert (row.written_by, list(row.topics.all()), row.languages) == (team, [topic], ["en"])
    shown = page(client, f"{LIST}{row.pk}/review/")
    assert "Send it to 1 person" in shown
    assert "1 person gets it." in shown
    client.post(f"{LIST}{row.pk}/change/", form | {"subject": "Two\nevenings", "subject_de": " "})
    row.refresh_from_db()
    assert (row.subject, row.i18n or None) == ("Two evenings", None)
    client.post(f"{LIST}{row.pk}/test/")
    assert Notice.objects.get().recipient == team
    with capture_logs() as lines:
        client.post(f"{LIST}{row.pk}/confirm/", {"seen": row.changed_at.isoformat()})
    assert Recipient.objects.get().member == mentor
    [line] = [line for line in lines if line["event"] == "announcement"]
    assert (line["outcome"], line["by"], line["people"]) == ("confirmed", str(team.uuid), 1)
    shown = page(client, f"{LIST}{row.pk}/review/")
    assert "0 of 1" in shown
    assert 'hx-trigger="every 10s"' in shown
    assert client.get(f"{LIST}{row.pk}/change/")["Location"] == f"{LIST}{row.pk}/review/"
    client.post(f"{LIST}{row.pk}/cancel/")
    row.refresh_from_db()
    assert row.state == "cancelled"
    shown = page(client, f"{LIST}{row.pk}/review/")
    assert "Cancel the rest" not in shown
    assert 'hx-trigger="every' not in shown
    said = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert said[2:] == ["Send a test", "Send it", "Cancel it"]
    assert set(LogEntry.objects.values_list("user", flat=True)) == {team.pk}


def test_draft_that_was_changed_meanwhile_is_not_sent(team: User) -> None:
    UserFactory()
    row, client = AnnouncementFactory(), signed_in(team)
    answer = client.post(f"{LIST}{row.pk}/confirm/", {"seen": "2026-11-23T08:49:00+00:00"}, follow=True)
    assert "It was changed meanwhile." in answer.content.decode()
    assert not Recipient.objects.exists()
    for nonsense in ("", "yesterday", "2026-11-23T08:49:00"):
        assert client.post(f"{LIST}{row.pk}/confirm/", {"seen": nonsense}).status_code == 404


def test_what_was_sent_is_neither_changed_nor_deleted(team: User) -> None:
    row, client = AnnouncementFactory(sending=True), signed_in(team)
    for verb in ("change", "delete"):
        client.post(f"{LIST}{row.pk}/{verb}/", FORM | {"post": "yes"})
    row.refresh_from_db()
    assert row.subject == "An evening about pricing"
    draft = AnnouncementFactory()
    client.post(f"{LIST}{draft.pk}/delete/", {"post": "yes"})
    assert list(Announcement.objects.all()) == [row]


def test_count_follows_what_is_chosen(team: User) -> None:
    MentorFactory()
    UserFactory(language="de")
    client = signed_in(team)
    for query, words in (
        ("audience=mentors&last_seen=any", "1 person gets it."),
        ("audience=everyone&last_seen=any", "3 people get it."),
        ("audience=everyone&last_seen=any&languages=de", "1 person gets it."),
    ):
        assert words in page(client, f"{LIST}count/?{query}")
    for nonsense in ("", "audience=cats&last_seen=any", "audience=mentors&last_seen=any&topics=x"):
        assert page(client, f"{LIST}count/?{nonsense}").strip() == ""
    assert 'hx-get="/admin/announcements/announcement/count/"' in page(client, f"{LIST}add/")


def test_email_in_the_frame_may_load_and_run_nothing(team: User) -> None:
    row, client = AnnouncementFactory(subject_de="Ein Abend", body_de="Hallo!"), signed_in(team)
    framed = client.get(f"{LIST}{row.pk}/mail/de/")
    assert "<p>Hallo!</p>" in framed.content.decode()
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert framed["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    assert client.get(f"{LIST}{row.pk}/mail/fr/").status_code == 404
    assert 'sandbox="allow-popups"' in page(client, f"{LIST}{row.pk}/review/")


@pytest.mark.parametrize("state", ["draft", "sending"])
def test_review_makes_as_many_queries_for_many_people_as_for_one(team: User, state: str) -> None:
    row, client = AnnouncementFactory(sending=state == "sending"), signed_in(team)
    RecipientFactory(announcement=row)
    client.get(f"{LIST}{row.pk}/review/")
    numbers = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            page(client, f"{LIST}{row.pk}/review/")
        numbers.append(len(asked))
        RecipientFactory.create_batch(3, announcement=row)
    assert numbers[0] == numbers[1]
