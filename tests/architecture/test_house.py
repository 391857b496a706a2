"""Cheap signs that something has gone wrong in the house."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import get_resolver

from tests.architecture.expectations import ADDRESSES
from tests.architecture.files import LAYERS, TOP, python, templates, text, tracked
from tests.architecture.walking import addresses

LONG_BY_NATURE = {
    "bench/peers/pretix.txt",
    "requirements.txt",
    "requirements-dev.txt",
}

# Includes without `only`, each with its reason.
OPEN_INCLUDES = {
    "templates/layouts/": "parts of the page's own frame: they need what every page has",
    "templates/admin/": "unfold's own parts",
    "templates/django/": "Django's own parts, as its form renderer passes them",
    "templates/account/": "the sign-in buttons post a form: `only` drops the CSRF token",
    "templates/socialaccount/": "the same",
    "templates/directory/_list.html": "the part that htmx swaps is the page's own context",
    "templates/directory/_answer.html": "the same",
    "templates/directory/mentor.html": "the same",
    "templates/directory/_mentor.html": "the same",
    "templates/directory/_side.html": "the same",
    "templates/pages/styleguide.html": "chapters of one page",
}


def signs(pattern: str, paths: Iterable[Path], *, unless: str = r"$^") -> list[str]:
    """Lines that match, as path:number: line."""
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate(text(path).splitlines(), 1)
        if re.search(pattern, line) and not re.search(unless, line)
    ]


def code() -> list[Path]:
    return python(*LAYERS, TOP)


def outside(paths: list[Path], *places: str) -> list[Path]:
    return [path for path in paths if not path.as_posix().startswith(places)]


def test_models_hide_no_behaviour() -> None:
    others = outside(code(), "core/cache.py", "core/sessions.py", "mentors/photos.py")  # they save no model
    assert signs(r"def save\(|def delete\(|post_save|pre_save", others) == []


def test_nothing_after_a_commit_can_turn_it_into_an_error() -> None:
    """A function with a name: Django asks for it when `robust` catches an error, and a partial has none."""
    assert signs(r"on_commit\(", code(), unless=r"on_commit\([\w.\[\]]+, robust=True\)$") == []


def test_only_the_outbox_calls_celery() -> None:
    assert signs(r"\.delay\(|\.apply_async\(|send_task\(", outside(code(), "outbox/")) == []


def test_only_notifications_sends_mail() -> None:
    sending = r"django\.core\.mail|send_mail\(|EmailMultiAlternatives|smtplib"
    assert signs(sending, outside(code(), "notifications/"), unless="def send_mail|self.send_mail|EMAIL_BACKEND") == []


def test_only_the_clock_reads_the_time() -> None:
    reading = r"timezone\.now\(|datetime\.now\(|utcnow\(|\.today\(\)|localdate\(\)|localtime\(\)"
    assert signs(reading, outside(code(), "core/clock.py", "core/skew.py")) == []


def test_counters_are_counted_in_one_step() -> None:
    """Django's `incr` can leave a counter without an end; `core.cache` counts in one transaction."""
    assert signs(r"\.(incr|decr)(_version)?\(", outside(code(), "core/cache.py")) == []


def test_templates_have_no_inline_style_or_script() -> None:
    pages = outside(templates(), "templates/notifications/")
    assert signs(r"""[\s"'](style|on[a-z]+)=["']|<style|<script(?![^>]*(\bsrc=|application/ld\+json))""", pages) == []


def test_templates_escape_what_people_write() -> None:
    """Words become links by `core.links` and markup by `core.markdown` alone: `urlize` links any host, unseen."""
    ours = r"field\.help_text\|safe|totp_svg\|safe"
    assert signs(r"\burlize|\bsafeseq\b|\|\s*safe\b", templates(), unless=ours) == []
    assert signs(r"autoescape off", (path for path in templates() if path.suffix != ".txt")) == []


def test_styles_take_colours_from_the_tokens() -> None:
    sheets = [path for path in tracked() if path.suffix == ".css"]
    assert len(sheets) > 20
    assert signs(r"!important", sheets) == []
    ours = [path for path in sheets if path.name != "tokens.css"]
    assert (
        signs(
            r"#[0-9a-fA-F]{3,8}\b|\b(oklch|oklab|rgba?|hsla?|lab|lch)\(|[:\s](white|black|red|green|blue)\b(?!-)", ours
        )
        == []
    )


def test_templates_name_their_inputs_first() -> None:
    mute = [
        str(path)
        for path in templates()
        if text(path).strip() and "messages" not in path.parts and "{# inputs:" not in text(path).partition("\n")[0]
    ]
    assert mute == []


def test_includes_pass_what_they_need() -> None:
    pattern = r"{%\s*include\s(?:(?!%}).)*(?<!only)\s%}"
    assert signs(pattern, outside(templates(), *OPEN_INCLUDES)) == []


@pytest.mark.parametrize("place", OPEN_INCLUDES)
def test_exceptions_for_includes_are_needed(place: str) -> None:
    assert signs(r"{%\s*include\s", [path for path in templates() if path.as_posix().startswith(place)])


def constraints() -> Iterator[str]:
    for label in LAYERS:
        for model in apps.get_app_config(label).get_models():
            yield from (constraint.name for constraint in model._meta.constraints)


def test_every_constraint_is_broken_by_a_test() -> None:
    tests = [path for path in tracked() if path.parts[0] == "tests" and path.name.startswith("test_")]
    written = "\n".join(text(path) for path in tests)
    assert sorted(name for name in set(constraints()) if name not in written) == []


def test_files_stay_short() -> None:
    kinds = {".py", ".css", ".js", ".html", ".txt", ".md", ".toml"}
    ours = [path for path in tracked() if path.suffix in kinds and "migrations" not in path.parts]
    paths = [path for path in ours if path.as_posix() not in LONG_BY_NATURE]
    assert {str(path): lines for path in paths if (lines := len(text(path).splitlines())) > 400} == {}


def test_nothing_names_one_machine_or_an_index() -> None:
    binary = {".png", ".webp", ".jpg", ".ico", ".mo", ".woff2"}
    texts = [path for path in tracked() if path.suffix not in binary]
    paths = outside(texts, "tests/architecture/", "tests/calendars/cases/")  # some of these are broken text
    places = r"/root/|/home/\w+/|/Users/\w+/"
    assert signs(rf"--(extra-)?index-url|find-links|{places}", paths) == []
    assert signs("https?://", [path for path in paths if path.name.startswith("requirements")]) == []


def is_open(address_name: str) -> bool:
    return ADDRESSES[address_name][0].split()[0] != "in"


def test_views_are_open_only_where_the_table_says_so() -> None:
    """The mark on the view, and the table that the walk proves, say the same."""
    marked = {}
    for address in addresses():
        match = address.route.startswith(("admin/", "accounts/"))
        if not match and "admin/" not in address.route:
            sample = address.path(*sample_values(address.kinds))
            marked[address.name] = not getattr(get_resolver().resolve(sample).func, "login_required", True)
    assert marked == {name: is_open(name) for name in marked}


def sample_values(kinds: list[str]) -> list[str]:
    values = {"uuid": "00000000-0000-4000-8000-000000000000", "day": "2026-12-24", "int": "1"}
    return [values.get(kind, "x") for kind in kinds]
