"""Addresses of mentors, made from their names and never one that the club uses itself."""

import unicodedata
from collections.abc import Iterator
from itertools import count

from django.utils.text import slugify

LONGEST = 80
RESERVED = frozenset(
    {
        "admin", "all", "api", "apply", "book", "bookings", "calendar", "desk", "edit", "events", "feed", "feedback",
        "for-you", "help", "list", "match", "me", "mentor", "mentors", "new", "openings", "page", "preview", "profile",
        "random", "search", "settings", "topics", "you",
    }
)  # fmt: skip
SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "å": "a", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
     "œ": "oe", "ı": "i"}
)  # fmt: skip


def base(name: str) -> str:
    """The plain address for a name: Jürgen Groß → juergen-gross; "mentor" for a name without Latin letters."""
    lowered = unicodedata.normalize("NFC", name).lower().translate(SPELLED)
    return slugify(lowered)[: LONGEST - 6].strip("-_") or "mentor"


def candidates(name: str) -> Iterator[str]:
    """Addresses to try for a name, best first; endless."""
    plain = base(name)
    if plain not in RESERVED and not plain.isdigit():
        yield plain
    for number in count(2):
        yield f"{plain}-{number}"
