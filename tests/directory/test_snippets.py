"""The words that were looked for, in a mentor's own."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from directory.snippets import LENGTH, snippet
from mentors.models import Mentor
from tests.directory.conftest import queries
from tests.pages import markup

Listed = Callable[..., Mentor]
FOUND = re.compile(r'<p class="mentor-card__found" ?([^>]*)>(.*?)</p>', re.DOTALL)


def quoted(client: Client, typed: str) -> list[tuple[str, str]]:
    """The language, if it isn't the page's, and the words of each snippet on the page."""
    return FOUND.findall(markup(client.get("/mentors/", {"q": typed})))


@pytest.mark.parametrize(
    ("bio", "typed", "expected"),
    [
        ("I help with negotiating pay.", "negotiation", "I help with <mark>negotiating</mark> pay."),
        ("Ask me about **salary** and [pay](https://a.test).", "pay", "Ask me about salary and <mark>pay</mark>."),
        ("Führungskräfte und Führung", "fuhrung", "Führungskräfte und <mark>Führung</mark>"),
        ("Résumés, and more résumés", "resume", "<mark>Résumés</mark>, and more <mark>résumés</mark>"),
        ("Generation by generation", "general", None),
        ("<b>Bold</b> interviews", "interviews", "&lt;b&gt;Bold&lt;/b&gt; <mark>interviews</mark>"),
        ("> A bat & a dog", "dog -cat", "A bat &amp; a <mark>dog</mark>"),
        ("- Dogs\n- *Cats*", "dog -bat", "<mark>Dogs</mark> Cats"),
    ],
)
def test_words_are_marked_in_any_form(
    client: Client, listed: Listed, bio: str, typed: str, expected: str | None
) -> None:
    listed(bio=bio, headline=typed.partition(" -")[0])  # found in any case
    found = quoted(client, typed)
    assert [words for _language, words in found] == ([expected] if expected else [])


@pytest.mark.parametrize("before", [0, 30, 3000])
@pytest.mark.parametrize("after", [0, 30, 3000])
def test_part_of_a_long_text_is_shown_with_the_word_in_it(before: int, after: int) -> None:
    bio = f"{'word ' * (before // 5)}interviews{' word' * (after // 5)}"
    found = snippet(bio, re.compile(r"\binterviews\b"))
    assert found is not None
    assert "<mark>interviews</mark>" in found
    assert len(found) <= LENGTH + len("<mark></mark>") + 4
    assert found.startswith("… ") == (before > 100)
    assert found.endswith(" …") == (after > 100)


@pytest.mark.parametrize(
    "bio", ["", "x" * 6000, "interviews" * 600, "*" * 6000, "[](" * 2000, "[" * 6000, "İ ß ﬁ interviews"]
)
def test_strange_texts_are_no_fault(bio: str) -> None:
    found = snippet(bio, re.compile(r"\binterviews\b"))
    assert (found is not None) == (" interviews" in bio)


def test_snippet_has_its_language_and_is_not_kept_with_the_card(client: Client, listed: Listed) -> None:
    listed("Bruno", bio="Ich führe Interviews.", text_language="de", headline="Interviews")
    assert quoted(client, "interviews") == [('lang="de"', "Ich führe <mark>Interviews</mark>.")]
    assert quoted(client, "bruno") == []
    assert FOUND.findall(markup(client.get("/mentors/"))) == []
    assert "\x00" not in client.get("/mentors/").content.decode()


def test_as_many_queries_for_one_as_for_many(client: Client, listed: Listed) -> None:
    listed(bio="Interviews, and more interviews")
    quoted(client, "interviews")
    one = queries(client, "/mentors/?q=interviews")
    for _mentor in range(5):
        listed(bio="Interviews, and more interviews")
    assert len(quoted(client, "interviews")) == 6
    assert queries(client, "/mentors/?q=interviews") == one
