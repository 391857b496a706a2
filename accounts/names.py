"""What a member may be called."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # characters that turn the direction of what follows
FORBIDDEN = ("<", ">", "://", "www.", "@")


def clean_name(name: str) -> str:
    """`name` with its spaces tidied.

    Raises:
        ValidationError: it holds markup, an address or characters that do not print. Names stand in mails to others,
            and are no place for links.
    """
    tidy = " ".join(name.split())
    unprintable = any(unicodedata.category(letter) in {"Cc", "Co", "Cs"} or letter in TURNING for letter in tidy)
    if unprintable or any(part in tidy.lower() for part in FORBIDDEN):
        raise ValidationError(_("Just a name, please: no links, no addresses, no < or >."), code="name")
    return tidy
