"""What a first visit asks for and how much of it, apart from photos; `bench.weights` measures the same in a browser."""

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from core.storage import STYLES, bundled
from mentors.models import Mentor

REQUESTS, KILOBYTES = 9, 50  # besides photos, of 3 KB each: one more request, or the size of six
HOOKS = re.compile(r'"(?P<hooks>\[.*?\])": \(\) => import\("\./(?P<name>[\w-]+\.js)"\)')
ASKED = re.compile(r'(?:src|rel="(?:icon|stylesheet|manifest)" href)="(?P<path>/[^"]+)"')
IMPORTED = re.compile(r'^import .* from "\./([\w-]+\.js)"', re.MULTILINE)


def static(name: str) -> str:
    path = finders.find(name)
    assert isinstance(path, str), name
    return Path(path).read_text()


def modules(page: str) -> Iterator[str]:
    """The behaviours that the page has hooks for, and what they import."""
    for found in HOOKS.finditer(static("js/app.js")):
        if re.search("|".join(rf"\s{hook}\b" for hook in re.findall(r"\[([\w-]+)\]", found["hooks"])), page):
            yield found["name"]
            yield from IMPORTED.findall(static(f"js/{found['name']}"))


@pytest.mark.parametrize("of", ["home", "mentors", "profile", "topics", "help", "sign in"])
def test_first_visit_is_light(listed: Callable[..., Mentor], of: str) -> None:
    mentor = listed("Amara Njeri")
    path = {
        "home": "/", "mentors": "/mentors/", "profile": mentor.get_absolute_url(), "topics": "/topics/",
        "help": "/help/", "sign in": "/accounts/login/",
    }[of]  # fmt: skip
    page = Client().get(path).content.decode()
    prefix = settings.STATIC_URL
    asked = {found["path"] for found in ASKED.finditer(page) if not found["path"].startswith(settings.MEDIA_URL)}
    asked |= {f"{prefix}js/{name}" for name in modules(page)}
    texts = {
        path: bundled(static(STYLES), lambda part: static(f"css/{part}"))
        if path.endswith(STYLES)
        else static(path.removeprefix(prefix))
        for path in asked
        if path.startswith(prefix)
    }
    weight = sum(len(gzip.compress(text.encode())) for text in [page, *texts.values()])
    assert {prefix + STYLES, prefix + "js/app.js"} <= asked
    assert 1 + len(asked) <= REQUESTS + 1, sorted(asked)  # and the manifest, which browsers ask for in their own time
    assert weight <= KILOBYTES * 1000, {path: len(text) for path, text in texts.items()}
