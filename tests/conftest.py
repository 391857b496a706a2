"""What every test begins with."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from django.conf import LazySettings, settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.template import Context, Template
from django.test import TransactionTestCase, client
from django.utils import translation
from pytest_django import DjangoDbBlocker

from accounts.models import User
from directory import bitmap_index
from tests import databases, tables

SLOWEST = 10
AT_WORKERS = ({"journeys"}, {"faults", "operating"})  # folders whose tests share processes, by the worker they are for


@pytest.fixture(scope="session", autouse=True)
def contexts_of_pages_alone() -> Iterator[None]:
    """Responses know the contexts of pages, not of all they include: copying those took a tenth of a request."""
    store = client.store_rendered_templates  # type: ignore[attr-defined]  # not in the stubs

    def of_page(
        found: object, signal: object, sender: object, template: Template, context: Context, **more: object
    ) -> None:
        if context.template is template:
            store(found, signal, sender, template, context, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "store_rendered_templates", of_page)
        yield


@pytest.fixture(scope="session", autouse=True)
def signing_in_writes_one_session() -> Iterator[None]:
    """Not one before, which Django's client makes, reads twice and deletes: half the queries of most tests' begin."""
    sign_in = client.Client._login  # type: ignore[attr-defined]  # not in the stubs

    def sign_in_once(browser: client.Client, user: User, backend: str | None = None) -> None:
        if settings.SESSION_COOKIE_NAME in browser.cookies:
            sign_in(browser, user, backend)
            return
        request = HttpRequest()
        request.session = SessionStore()
        login(request, user, backend)
        request.session.save()
        browser._set_login_cookies(request)  # type: ignore[attr-defined]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client.Client, "_login", sign_in_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def indexes_are_small() -> Iterator[None]:
    """However slow the machine is, the index of a few mentors is not left to beat."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bitmap_index, "LONG", 10.0)
        yield


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language active in the thread; no test inherits another's."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test inherits another's counters of limits, nor those of an earlier run: rows get the same numbers again."""
    cache.clear()


@pytest.fixture
def no_second_factor(settings: LazySettings) -> None:
    """Staff sign in with a password alone, as in the demo."""
    settings.STAFF_NEEDS_SECOND_FACTOR = False


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Each worker copies the one database that has been migrated."""
    connection.settings_dict["TEST"]["TEMPLATE"] = databases.template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Nothing waits for the disk, and after a test that commits, our way empties the tables instead of `flush`."""
    with django_db_blocker.unblock():
        databases.never_wait_for_the_disk(str(connection.settings_dict["NAME"]))
        connection.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: tables.empty())
        yield


@pytest.hookimpl(trylast=True)  # after the order has been shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for processes comes first, and what is short fills the gaps at the end.

    Each worker of xdist is given an equal share of the list, so that only one makes what the browser's tests share, and
    one what those of faults do.
    """
    first, second = ([item for item in items if folders.intersection(item.path.parts)] for folders in AT_WORKERS)
    rest = [item for item in items if not (AT_WORKERS[0] | AT_WORKERS[1]).intersection(item.path.parts)]
    share = len(items) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    fill = max(share - len(first), 0)
    items[:] = [*first, *rest[:fill], *second, *rest[fill:]]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where the time went: the slowest tests, and the sum by folder. Workers' times are added up, not shared out."""
    tests: Counter[str] = Counter()
    folders: Counter[str] = Counter()
    for report in (each for group in terminalreporter.stats.values() for each in group):
        if isinstance(report, pytest.TestReport):
            tests[report.nodeid] += report.duration  # type: ignore[assignment]
            folders[report.nodeid.partition("::")[0].rpartition("/")[0]] += report.duration  # type: ignore[assignment]
    terminalreporter.section("where the time went")
    for durations in (tests.most_common(SLOWEST), folders.most_common()):
        for name, seconds in durations:
            terminalreporter.line(f"{seconds:7.1f} s  {name}")
        terminalreporter.line("")
