"""Texts as people see them: their visible length, on one line, and normalised for search and for lookalikes."""

import re
import unicodedata

from django.utils.safestring import SafeString, mark_safe

UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs"}  # Unicode's general categories
BLANKS = "\u034f\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that are invisible

# How names are spelled on keyboards without these letters.
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
# A letter of a script that puts no spaces between words, or between parts of names: Thai, Lao, Burmese, Khmer,
# Japanese, Chinese, Korean.
UNSPACED = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)

JOINERS = "\u200c\u200d"  # the only invisible characters that are needed, in Persian and Indian words and in emoji
LONE_JOINER = re.compile(f"(?<![^\\s{JOINERS}])[{JOINERS}]+|[{JOINERS}]+(?=\\s|$)")
# What can be mistaken for a Latin letter at a glance; l and 1 can be mistaken for i, too.
LOOKALIKES = {
    "a": "аαɑ4", "b": "вʙбƅ6", "c": "сϲ", "d": "ԁ", "e": "еєε3", "g": "ɡ9", "h": "һ", "i": "іιıɩӏl1|!", "j": "ј",
    "k": "кκ", "m": "м", "n": "пηոո", "o": "оοօσ0", "p": "рρ", "q": "ԛ", "r": "гɾ", "s": "ѕ5$", "t": "тτ7", "u": "υսц",
    "v": "ν", "w": "ԝω", "x": "хχ", "y": "уγ",
}  # fmt: skip
# Unicode doesn't decompose đ and ł into a letter and a bar, but names the letter.
BARRED = re.compile("LATIN SMALL LETTER ([A-Z]) WITH ")
LOOKALIKE_CAPITALS = {"b": "Β", "h": "ΗН", "m": "Μ", "n": "Ν", "t": "Τ", "y": "Υ"}  # their small letters look different
TO_LATIN = {ord(other): latin for latin, others in LOOKALIKES.items() for other in others}
CAPITALS_TO_LATIN = {ord(other): latin for latin, others in LOOKALIKE_CAPITALS.items() for other in others}
SELECTORS = "".join(map(chr, range(0xFE00, 0xFE10)))  # of how the letter before is drawn


def visible_length(text: str) -> int:
    """The number of visible characters in `text`; any whitespace between words counts as one."""
    tidy = " ".join(text.split())
    if tidy.isascii() and tidy.isprintable():
        return len(tidy)
    seen = "".join(letter for letter in tidy if not _is_unseen(letter))
    return len(" ".join(seen.split()))


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in UNSEEN or letter in BLANKS or letter in SELECTORS


def folded(text: str) -> str:
    """`text` in lower case and normalised (NFKC), with spaces around each `UNSPACED` letter.

    A phrase search then finds any part of a name in such a script.
    """
    return re.sub(f"({UNSPACED})", r" \1 ", unicodedata.normalize("NFKC", text).lower())


def spelled_out(text: str) -> str:
    """A folded text with ä as ae, ö and ø as oe, ü as ue, å as aa."""
    return text.translate(SPELLED_OUT)


def one_line(text: str) -> str:
    """`text` on one line: white space as single spaces, without invisible characters or changes of direction."""
    if text.isprintable():  # nothing to remove, as in most texts: twenty times faster
        tidy = " ".join(text.split())
        return tidy if tidy.strip(f" {BLANKS}{SELECTORS}") else ""
    seen = "".join(" " if letter.isspace() else letter for letter in text if letter.isspace() or _may_stay(letter))
    tidy = " ".join(LONE_JOINER.sub("", seen).split())
    return tidy if visible_length(tidy) else ""


def lookalike(text: str) -> str:
    """Map words that look alike to the same words: in small Latin letters, without marks and signs."""
    capitals = unicodedata.normalize("NFKC", text).translate(CAPITALS_TO_LATIN)
    words = re.sub(r"!(?!\w)", " ", capitals.casefold())  # within a word it looks like an i
    plain = "".join(map(_unbarred, unicodedata.normalize("NFKD", words))).translate(TO_LATIN)
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter) and not _is_unseen(letter))
    return " ".join(re.findall(r"\w+", letters.replace("rn", "m").replace("vv", "w").replace("_", " ")))


def _unbarred(letter: str) -> str:
    barred = BARRED.match(unicodedata.name(letter, ""))
    return barred[1].lower() if barred else letter


def _may_stay(letter: str) -> bool:
    return letter in JOINERS or unicodedata.category(letter) not in UNSEEN


def without_indents(html: str) -> SafeString:
    """A rendered page without the spaces that indent its templates and their empty lines, a quarter of a list.

    Args:
        html: rendered by a template, without anything in it where spaces count, such as a text area.
    """
    lines = (line.strip(" ") for line in html.split("\n"))
    return mark_safe("\n".join(filter(None, lines)))  # nosec B308
