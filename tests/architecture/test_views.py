"""Views write nothing themselves: every module that an address reaches is read for calls that write."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.files import LAYERS, ROOT, TOP, python, text

# Writes whatever they are called with, and those that are told by having no positional argument: a dict, a hash, a
# cache, a storage and an image take one where a row or a queryset takes none.
ALWAYS = {"get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create", "atomic"}
WITHOUT_ARGUMENT = {"save", "create", "delete", "update", "asave", "acreate", "adelete", "aupdate"}
ERRORS = (400, 403, 404, 500)


def is_write(name: str, call: ast.Call | None) -> bool:
    if name in ALWAYS or name.startswith(("bulk_", "abulk_")):
        return True
    return name in WITHOUT_ARGUMENT and call is not None and not call.args


def writes(code: str) -> list[tuple[int, str]]:
    """The line and name of everything in a module that writes to the database, or opens a transaction to do so."""
    found = []
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) if is_write(name, node):
                found.append((node.lineno, name))
            case ast.Attribute(attr="atomic") | ast.alias(name="atomic"):
                found.append((node.lineno, "atomic"))
    return sorted(set(found))


def callbacks(resolver: URLResolver) -> Iterator[Callable[..., Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.callback
        else:
            yield from callbacks(entry)


def modules_of(callback: Callable[..., Any]) -> set[str]:
    """Where a view is written: the function under its decorators, or its class with all that it inherits from."""
    view = inspect.unwrap(callback)
    owner = getattr(callback, "view_class", None) or getattr(view, "__self__", None)
    classes = inspect.getmro(owner if inspect.isclass(owner) else type(owner)) if owner is not None else ()
    return {view.__module__, *(each.__module__ for each in classes)}


def reached() -> set[Path]:
    """Our modules behind the addresses and the pages for errors, relative to the root."""
    resolver = get_resolver()
    views = [*callbacks(resolver), *(resolver.resolve_error_handler(status) for status in ERRORS)]
    names = {name for view in views for name in modules_of(view)}
    files = {Path(getattr(sys.modules[name], "__file__", None) or "") for name in names}
    ours = {file.relative_to(ROOT) for file in files if file.is_relative_to(ROOT)}
    return {path for path in ours if path.parts[0] in {*LAYERS, TOP}}


def in_views() -> set[Path]:
    """The modules that lie among views, also if no address reaches them."""
    return {path for path in python(*LAYERS, TOP) if "views" in path.parts or path.name == "views.py"}


def test_views_write_nothing() -> None:
    found = {str(path): lines for path in reached() | in_views() if (lines := writes(text(path)))}
    assert found == {}


def test_walk_reaches_views_wherever_they_are_written() -> None:
    names = {path.as_posix() for path in reached()}
    assert names >= {
        "mentors/views/profiles.py",  # decorated
        "directory/sitemap.py",  # not called views
        "mentoring_club/health.py",
        "mentors/admin/applications.py",  # a page of ours in the admin
        "core/admin.py",  # what an admin inherits
    }


@pytest.mark.parametrize(
    "code",
    [
        "row.save()",
        "form.save(commit=False)",
        "row.save(update_fields=['a'])",
        "Row.objects.create(a=1)",
        "Row.objects.filter(a=1).delete()",
        "Row.objects.update(a=1)",
        "Row.objects.filter(a=1).update(**changes)",
        "(yes or no).delete()",
        "Row.objects.bulk_create(rows)",
        "Row.objects.bulk_update(rows, ['a'])",
        "Row.objects.get_or_create(a=1)",
        "Row.objects.update_or_create(a=1, defaults={})",
        "with transaction.atomic(): pass",
        "@transaction.atomic\ndef view(request): pass",
        "from django.db.transaction import atomic",
        "async def view(request): await row.asave()",
    ],
)
def test_write_is_seen(code: str) -> None:
    assert writes(code)


@pytest.mark.parametrize(
    "code",
    [
        "context.update({'a': 1})",
        "context |= {'a': 1}",
        "digest.update(data)",
        "cache.delete(key)",
        "image.save(out, 'WEBP')",
        "services.update_profile(mentor=mentor)",
        "services.save_draft(by=member)",
        "response.delete_cookie('zone')",
        "Row.objects.filter(update=1)",
        "'row.save()'  # row.save()",
        "def save(): pass",
    ],
)
def test_other_calls_are_no_writes(code: str) -> None:
    assert writes(code) == []
