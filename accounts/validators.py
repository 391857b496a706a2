"""Validation of members' names."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

JOINERS = "\u200c\u200d"  # needed in Persian and Indian names; no other invisible character is
UNPRINTABLE = {"Cc", "Cf", "Co", "Cs"}  # Unicode's general categories
FORBIDDEN = ("<", ">", "://", "www.", "@")


def clean_name(name: str) -> str:
    """Return `name` with its spaces normalised.

    Raises:
        ValidationError: it contains markup, an address or unprintable characters, or no letter at all. Names are
            shown in emails to others, so they must not carry links.
    """
    tidy = " ".join(name.split())
    unprintable = any(unicodedata.category(letter) in UNPRINTABLE and letter not in JOINERS for letter in tidy)
    nameless = not any(letter.isalpha() for letter in tidy)
    if unprintable or nameless or any(part in tidy.lower() for part in FORBIDDEN):
        raise ValidationError(_("Just a name, please: no links, no addresses, no < or >."), code="name")
    return tidy
