"""Every address of the URLconf, found by walking it, and the paths it stands for."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.template.backends.django import Template
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils.safestring import SafeString

ARGUMENT = re.compile(r"<(?:(?P<kind>\w+):)?\w+>|\(\?P<\w+>[^)]*\)")
MADE_UP = {
    "uuid": lambda: str(uuid.uuid4()),
    "int": lambda: "999999",
    "day": lambda: "2026-02-31",
    "slug": lambda: "nobody",
    "str": lambda: "made-up",
    "path": lambda: "made/up",
}


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern of the URLconf: its full name (or its route, where it has none) and its route from the root."""

    name: str
    route: str
    in_languages: bool

    @property
    def kinds(self) -> list[str]:
        return [found["kind"] or "path" for found in ARGUMENT.finditer(self.route)]

    def path(self, *values: object) -> str:
        """The path with `values` in the place of its arguments, in their order."""
        rest = iter(values)
        filled = ARGUMENT.sub(lambda _: str(next(rest)), self.route)
        return "/" + filled.replace("^", "").replace("$", "")

    def made_up(self) -> str:
        """The path to something that does not exist."""
        return self.path(*(MADE_UP[kind]() for kind in self.kinds))  # type: ignore[no-untyped-call]


def addresses() -> list[Address]:
    """All of them, in the order of the URLconf. German ones when German is active."""
    return list(_walk(get_resolver(), names=(), route="", in_languages=False))


def _walk(resolver: URLResolver, *, names: tuple[str, ...], route: str, in_languages: bool) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Address(":".join((*names, entry.name)) if entry.name else here, here, in_languages)
            continue
        inner = (*names, entry.namespace) if entry.namespace else names
        localized = in_languages or isinstance(entry.pattern, LocalePrefixPattern)
        yield from _walk(entry, names=inner, route=here, in_languages=localized)


@contextmanager
def undrawn() -> Iterator[None]:
    """Draw no templates: most of the time of walks that only ask who gets in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", lambda *_arguments: SafeString())
        yield
