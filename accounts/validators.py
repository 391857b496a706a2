"""Validation of members' names, which appear in emails to others and beside what the club says."""

import re
import unicodedata
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.text import JOINERS, lookalike

UNPRINTABLE = {"Cc", "Cf", "Co", "Cs"}  # Unicode's general categories
FORBIDDEN = ("<", ">", "://", "www.", "@")
# What mail programs make a link of, though no one marked it as one: evil.com, 192.0.2.1, bit.ly/x. M.Sc. is none.
HOST = re.compile(r"\w[.。]\w{2,}(?![\w.])|\w{2,}[.。]\w{2,}|\d[.。]\d")
TEAM = frozenset(
    lookalike(word)
    for word in (
        "admin", "admins", "administrator", "administratorin", "administration", "moderator", "moderatorin",
        "moderation", "support", "team", "helpdesk", "postmaster", "webmaster",
    )
)  # fmt: skip
SHORTEST_CLUB = 6  # letters of a club's name that no name may contain; a shorter one may only not be the whole name


def clean_name(name: str) -> str:
    """Return `name` with its spaces normalised.

    Raises:
        ValidationError: it contains markup, an address or unprintable characters, or no letter at all; it would become
            a link in someone's mail program; or it looks like the club's or its team's.
    """
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    unprintable = any(unicodedata.category(letter) in UNPRINTABLE and letter not in JOINERS for letter in tidy)
    nameless = not any(letter.isalpha() for letter in tidy)
    plain = unicodedata.normalize("NFKC", tidy).lower()
    if unprintable or nameless or any(part in plain for part in FORBIDDEN):
        raise ValidationError(_("Just a name, please: no links, no addresses, no < or >."), code="name")
    if HOST.search(plain):
        raise ValidationError(
            _("A dot between two words turns a name into a link in emails. Put a space after the dot."),
            code="link",
        )
    if _is_of_the_club(tidy):
        raise ValidationError(_("This looks like a name of the club or its team. Please use your own."), code="club")
    return tidy


def validate_name(name: str) -> None:
    """`clean_name`, for the field of the model.

    Raises:
        ValidationError: as there.
    """
    clean_name(name)


def _is_of_the_club(name: str) -> bool:
    forms = {name, re.sub(r"\d+\b", "", name)}
    return any(_is_like_the_club(lookalike(form).split()) for form in forms)


@cache
def _club_words(name: str) -> list[str]:
    return lookalike(name.lower().removeprefix("the ")).split()


def _is_like_the_club(words: list[str]) -> bool:
    whole, club_words = "".join(words), _club_words(settings.CLUB_NAME)
    club, kind = "".join(club_words), club_words[-1]  # the last word says what it is: club
    if whole in {club, kind, f"the{kind}"} or (len(club) >= SHORTEST_CLUB and club in whole):
        return True
    of_the_team = re.compile(f"(?:{'|'.join([kind, *TEAM])})+")  # clubteam, adminsupport
    return any(of_the_team.fullmatch(word) and word != kind for word in [*words, whole])
