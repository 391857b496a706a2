"""What the cells of a table mean, and how they are written: widgets for django-import-export.

A widget's `clean` takes a text and raises `ValueError` with a sentence; its `render` gives a text that it would take.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django_countries import countries
from import_export.widgets import Widget

from accounts.validators import clean_name
from core import languages as club_languages
from core import zones
from core.addresses import mailable, readable
from core.forms import UNMAILABLE
from core.links import clean_link
from core.text import one_line
from mentors import languages

SEPARATORS = re.compile(r"[,;/|\n]|\s&\s|\sund\s|\sand\s")
BETWEEN_WORDS = re.compile(r"[;|\n]")
YES = frozenset({"yes", "y", "ja", "j", "true", "wahr", "1", "x", "✓", "ok"})
NO = frozenset({"no", "n", "nein", "false", "falsch", "0", "-", "–"})
DAYS = (
    ("monday", "mon", "montag", "mo"), ("tuesday", "tue", "tues", "dienstag", "di", "tu"),
    ("wednesday", "wed", "mittwoch", "mi", "we"), ("thursday", "thu", "thur", "thurs", "donnerstag", "do", "th"),
    ("friday", "fri", "freitag", "fr"), ("saturday", "sat", "samstag", "sa", "sonnabend"),
    ("sunday", "sun", "sonntag", "so", "su"),
)  # fmt: skip
CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2}(?:\.0+)?)?\s*(am|pm|a\.m\.|p\.m\.)?\s*(?:uhr|h|o’clock)?")
DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%Y-%m-%d %H:%M")
YEARS = re.compile(r"\D{0,12}(\d{1,2})(?:[.,]\d+)?\s*\+?\s*\D{0,12}")


def plain(text: str) -> str:
    """A text for comparing: in small letters, without marks, with single spaces. Jürgen and Jurgen are the same."""
    letters = unicodedata.normalize("NFKD", " ".join(text.split()).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def said_in(code: str, text: object) -> str:
    """A text that is translated later, in a language."""
    with translation.override(code):
        return str(text)


def parts_of(text: str) -> list[str]:
    """What a cell lists, in whatever way."""
    return [part.strip() for part in SEPARATORS.split(text) if part.strip()]


class Line(Widget):
    """A text of one line."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self.longest = longest

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        text = one_line(value)
        if len(text) > self.longest:
            raise ValueError(
                _("It has %(length)d characters, and there’s room for %(room)d.")
                % {"length": len(text), "room": self.longest}
            )
        return text

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class Words(Line):
    """A text of several lines."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        text = "\n".join(one_line(line) for line in value.split("\n")).strip()
        if len(text) > self.longest:
            super().clean("x" * len(text))
        return text


class Address(Widget):
    """An email address."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        given = value.strip().removeprefix("mailto:").strip("<>")
        try:
            address = mailable(given)
            forms.EmailField(max_length=254).clean(address)
        except (ValueError, ValidationError):
            raise ValueError(str(UNMAILABLE)) from None
        return address

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return readable(value or "")


class Name(Widget):
    """The name of a person."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        try:
            name = clean_name(value)
        except ValidationError as error:
            raise ValueError(error.messages[0]) from None
        return Line(80).clean(name)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value or "")


class Zone(Line):
    """A time zone, by its name or by a city."""

    def __init__(self) -> None:
        super().__init__(64)

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        found = zones.meant(value)
        if not found:
            raise ValueError(_("We don’t know this time zone. Write a city, such as Berlin, or Europe/Berlin."))
        return found


@cache
def _language_codes() -> dict[str, str]:
    found = {plain(name): code for code in languages.CODES for name in languages.names(code)}
    found |= {code: code for code in languages.CODES}
    for code in languages.OFTEN:  # each is a file to load
        try:
            found.setdefault(plain(club_languages.locale(code).get_display_name(code) or code), code)
        except ValueError:
            continue
    return found


class Languages(Widget):
    """Languages, by their names in any language of the club or in their own, or by their codes."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[str]:
        codes = {part: _language_codes().get(plain(part)) for part in parts_of(value)}
        if strange := [part for part, code in codes.items() if code is None]:
            raise ValueError(_("We don’t know the language “%(name)s”.") % {"name": strange[0]})
        found = list(dict.fromkeys(code for code in codes.values() if code))
        if len(found) > 10:
            raise ValueError(_("Choose at most 10 languages."))
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ", ".join(value or [])


class OneLanguage(Widget):
    """A language; a club's own one, if `of_the_club`."""

    def __init__(self, *, of_the_club: bool = False) -> None:
        super().__init__()
        self.of_the_club = of_the_club

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        code = _language_codes().get(plain(value), "")
        if not code or (self.of_the_club and code not in club_languages.codes()):
            raise ValueError(_("We don’t know the language “%(name)s”.") % {"name": value[:80]})
        return code

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value or "")


@cache
def _country_codes() -> dict[str, str]:
    named = {
        plain(club_languages.country_name(code, shown_in)): code
        for shown_in in club_languages.codes()
        for code, _name in countries
    }
    return named | {code.lower(): code for code, _name in countries}


