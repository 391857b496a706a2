"""A real browser against real processes."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings as configured
from django.core.cache import cache
from django.db import connections
from django.http import HttpRequest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.journeys.stack import Stack
from tests.notifications import smtp
from tests.run import find_browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NewPage = Callable[..., Page]
expect.set_options(timeout=30_000)  # the usual five seconds are short for two cores that do three things


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or find_browser()
    if path is None:
        pytest.fail("No browser: install Chromium, or set CHROMIUM to the path of one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
        connections.close_all()  # Django keeps those made while Playwright's loop ran apart: nobody else closes them


@pytest.fixture(scope="session")
def stack(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Where the processes live, and the mail server, for the whole run."""
    with smtp.running() as sink:
        yield Stack(tmp_path_factory.mktemp("stack"), sink)


@pytest.fixture(scope="session")
def web(stack: Stack) -> Iterator[Stack]:
    """The web server, one for the whole run."""
    with stack.running("web"):
        yield stack


@pytest.fixture
def club(web: Stack, transactional_db: None, settings: Settings) -> Iterator[Stack]:
    """The web server with an empty club, an empty cache, an empty mail server, and the clock unmoved."""
    web.mail.messages.clear()
    web.clock.unlink(missing_ok=True)
    cache.clear()
    settings.CLOCK_FILE = str(web.clock)
    settings.SITE_URL = web.url
    yield web
    web.clock.unlink(missing_ok=True)


@pytest.fixture
def working_club(club: Stack) -> Iterator[Stack]:
    """The club with worker and beat."""
    with club.running("worker", "beat"):
        yield club


@pytest.fixture
def new_page(club: Stack, browser: Browser) -> Iterator[NewPage]:
    """Opens a page in a context of its own: `new_page(width=390, zone="Africa/Nairobi", javascript=False)`."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(
        *, width: int = 1280, dark: bool = False, zone: str = "Europe/Berlin", javascript: bool = True, **more: Any
    ) -> Page:
        context = browser.new_context(
            base_url=club.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            timezone_id=zone,
            java_script_enabled=javascript,
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    strange = [text for text in errors if "the server responded with a status of 4" not in text]
    assert strange == [], "the browser's console has errors"


def sign_in(page: Page, user: User) -> None:
    """With the session's cookie; signing in itself is another test's matter."""
    client = Client()
    client.force_login(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, "password", reauthenticated=True)  # so that no page asks for it again
    request.session.save()
    name = configured.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": "http://localhost"}])
