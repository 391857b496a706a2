"""Texts without who wrote them: names, companies, links and addresses are left out."""

import re
from collections.abc import Iterable

GAP = "[…]"
LINKS = re.compile(
    r"""(?:https?://|www\.)[^\s<>()]+                       # an address
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                          # of an email
    | (?<![\w@])@\w[\w.]+                                   # a handle
    | (?<!\w)(?:[\w-]+\.)+[a-z]{2,12}/[^\s<>()]+            # an address without its scheme""",
    re.VERBOSE | re.IGNORECASE,
)
GAPS = re.compile(rf"{re.escape(GAP)}(?: {re.escape(GAP)})+")
SHORTEST_NAME = 2  # characters


def without_people(text: str, *, name: str, company: str) -> str:
    """`text` with a gap for a person's name and each part of it, their company, and every link or email address.

    Names are left out as they are written, so that Will leaves “I will” as it is; the company in upper and lower case.
    """
    text = LINKS.sub(GAP, text)
    if company:
        text = _whole([company], re.IGNORECASE).sub(GAP, text)
    parts = {part for part in re.split(r"[\s\-‐–.,]+", name) if len(part) >= SHORTEST_NAME}
    names = [name, *parts]
    wanted = {spelling for each in names for spelling in (each, each.upper(), each.title()) if each.strip()}
    text = _whole(wanted).sub(GAP, text) if wanted else text
    return GAPS.sub(GAP, text)


def _whole(words: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    """One of these as a word of its own, also with the s of a genitive; the longest comes first."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})['’]?s?(?!\w)", flags)
