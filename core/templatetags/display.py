"""Filters and tags for the shared templates."""

from typing import Protocol

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from core import faces
from core.addresses import readable
from core.languages import attribute

register = template.Library()


class Pictured(Protocol):
    def photo_url(self, size: int) -> str: ...
    def own_photo_url(self, size: int) -> str: ...


@register.filter
def initials(name: str) -> str:
    """One or two letters for a name: Amara Njeri → AN, Mei-Ling → M, "" → "·"."""
    words = [word for word in str(name).split() if word[0].isalpha()]
    chosen = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in chosen).upper() or "·"


@register.filter
def face(number: int | None) -> faces.Face:
    """The face of a person without a photo, by its number."""
    return faces.face(number or 0)


@register.filter
def address(mailbox: str) -> str:
    """An email address as people write it."""
    return readable(str(mailbox))


@register.filter
def photo(person: Pictured | None, size: int) -> str:
    """The URL of a person's photo at a width in pixels; "" without a public one."""
    return person.photo_url(size) if person else ""


@register.filter
def own_photo(person: Pictured | None, size: int) -> str:
    """The URL of the reader's own photo at a width in pixels; "" without a photo."""
    return person.own_photo_url(size) if person else ""


@register.simple_tag
def lang(code: str) -> SafeString | str:
    """The `lang` attribute of a member's text, if the page is in another language (WCAG 3.1.2)."""
    return attribute(code)


@register.filter
def error_lines(field: BoundField) -> list[tuple[str, str]]:
    """(id of the control to jump to, message) for each error of a bound field."""
    target = field.id_for_label or field.auto_id
    return [(target, str(message)) for message in field.errors]


@register.filter
def introduced(label: object) -> str:
    """A label with a colon, unless it's a whole sentence."""
    text = str(label)
    return text if text.endswith((".", "!", "?", ":")) else f"{text}:"


@register.filter
def times(count: int) -> range:
    """A range, so that a template can repeat something `count` times."""
    return range(int(count or 0))
