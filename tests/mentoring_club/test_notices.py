"""Mail that leads to the club's own pages, in the reader's language."""

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
def test_links_of_a_mail_lead_to_pages_in_its_language(language: str, front: str) -> None:
    with translation.override(language):
        content = kinds["password_changed"].build(context())
        text = message(content, to="ann@example.org", reader=None).body
    assert [link.url for link in content.links] == [f"{front}contact/"]
    assert f"The Mentoring Club · {front}\n" in text


@pytest.mark.parametrize(("code", "said"), [("de", "German"), ("xx", "xx"), ("", "")])
def test_team_reads_the_name_of_the_language_that_somebody_wrote_in(code: str, said: str) -> None:
    data = {"subject": "Hello", "message": "How do I begin?", "name": "Ann", "email": "ann@example.org"}
    assert kinds["contact"].build(context(**data, language=code)).facts[1] == ("Language", said)
