"""The languages that members can meet in, named in the active language."""

from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.languages import alphabetical, codes, locale

# ISO 639-1 codes, ISO 639-2 where there is no other.
OFTEN = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "ar", "uk", "ru")
OTHERS = (
    "af", "am", "az", "be", "bg", "bn", "bs", "ca", "cs", "da", "el", "et", "eu", "fa", "fi", "fil", "ga", "gl", "gu",
    "ha", "he", "hi", "hr", "hu", "hy", "id", "ig", "is", "ja", "ka", "kk", "kn", "ko", "ku", "lb", "lt", "lv", "mk",
    "ml", "mr", "ms", "mt", "my", "nb", "ne", "pa", "ps", "rm", "ro", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw",
    "ta", "te", "th", "ti", "ur", "uz", "vi", "yo", "zh", "zu",
)  # fmt: skip
CODES = OFTEN + OTHERS


@lru_cache(maxsize=1024)
def _name(code: str, shown_in: str) -> str:
    name = locale(shown_in).languages.get(code)
    return name[:1].upper() + name[1:] if name else code


def name(code: str) -> str:
    """A language's name in the active language; the code itself if it has no name."""
    return _name(code, get_language() or settings.LANGUAGE_CODE)


def names(code: str) -> list[str]:
    """A language's name in each of the club's languages."""
    return [_name(code, shown_in) for shown_in in codes()]


def grouped() -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices for a form: common languages, then all others by name."""
    return [
        (str(_("Often spoken here")), [(code, name(code)) for code in OFTEN]),
        (str(_("More languages")), sorted(((code, name(code)) for code in OTHERS), key=lambda choice: choice[1])),
    ]


def written() -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices for the language of a text: the club's own, then all others by name."""
    club = codes()
    others = [(code, name(code)) for code in CODES if code not in club]
    return [
        (str(_("The club’s languages")), [(code, name(code)) for code in club]),
        (str(_("More languages")), sorted(others, key=lambda choice: alphabetical(choice[1]))),
    ]
