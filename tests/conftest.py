"""What every test begins with."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models.signals import post_migrate
from django.utils import translation
from pytest_django import DjangoDbBlocker

SLOWEST = 10


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language active in the thread; no test inherits another's."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The team's groups, which migrations wrote, outlive the tests that commit and then empty every table."""
    with django_db_blocker.unblock():
        groups = {
            group.name: [permission.natural_key() for permission in group.permissions.all()]
            for group in Group.objects.all()
        }

    def write_groups(**_signal: object) -> None:
        for name, permissions in groups.items():
            group, _created = Group.objects.get_or_create(name=name)
            group.permissions.set(Permission.objects.get_by_natural_key(*each) for each in permissions)

    last = [app for app in apps.get_app_configs() if app.models_module][-1]  # by then, all permissions are back
    post_migrate.connect(write_groups, sender=last)
    yield
    post_migrate.disconnect(write_groups, sender=last)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where the time went: the slowest tests, and the sum by folder. Workers' times are added up, not shared out."""
    tests: Counter[str] = Counter()
    folders: Counter[str] = Counter()
    for report in (each for group in terminalreporter.stats.values() for each in group):
        if isinstance(report, pytest.TestReport):
            tests[report.nodeid] += report.duration
            folders[report.nodeid.rpartition("/")[0]] += report.duration
    terminalreporter.section("where the time went")
    for durations in (tests.most_common(SLOWEST), folders.most_common()):
        for name, seconds in durations:
            terminalreporter.line(f"{seconds:7.1f} s  {name}")
        terminalreporter.line("")
