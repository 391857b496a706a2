"""What members and the team write in Markdown, as safe HTML and as plain text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from textwrap import fill
from typing import Any, Literal
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

WIDTH = 76  # of a line of plain text, in characters
OF_MEMBERS = "nofollow noopener noreferrer ugc"
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h3", "h4", "code", "pre", "hr"}


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).disable(
        ["image", "html_block", "html_inline"]
    )


@lru_cache(maxsize=500)
def render(text: str) -> SafeString:
    """CommonMark to HTML: no raw HTML, no images, only http(s) and mailto links, with a `rel` that leaks nothing.

    Headings start at h3, below those of the page. The last few hundred texts are remembered.
    """
    parsed = _parser().render(text)
    for level in (4, 3, 2, 1):
        shown = min(level + 2, 4)
        parsed = parsed.replace(f"<h{level}>", f"<h{shown}>").replace(f"</h{level}>", f"</h{shown}>")
    return _clean(parsed, link_rel=OF_MEMBERS, relative=_nowhere)


ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]'*_]", re.IGNORECASE)


@cache
def _message_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False, "breaks": True})
    return parser.disable(["image", "html_block", "html_inline", "heading", "lheading", "hr", "reference"])


@lru_cache(maxsize=5_000)
def message(text: str) -> SafeString:
    """What one member writes to another as HTML: as `render`, but without headings, and lines stay lines.

    Web addresses become links. A link with other words is followed by its host, so that no one is sent elsewhere.
    """
    parser = _message_parser()
    tokens = parser.parse(text)
    for token in tokens:
        if token.type == "inline":
            token.children = _with_hosts(token.children or [])
    return _clean(parser.renderer.render(tokens, parser.options, {}), link_rel=OF_MEMBERS, relative=_nowhere)


def _with_hosts(tokens: Sequence[Token]) -> list[Token]:
    """The tokens of a paragraph, with addresses as links, and the host behind each link that doesn't show it."""
    done: list[Token] = []
    link, said = "", ""
    for token in tokens:
        if token.type == "link_open":
            link, said = str(token.attrGet("href") or ""), ""
        elif link and token.content:
            said += token.content
        elif token.type == "text":
            done.extend(_linked(token.content))
            continue
        done.append(token)
        if token.type == "link_close":
            host = _host_of(link)
            if host and said not in {link, host}:
                done.append(_token("text", content=f" ({host})"))
            link = ""
    return done


def _linked(text: str) -> list[Token]:
    """A text, with its web addresses as links."""
    done, at = [], 0
    for found in ADDRESS.finditer(text):
        done.append(_token("text", content=text[at : found.start()]))
        done.append(_token("link_open", tag="a", nesting=1, attrs={"href": found[0]}))
        done.append(_token("text", content=found[0]))
        done.append(_token("link_close", tag="a", nesting=-1))
        at = found.end()
    return [*done, _token("text", content=text[at:])]


def _token(kind: str, *, tag: str = "", nesting: Literal[-1, 0, 1] = 0, content: str = "", **rest: Any) -> Token:
    return Token(type=kind, tag=tag, nesting=nesting, content=content, **rest)


def _host_of(address: str) -> str:
    """The host of a web address, as browsers send it; the address itself if it can't be read."""
    if address.startswith("mailto:"):
        return address.removeprefix("mailto:")
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address


def as_text(text: str) -> str:
    """CommonMark to plain text for an email: lines of up to `WIDTH` characters, with each link's address behind it."""
    blocks: list[str] = []
    margins: list[str] = []  # of the lists and quotes that a block is in
    bullet, is_tight = "", False  # the items of a tight list have no empty lines between them
    for token in _parser().parse(text):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                is_tight = is_tight and bool(margins)
                margins.append("  " if token.type == "bullet_list_open" else "   ")
            case "blockquote_open":
                margins.append("> ")
            case "bullet_list_close" | "ordered_list_close" | "blockquote_close":
                margins.pop()
            case "list_item_open":
                bullet = f"{token.info}{token.markup} " if token.info else "- "
            case "paragraph_open":
                if is_tight and token.hidden:
                    blocks[-1] += "\n"
                else:
                    blocks.append("")
                is_tight = token.hidden
            case "heading_open":
                blocks.append("")
                is_tight = False
            case "inline":
                blocks[-1] += _filled(_inline(token.children or []), margins, bullet)
                bullet = ""
            case "fence" | "code_block":
                blocks.append("\n".join("".join(margins) + line for line in token.content.splitlines()))
            case "hr":
                blocks.append("---")
    return "\n\n".join(blocks)


