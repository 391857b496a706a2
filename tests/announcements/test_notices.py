"""The email: the reader's language, text and HTML, one click to stop it, and nothing that harms."""

import re
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from announcements.notices import preview
from announcements.services import drafting, sending
from notifications.models import Notice
from outbox.services import drain
from tests.bookings.moments import NOW
from tests.core.test_markdown import Reader
from tests.factories import AnnouncementFactory, UserFactory
from tests.pages import signed_in

pytestmark = pytest.mark.django_db
HOSTILE = """<script>alert(1)</script> <img src="https://tracker.example/p.gif" onerror="alert(1)">

![a picture](https://tracker.example/p.gif) [click](javascript:alert(1)) [data](data:text/html;base64,PHM+)

[fine](https://example.org/) <style>*{display:none}</style>"""


@pytest.fixture
def by() -> User:
    return UserFactory(staff=True, muted_notices=["announcement"])


def sent(by: User, reader: User, **texts: str) -> mail.EmailMultiAlternatives:
    row = AnnouncementFactory(written_by=by, **texts)
    sending.confirm(announcement=row, seen=NOW, by=by, now=NOW)
    sending.hand_over(now=NOW)
    drain(now=NOW)
    [found] = [each for each in mail.outbox if each.to == [reader.email]]
    assert isinstance(found, mail.EmailMultiAlternatives)
    return found


def html(message: mail.EmailMultiAlternatives) -> str:
    return str(message.alternatives[0][0])


def test_reader_gets_their_language_and_one_click_stops_it(by: User) -> None:
    ann = UserFactory(language="de")
    message = sent(
        by, ann, subject_de="Ein Abend", body_de="Hallo!\n\nWir sehen uns **Montag**: [hier](https://e.org/)."
    )
    assert message.subject == "Ein Abend"
    assert "Wir sehen uns Montag: hier (https://e.org/)." in message.body
    assert "<strong>Montag</strong>" in html(message)
    assert 'href="https://e.org/"' in html(message)
    link = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in message.body
    answer = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    ann.refresh_from_db()
    assert ann.muted_notices == ["announcement"]


def test_reader_of_another_language_gets_what_was_written_and_is_told_which(by: User) -> None:
    ann = UserFactory(language="de")
    message = sent(by, ann)
    assert (message.subject, 'lang="de"' in html(message)) == ("An evening about pricing", True)
    assert re.search(r'<h1\s+lang="en"', html(message))
    assert "Diese Mails" in message.body  # everything else is in theirs


def test_hostile_markdown_and_subject_are_harmless(by: User) -> None:
    ann = UserFactory()
    message = sent(by, ann, subject="Hello\r\nBcc: all@example.org\n\nMore", body=HOSTILE)
    page = html(message)
    assert re.findall(r"<(?:script|img|iframe|svg|object|form)\b", page) == []
    own = 'style="margin: 0 0 14px; color: #211d17; overflow-wrap: anywhere"'
    written = page.partition(own)[2].partition("</div>")[0]
    reader = Reader()
    reader.feed(written)
    assert reader.tags == {"p", "a"}
    # What would be a picture is a link that someone has to follow.
    links = {value for name, value in reader.attributes if name != "rel"}
    assert links == {"https://example.org/", "https://tracker.example/p.gif"}
    assert {name for name, _value in reader.attributes} == {"href", "rel"}
    parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    assert (parsed["Subject"], parsed["Bcc"], parsed["To"]) == (
        "Hello Bcc: all@example.org More", None, ann.email,
    )  # fmt: skip


def test_test_is_sent_to_oneself_alone_even_if_one_has_switched_them_off(by: User) -> None:
    UserFactory()
    drafting.send_test(announcement=AnnouncementFactory(written_by=by), by=by, now=NOW)
    drain(now=NOW)
    [message] = mail.outbox
    assert (message.to, message.subject) == ([by.email], "Test: An evening about pricing")
    assert "List-Unsubscribe" not in message.extra_headers
    assert Notice.objects.get().caused_by == by.uuid


def test_preview_is_the_email(by: User) -> None:
    row = AnnouncementFactory(written_by=by, subject_de="Ein Abend", body_de="Hallo!")
    shown = preview(row, language="de", reader=by)
    assert (shown.subject, "Hallo!" in shown.text, "<p>Hallo!</p>" in shown.html) == ("Ein Abend", True, True)


def test_members_switch_them_off_in_their_account() -> None:
    ann = UserFactory()
    page = signed_in(ann).get("/me/").content.decode()
    assert "News from the club team, once a week at most" in page
