"""Counting the visible characters of a text, and spelling one as a search compares it."""

import re
import unicodedata

UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs"}  # Unicode's general categories
BLANKS = "\u034f\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that render as nothing

# How names are spelled on keyboards without these letters.
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
# A letter of a script that writes no spaces between words, or whose names need none: Thai, Lao, Burmese, Khmer,
# Japanese, Chinese, Korean.
UNSPACED = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)


def visible_length(text: str) -> int:
    """The number of visible characters in `text`; any whitespace between words counts as one."""
    tidy = " ".join(text.split())
    seen = "".join(letter for letter in tidy if not _is_unseen(letter))
    return len(" ".join(seen.split()))


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in UNSEEN or letter in BLANKS or "\ufe00" <= letter <= "\ufe0f"


def folded(text: str) -> str:
    """`text` in lower case and in one form of each letter (NFKC), with a space around each letter that is `UNSPACED`.

    A phrase of such letters then finds every part of a name.
    """
    return re.sub(f"({UNSPACED})", r" \1 ", unicodedata.normalize("NFKC", text).lower())


def spelled_out(text: str) -> str:
    """A folded text with ä as ae, ö and ø as oe, ü as ue, å as aa."""
    return text.translate(SPELLED_OUT)
