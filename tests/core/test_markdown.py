from html.parser import HTMLParser

import pytest

from core import markdown

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "![x](https://tracker.example/p.gif)",
    "<a href='javascript:x'>x</a>",
    "<svg onload=alert(1)>",
    "<iframe src=//example.org>",
    "<style>*{display:none}</style>",
    "[x](https://e.org 'onmouseover=alert(1)')",
    "`<script>`",
    "<!--<script>-->",
    "[a]: javascript:alert(1)\n[a]",
    "[x](//evil.example)",
    "[x](../../accounts/logout/)",
]


class Reader(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_is_harmless(text: str) -> None:
    reader = Reader()
    reader.feed(markdown.render(text))
    assert reader.tags <= markdown.TAGS
    assert {name for name, _value in reader.attributes} <= {"href", "rel"}
    assert all(value.startswith("https://") for name, value in reader.attributes if name == "href")


def test_markdown_keeps_what_people_write() -> None:
    html = markdown.render("# Me\n\n**Bold** and [link](https://example.org).\n\n- one\n- two")
    assert html == (
        "<h3>Me</h3>\n<p><strong>Bold</strong> and "
        '<a href="https://example.org" rel="nofollow noopener noreferrer ugc">'
        "link</a>.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )


def test_deep_nesting_ends() -> None:
    assert len(markdown.render("> " * 5000 + "x")) < 200_000


def test_plain_text_reads_like_an_email() -> None:
    text = markdown.as_text(
        "# Hello\n\nDear **all**, see [the list](https://example.org/x) or <https://example.org/y>.  \nSoon.\n\n"
        "- one\n- two\n\n1. first\n2. second\n\n> quoted\n\n---\n\n    code\n\n" + "word " * 30
    )
    assert text.startswith(
        "Hello\n\nDear all, see the list (https://example.org/x) or https://example.org/y.\nSoon.\n\n"
        "- one\n- two\n\n1. first\n2. second\n\n> quoted\n\n---\n\ncode\n\nword word"
    )
    assert max(map(len, text.splitlines())) <= markdown.WIDTH


def test_page_has_sections_with_anchors() -> None:
    intro, sections = markdown.sections(
        "Hello.\n\n## *Who* we are {#us}\n\n### Ann\n\n[Write](/contact/)\n\n# Why\n\nSo."
    )
    assert intro == "<p>Hello.</p>\n"
    assert [(each.title, each.anchor) for each in sections] == [("Who we are", "us"), ("Why", "")]
    assert '<h3>Ann</h3>\n<p><a href="/contact/" rel="noopener noreferrer">Write</a></p>' in sections[0].body


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_page_is_harmless(text: str) -> None:
    intro, sections = markdown.sections(f"{text}\n\n## {text}\n\n{text}")
    reader = Reader()
    reader.feed(intro + "".join(each.body for each in sections))
    assert reader.tags <= markdown.TAGS
    assert {name for name, _value in reader.attributes} <= {"href", "rel"}
    assert all(value.startswith("https://") for name, value in reader.attributes if name == "href")


def test_message_shows_the_host_of_each_link_and_loads_nothing() -> None:
    shown = markdown.message("Pay at [my bank](https://evil.example/bank), see https://club.example/a_b_c?x=1&y=2.")
    assert ">my bank</a> (evil.example)" in shown
    assert '<a href="https://club.example/a_b_c?x=1&amp;y=2" rel="' in shown
    assert "y=2</a>." in shown
    lying = markdown.message("[https://bank.example](https://evil.example/)")
    assert lying.count("evil.example") == 2
    for text in HOSTILE:
        found = markdown.message(text).lower()
        bad = (
            "<img",
            "<script",
            "<svg",
            "<iframe",
            "<style",
            "<a href='",
            'href="javascript',
            'href="data',
            'href="vb',
        )
        assert [each for each in bad if each in found] == [], text
    assert "<img" not in markdown.message("![a](https://evil.example/x.png)")


def test_message_keeps_lines_and_has_no_headings() -> None:
    assert "one<br>" in markdown.message("one\ntwo")
    assert markdown.message("# Loud\n\n- a\n- b").count("<li>") == 2
    assert "<h" not in markdown.message("# Loud\n\nor\n===")
    assert "<code>https://club.example</code>" in markdown.message("`https://club.example`")
