"""Members' Markdown as safe HTML."""

from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h3", "h4", "code", "pre", "hr"}


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).disable(
        ["image", "html_block", "html_inline"]
    )


def render(text: str) -> SafeString:
    """CommonMark to HTML: no raw HTML, no images, only http(s) and mailto links, with a `rel` that leaks nothing.

    Headings start at h3, below those of the page.
    """
    parsed = _parser().render(text)
    for level in (4, 3, 2, 1):
        shown = min(level + 2, 4)
        parsed = parsed.replace(f"<h{level}>", f"<h{shown}>").replace(f"</h{level}>", f"</h{shown}>")
    clean = nh3.clean(
        parsed,
        tags=TAGS,
        attributes={"a": {"href"}, "*": set()},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer ugc",
    )
    return mark_safe(clean)  # cleaned above  # nosec B308
