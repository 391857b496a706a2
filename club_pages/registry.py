"""What the texts of pages can name in braces, such as `{limits}`: the apps that know it register it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A word in braces, which the page replaces.

    Attributes:
        name: without the braces.
        says: what stands in its place, for whoever writes.
        value: Markdown, in the active language.
    """

    name: str
    says: "StrOrPromise"
    value: Callable[[], str]


placeholders: dict[str, Placeholder] = {}


def placeholder(name: str, says: "StrOrPromise") -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Register a function whose result takes the place of `{name}`."""

    def register(value: Callable[[], str]) -> Callable[[], str]:
        placeholders[name] = Placeholder(name, says, value)
        return value

    return register


def fill(text: str) -> str:
    """A text with its placeholders replaced; other braces stay as they are."""
    for each in placeholders.values():
        mark = f"{{{each.name}}}"
        if mark in text:
            text = text.replace(mark, each.value())
    return text