class Country(Widget):
    """A country, by its name in any language of the club or by its code."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        code = _country_codes().get(plain(value))
        if code is None:
            raise ValueError(_("We don’t know the country “%(name)s”.") % {"name": value[:80]})
        return code

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value or "")


class Links(Widget):
    """Web addresses."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[str]:
        found = []
        for part in re.split(r"[\s|]+|[;,](?=\s|https?://|$)", value.strip()):
            if not part:
                continue
            try:
                found.append(clean_link(part))
            except ValueError:
                raise ValueError(_("“%(link)s” isn’t a whole link.") % {"link": part[:80]}) from None
        if any(len(link) > 300 for link in found):
            raise ValueError(_("A link can have up to 300 characters."))
        if len(set(found)) > 5:
            raise ValueError(_("Up to five links, please."))
        return list(dict.fromkeys(found))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "\n".join(value or [])


class Years(Widget):
    """A number of years; “10+” and “about 10” are taken for 10."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int:
        found = YEARS.fullmatch(value)
        if found is None or int(found[1]) > 70:
            raise ValueError(_("Write a number of years, from 0 to 70."))
        return int(found[1])

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class TopicNames(Widget):
    """Names of topics, as they stand there; `services.mentors` finds what they mean."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[str]:
        return [" ".join(part.split())[:200] for part in BETWEEN_WORDS.split(value) if part.strip()]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(topic.slug for topic in value.all())


class YesOrDay(Widget):
    """Yes, no, or a day: an instant, True for “yes, whenever that was”, or False."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> "datetime | bool":
        if plain(value) in YES | NO:
            return plain(value) in YES
        return datetime.combine(day_of(value), time(12), tzinfo=UTC)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.date().isoformat() if value else ""


class YesOrNo(Widget):
    """Yes or no."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> bool:
        if plain(value) not in YES | NO:
            raise ValueError(_("Write yes or no."))
        return plain(value) in YES

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "yes" if value else "no"


class Choice(Widget):
    """One of a few values, by its name or what it's called in any language of the club."""

    def __init__(self, choices: type[TextChoices]) -> None:
        super().__init__()
        self.choices = choices

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        for choice in self.choices:
            called = {plain(said_in(code, choice.label)) for code in club_languages.codes()}
            if plain(value) in called | {choice.value}:
                return choice.value
        raise ValueError(_("Write one of these: %(names)s.") % {"names": ", ".join(self.choices.values)})

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value or "")


class Number(Widget):
    """A whole number from 0."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int:
        if not re.fullmatch(r"[0-9]{1,6}", value.strip()) or int(value) > self.most:
            raise ValueError(_("Write a number from 0 to %(most)d.") % {"most": self.most})
        return int(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class Weekday(Widget):
    """A day of the week, Monday being 0; numbers go from 1, Monday, to 7."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int:
        name = plain(value).rstrip(".s") if plain(value) not in ("", "s") else ""
        for number, names in enumerate(DAYS):
            if name in names or plain(value) in names or value.strip() == str(number + 1):
                return number
        raise ValueError(_("Write a day of the week, such as Monday."))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return DAYS[value][0].capitalize()


class TimeOfDay(Widget):
    """A time of day in whole minutes: 9, 9:30, 9.30, 09:30:00, 6 pm, 18 Uhr, 24:00."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> time:
        text = plain(value)
        text = text.split(" ")[-1] if re.match(r"\d{4}-\d\d-\d\d \d", text) else text  # a time with Excel's first day
        found = CLOCK.fullmatch(text)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if found and found[3]:
            hour = hour % 12 + (12 if found[3].startswith("p") else 0) if 1 <= hour <= 12 else 99
        if (hour, minute) == (24, 0):
            hour = 0
        if hour > 23 or minute > 59:
            raise ValueError(_("Write a time of day, such as 18:30."))
        return time(hour, minute)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return f"{value:%H:%M}"


class Path(Line):
    """An address of a page within this site, without its host.

    Args:
        leads: whether it's where a redirect leads to.
    """

    def __init__(self, *, leads: bool = False) -> None:
        super().__init__(200)
        self.leads = leads

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        path = re.sub(r"^https?://[^/?#]*", "", value.strip(), flags=re.IGNORECASE) or "/"
        if not path.startswith("/") or path.startswith("//") or re.search(r"[\s\\\x00-\x1f]", path):
            raise ValueError(_("Write an address within this site, such as /mentors/."))
        if self.leads and "://" in value and not _is_ours(value):
            raise ValueError(_("It leads to another site. Write an address within this one, such as /mentors/."))
        return super().clean(path)


def _is_ours(address: str) -> bool:
    return urlsplit(address.strip()).netloc == urlsplit(settings.SITE_URL).netloc


def day_of(text: str) -> date:
    """The day that a text names.

    Raises:
        ValueError: it names none, or one that isn't between 1990 and today's century's end. Safe to show.
    """
    for form in DATE_FORMATS:
        try:
            day = datetime.strptime(text.strip(), form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        if 1990 <= day.year <= 2100:
            return day
    raise ValueError(_("Write a date, such as 2024-03-31, or yes or no."))