def _filled(text: str, margins: Sequence[str], bullet: str) -> str:
    """A paragraph, its first line behind the bullet of its list."""
    margin = "".join(margins)
    first = "".join(margins[:-1]) + bullet if bullet else margin
    lines = []
    for line in text.split("\n"):
        wrapped = fill(line, WIDTH, initial_indent=first, subsequent_indent=margin, break_long_words=False,
                       break_on_hyphens=False)  # fmt: skip
        lines.append(wrapped)
        first = margin
    return "\n".join(lines)


def _inline(tokens: Sequence[Token]) -> str:
    """The text of a paragraph. A link is followed by its address, unless that is what it says."""
    said, link, since = "", "", 0
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                said += token.content
            case "softbreak":
                said += " "
            case "hardbreak":
                said += "\n"
            case "link_open":
                link, since = str(token.attrGet("href") or ""), len(said)
            case "link_close":
                if link.removeprefix("mailto:") != said[since:]:
                    said += f" ({link})"
    return said


ANCHOR = re.compile(r"\s*\{#([a-z][a-z0-9-]{0,40})\}\s*$")


@dataclass(frozen=True, slots=True)
class Section:
    """What follows a heading of a page.

    Attributes:
        title: plain text.
        anchor: the `id` under which links lead here; "" without one.
    """

    title: str
    anchor: str
    body: SafeString


def sections(text: str) -> tuple[SafeString, list[Section]]:
    """The team's CommonMark as what stands above the first heading, and a section for each of its level 1 and 2.

    As safe as `render`, but links may lead to pages of the club (`/contact/`). A heading that ends with `{#name}` has
    that anchor.
    """
    intro: list[Token] = []
    found: list[tuple[str, str, list[Token]]] = []
    tokens = _parser().parse(text)
    for number, token in enumerate(tokens):
        inside = found[-1][2] if found else intro
        is_top = token.level == 0 and token.tag in {"h1", "h2"}
        if is_top and token.type == "heading_open":
            title = _plain(tokens[number + 1])
            anchor = ANCHOR.search(title)
            found.append((ANCHOR.sub("", title), anchor[1] if anchor else "", []))
        elif not is_top and not _is_title(tokens, number):
            inside.append(token)
    return _html(intro), [Section(title, anchor, _html(body)) for title, anchor, body in found]


def _is_title(tokens: list[Token], number: int) -> bool:
    """Whether a token is the text of a heading that begins a section."""
    before = tokens[number - 1] if number else None
    return before is not None and before.type == "heading_open" and before.level == 0 and before.tag in {"h1", "h2"}


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [])


def _html(tokens: list[Token]) -> SafeString:
    parser = _parser()
    return _clean(parser.renderer.render(tokens, parser.options, {}), link_rel="noopener noreferrer", relative=_on_site)


def _nowhere(address: str) -> None:
    """What a member writes links to no page of the club: its name would speak for them."""


def _on_site(address: str) -> str | None:
    """A relative address if it's of a page of the club or within this one; `//evil.example` is another site's."""
    return address if re.match(r"#|/(?![/\\])", address) else None


def _clean(html: str, *, link_rel: str, relative: Callable[[str], str | None]) -> SafeString:
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "*": set()},
        url_schemes={"http", "https", "mailto"},
        link_rel=link_rel,
        url_relative=relative,
    )
    return mark_safe(clean)  # cleaned above  # nosec B308
