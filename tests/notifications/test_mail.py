"""How mail content is drawn."""

import pytest

from notifications import mail
from notifications.mail_content import MailContent, Quote

HOSTILE = "<script>alert(1)</script>\r\nBcc: victim@example.org"


@pytest.mark.parametrize("first", [None, Quote("Two\nlines.", "Ann", "de")])
def test_words_of_several_people_are_each_quoted_with_their_name(first: Quote | None) -> None:
    ann, ben, nameless = Quote("Two\nlines.", "Ann", "de"), Quote(HOSTILE, "Ben"), Quote("Thanks.")
    quotes = (ben, nameless) if first else (ann, ben, nameless)
    message = mail.message(MailContent("Hello", "Hello", quote=first, quotes=quotes), to="a@example.org", reader=None)
    html = str(message.alternatives[0][0])
    assert "Hello\n\nAnn:\n> Two\n> lines.\n\nBen:\n> <script>" in str(message.body)
    assert "> Bcc: victim@example.org\n\n> Thanks.\n" in str(message.body)
    assert html.count("<blockquote") == 3
    assert '<span lang="de">Two<br>lines.</span>' in " ".join(html.split())
    assert "<script>" not in html


def test_mail_without_words_quotes_no_one() -> None:
    message = mail.message(MailContent("Hello", "Hello", lines=("Line.",)), to="a@example.org", reader=None)
    assert "> " not in str(message.body)
    assert "<blockquote" not in str(message.alternatives[0][0])
