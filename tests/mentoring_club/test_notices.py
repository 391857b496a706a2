"""Emails that link to the club's own pages, in the reader's language."""

import pytest
from django.conf import LazySettings
from django.utils import translation

from core import clock
from notifications.mail import message
from notifications.mail_content import NoticeContext, kinds


@pytest.fixture(autouse=True)
def address(settings: LazySettings) -> None:
    settings.SITE_URL = "https://club.example"


def context(**data: str) -> NoticeContext:
    return NoticeContext(about=None, recipient=None, data=data, now=clock.now())


@pytest.mark.parametrize(("language", "front"), [("en", "https://club.example/"), ("de", "https://club.example/de/")])
def test_links_in_a_mail_lead_to_pages_in_its_language(language: str, front: str) -> None:
    with translation.override(language):
        content = kinds["password_changed"].build(context())
        text = message(content, to="ann@example.org", reader=None).body
    assert [link.url for link in content.links] == [f"{front}contact/"]
    assert f"The Mentoring Club · {front}\n" in text


@pytest.mark.parametrize(("code", "said"), [("de", "German"), ("xx", "xx"), ("", "")])
def test_mail_to_the_team_names_the_senders_language(code: str, said: str) -> None:
    data = {"subject": "Hello", "message": "How do I begin?", "name": "Ann", "email": "ann@example.org"}
    assert kinds["contact"].build(context(**data, language=code)).facts[1] == ("Language", said)
