"""The club's languages: everything that follows from the setting LANGUAGES."""

import unicodedata
from functools import cache

from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django_countries import countries
from modeltrans.utils import build_localized_fieldname

# PostgreSQL's text search configurations with a stemmer: `\dF` of version 15, the oldest that the club runs on.
STEMMED = frozenset({
    "arabic", "armenian", "basque", "catalan", "danish", "dutch", "english", "finnish", "french", "german", "greek",
    "hindi", "hungarian", "indonesian", "irish", "italian", "lithuanian", "nepali", "norwegian", "portuguese",
    "romanian", "russian", "serbian", "spanish", "swedish", "tamil", "turkish", "yiddish",
})  # fmt: skip


def choices() -> list[tuple[str, str]]:
    """Each language's code and its own name. Fields use this function, so that migrations don't list languages."""
    return list(settings.LANGUAGES)


def codes() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def translations_of(field: str) -> list[str]:
    """The names of a translated field, the default language first: `name_en`, `name_de`."""
    return [build_localized_fieldname(field, code) for code in codes()]


@cache
def locale(code: str) -> Locale:
    """Babel's locale for a language, by Django's code for it."""
    return Locale.parse(code, sep="-")


def country_name(code: str, shown_in: str) -> str:
    """A country's name in a language; the code itself if it has no name."""
    return str(locale(shown_in).territories.get(code, code))


def country_names() -> list[tuple[str, str]]:
    """Each country's code and name in the active language, in the order of its alphabet."""
    spoken = get_language() or settings.LANGUAGE_CODE
    named = ((code, country_name(code, spoken)) for code in countries.countries)
    return sorted(named, key=lambda pair: alphabetical(pair[1]))


def alphabetical(text: str) -> str:
    """A key for sorting as in a dictionary: Österreich beside Oman."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def attribute(code: str) -> SafeString | str:
    """The `lang` attribute of a text, "" if it's in the active language or an unknown one (WCAG 3.1.2)."""
    return format_html('lang="{}"', code) if code and code != get_language() else ""


@cache
def with_territory(code: str) -> str:
    """A language with its main territory, as Open Graph expects it: `de_DE`."""
    found, likely = locale(code), get_global("likely_subtags")
    full = Locale.parse(likely.get(str(found)) or likely[found.language])
    return f"{found.language}_{found.territory or full.territory}"


def search_configs() -> tuple[str, ...]:
    """PostgreSQL's text search configurations: one for unchanged words, and one with the stems of each language."""
    names = [str(locale(code).get_language_name("en")).split()[0].lower() for code in codes()]
    return ("simple", *(name for name in names if name in STEMMED))
