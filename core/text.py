"""Counting the visible characters of a text."""

import unicodedata

UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs"}  # Unicode's general categories
BLANKS = "\u034f\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that render as nothing


def visible_length(text: str) -> int:
    """The number of visible characters in `text`; any whitespace between words counts as one."""
    tidy = " ".join(text.split())
    seen = "".join(letter for letter in tidy if not _is_unseen(letter))
    return len(" ".join(seen.split()))


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in UNSEEN or letter in BLANKS or "\ufe00" <= letter <= "\ufe0f"
