"""The languages that the club speaks: everything that follows from the setting LANGUAGES."""

from functools import cache

from babel import Locale
from babel.core import get_global
from django.conf import settings
from modeltrans.utils import build_localized_fieldname

# PostgreSQL's text search configurations with a stemmer: `\dF` of version 15, the oldest that the club runs on.
STEMMED = frozenset({
    "arabic", "armenian", "basque", "catalan", "danish", "dutch", "english", "finnish", "french", "german", "greek",
    "hindi", "hungarian", "indonesian", "irish", "italian", "lithuanian", "nepali", "norwegian", "portuguese",
    "romanian", "russian", "serbian", "spanish", "swedish", "tamil", "turkish", "yiddish",
})  # fmt: skip


def choices() -> list[tuple[str, str]]:
    """Each language's code and its name in itself. A field takes the function, so that no migration lists languages."""
    return list(settings.LANGUAGES)


def codes() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def translations_of(field: str) -> list[str]:
    """What a translated field is called in each language, the default one first: `name_en`, `name_de`."""
    return [build_localized_fieldname(field, code) for code in codes()]


@cache
def locale(code: str) -> Locale:
    """What Babel knows of a language, by Django's code for it."""
    return Locale.parse(code, sep="-")


@cache
def with_territory(code: str) -> str:
    """A language and where it is spoken most, as Open Graph wants it: `de_DE`."""
    found, likely = locale(code), get_global("likely_subtags")
    full = Locale.parse(likely.get(str(found)) or likely[found.language])
    return f"{found.language}_{found.territory or full.territory}"


def search_configs() -> tuple[str, ...]:
    """PostgreSQL's text search configurations: words as they stand, and by their stems in each of the languages."""
    names = [str(locale(code).get_language_name("en")).split()[0].lower() for code in codes()]
    return ("simple", *(name for name in names if name in STEMMED))
