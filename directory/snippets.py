"""Where a mentor says in their own words what was looked for."""

import re
import unicodedata
from collections.abc import Collection

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.languages import attribute
from directory.vocabulary import split, stems_of
from mentors.models import Mentor

LENGTH = 140  # characters
BEFORE = 50  # of them before the first word that was found
LONGEST_ENDING = 5  # letters after a stem: negoti-ating
MARKUP = re.compile(r"!?\[([^\]\n]{0,200})\]\([^)\n]{0,200}\)|^[ \t]*(?:>|#+|[-*+])[ \t]+|[*_`]+", re.MULTILINE)
LEFT_OUT = re.compile(r'(?<!\S)-("[^"]*"|\S+)')  # what nobody should have


class Folds(dict[int, str]):
    """Each letter in lower case and without its accent, always as one letter, so that places stay."""

    def __missing__(self, code: int) -> str:
        self[code] = unicodedata.normalize("NFD", chr(code).lower())[:1]
        return self[code]


FOLDS = Folds()


def snippets(mentors: Collection[Mentor], text: str) -> dict[int, SafeString]:
    """A paragraph for each mentor whose text has a word that was typed, in any of its forms: one query.

    Returns:
        By the mentor's id; the words are marked.
    """
    stems = {stem for forms in stems_of(split(LEFT_OUT.sub("", text))).values() for stem in forms}
    if not stems:
        return {}
    ways = "|".join(re.escape(stem) for stem in sorted(stems, key=len, reverse=True))
    pattern = re.compile(rf"\b(?:{ways})\w{{0,{LONGEST_ENDING}}}\b")
    found = ((mentor, snippet(mentor.bio, pattern)) for mentor in mentors)
    return {
        mentor.pk: format_html('<p class="mentor-card__found" {}>{}</p>', attribute(mentor.text_language), words)
        for mentor, words in found
        if words
    }


def snippet(bio: str, pattern: re.Pattern[str]) -> SafeString | None:
    """The part of a text around the first word that a pattern finds, without markup; None if there is none.

    Args:
        pattern: of words in lower case and without accents.
    """
    text = " ".join(MARKUP.sub(r"\1", bio).split())
    folded = text.translate(FOLDS)
    first = pattern.search(folded)
    if not first:
        return None
    begin = text.rfind(" ", 0, max(0, first.start() - BEFORE)) + 1
    end = len(text) if len(text) - begin <= LENGTH else max(text.rfind(" ", 0, begin + LENGTH), first.end())
    parts, at = [], begin
    for match in pattern.finditer(folded, begin, end):
        parts.append((text[at : match.start()], text[match.start() : match.end()]))
        at = match.end()
    marked = format_html_join("", "{}<mark>{}</mark>", parts)
    return format_html("{}{}{}{}", "… " if begin else "", marked, text[at:end], " …" if end < len(text) else "")
