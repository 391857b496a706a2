"""What a member may be called."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

JOINERS = "\u200c\u200d"  # Persian and Indian names are written with them; no other invisible character has a use here
UNPRINTABLE = {"Cc", "Cf", "Co", "Cs"}  # Unicode's general categories
FORBIDDEN = ("<", ">", "://", "www.", "@")


def clean_name(name: str) -> str:
    """`name` with its spaces tidied.

    Raises:
        ValidationError: it holds markup, an address, characters that do not print, or no letter at all. Names stand
            in mails to others, and are no place for links.
    """
    tidy = " ".join(name.split())
    unprintable = any(unicodedata.category(letter) in UNPRINTABLE and letter not in JOINERS for letter in tidy)
    nameless = not any(letter.isalpha() for letter in tidy)
    if unprintable or nameless or any(part in tidy.lower() for part in FORBIDDEN):
        raise ValidationError(_("Just a name, please: no links, no addresses, no < or >."), code="name")
    return tidy
