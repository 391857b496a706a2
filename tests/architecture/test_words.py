"""The English and German that people read, in the catalogue that `translations --check` keeps complete.

CONTRIBUTING.md has the glossary these lists follow.
"""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

CATALOGUE = Path(settings.BASE_DIR) / "locale" / "de" / "LC_MESSAGES" / "django.po"

# What we don't write, and what we write instead.
ENGLISH = {
    r"\b[Mm]ails?\b(?! server)": "email",
    r"\b[Ss]omebody\b": "someone",
    r"\b[Nn]obody\b": "no one",
    r"\b[Ee]verybody\b": "everyone",
    r"\b[Hh]ears? of\b": "we’ll tell you, we’ll email you",
    r"\b[Ss]tands\b": "is, appears",
    r"\bstand (?:here|there|in)\b": "appear",
    r"\b[Gg]o(?:es)? out\b": "we send it",
    r"\b[Gg]o on\b": "continue",
    r"\bcall(?:s|ed)? off\b": "cancel",
    r"\b[Cc]oming (?:booking|session)": "upcoming",
    r"\b(?:link|one|address) that counts\b": "current",
    r"\bthat says so\b": "say it with a verb",
    r"\b[Tt]his is needed\b": "Please fill this in.",
    r"\b[Tt]ake (?:it|them) back\b|\btaken? back\b": "withdraw",
    r"\b[Mm]ake an account\b": "create",
    r"\b(?:cannot|can not)\b": "can’t",
    r"\b(?:do|does|did|is|are|was|were|has|have|had|could|would|should|must|will) not\b": "a contraction",
    r"\b(?:(?:It|That|There|What|Here) is|I am|(?:You|We|They) are|(?:It|You|We|They|I) will)\b": "a contraction",
    r"\w'\w": "the typographic apostrophe ’",
    r"[a-z][.!?][A-Z]": "a space after each sentence",
}
GERMAN = {
    r"\bMailadressen?\b": "E-Mail-Adresse",
    r"\bNetzadresse\b": "IP-Adresse",
    r"[Ss]chreibtisch": "mein Bereich",
    r"\b[Ee]in Wort (?:an|zur|zum)\b": "eine Nachricht",
    r"\bschon dort war": "das schon hinter sich haben",
    r"\b[Kk]ommende[nr]? Buchung": "anstehend",
    r"\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b(?=[^.?!:]*\b(?:können|haben|müssen|möchten)\b[^.]*\bSie\b)": "du",
    r"\b[Zz]urück(?:ge)?nehmen|[Zz]urückgenommen": "zurückziehen",
    r"\bVideo-Link": "Videolink",
    r"[a-zäöüß][.!?][A-ZÄÖÜ]": "ein Leerzeichen nach jedem Satz",
}
# Lines that are kept as they are.
KEPT = {
    "Nobody is in this room": "the page that is not there",
}


@cache
def texts() -> list[tuple[str, str]]:
    """Each text of the club with its German, singulars and plurals apart."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="de")
    pairs = []
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        pairs += [(str(english), str(german)) for english, german in zip(ids, strings, strict=True) if english]
    return pairs


@pytest.mark.parametrize(("pattern", "instead"), ENGLISH.items())
def test_english_is_what_people_say(pattern: str, instead: str) -> None:
    found = [english for english, _german in texts() if english not in KEPT and re.search(pattern, english)]
    assert found == [], f"write: {instead}"


@pytest.mark.parametrize(("pattern", "instead"), GERMAN.items())
def test_german_is_what_people_say(pattern: str, instead: str) -> None:
    found = [german for _english, german in texts() if re.search(pattern, german)]
    assert found == [], f"schreib: {instead}"


def test_lines_kept_are_still_there() -> None:
    assert set(KEPT) <= {english for english, _german in texts()}
