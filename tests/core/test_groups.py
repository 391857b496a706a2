import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from core import groups

pytestmark = pytest.mark.django_db


def rights(name: str) -> set[str]:
    held = Permission.objects.filter(group__name=name).values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in held}


@pytest.fixture
def granted(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """The granted permissions, which a test may change."""
    copy = {name: set(permissions) for name, permissions in groups.granted.items()}
    monkeypatch.setattr(groups, "granted", copy)
    return copy


def test_groups_have_the_permissions_that_apps_grant() -> None:
    roles = {groups.VETTING, groups.TOPICS, groups.SAFEGUARDING, groups.ANALYSIS, groups.CLUB_TEAM}
    assert roles == groups.granted.keys()
    assert {name: rights(name) for name in groups.granted} == groups.granted


def test_changed_permission_is_synced_without_a_migration(granted: dict[str, set[str]]) -> None:
    granted[groups.VETTING] = {"outbox.view_job"}
    call_command("migrate", verbosity=0)
    assert rights(groups.VETTING) == {"outbox.view_job"}


def test_permission_unknown_to_a_migration_state_is_skipped(granted: dict[str, set[str]]) -> None:
    granted[groups.VETTING] = {"outbox.view_job", "outbox.view_future"}
    groups.sync(using="default", apps=apps)
    assert rights(groups.VETTING) == {"outbox.view_job"}


def test_other_groups_are_left_alone() -> None:
    Group.objects.create(name="Hosts").permissions.add(Permission.objects.get(codename="view_job"))
    call_command("migrate", verbosity=0)
    assert rights("Hosts") == {"outbox.view_job"}


@pytest.mark.django_db(transaction=True)
def test_groups_are_recreated_after_a_flush() -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert {name: rights(name) for name in groups.granted} == groups.granted
