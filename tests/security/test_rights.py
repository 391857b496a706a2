"""What each group of the team gets at every page and action of the admin: ASVS 5.0, clauses 8.2.1 and 8.2.2."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from core import groups
from tests.architecture.test_urls import is_admin, path_of, state, walk, world
from tests.architecture.walking import addresses
from tests.architecture.world import World
from tests.pages import signed_in
from tests.security.admin_pages import ADMIN_PAGES, STAFF
from tests.security.rights import ACTION_RIGHTS, GROUPS, PAGES
from tests.security.staff import staff
from tests.security.test_admin_events import ACTIONS
from tests.security.test_admin_queries import request_of

__all__ = ["world"]  # the fixture
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]
WALKED = ("topics", "safeguarding", "analyst")  # the others are walked with `ADMIN_PAGES`


@pytest.fixture
def staffed(world: World) -> World:
    """The world with one of each of these groups, who are no party of anything."""
    return replace(world, people=world.people | {role: staff(GROUPS[role]) for role in WALKED})


def test_every_group_is_in_the_matrix() -> None:
    assert set(GROUPS.values()) == {"helper", "admin"} | groups.granted.keys()
    assert {*WALKED, *STAFF[STAFF.index("helper") :]} == GROUPS.keys()
    assert PAGES.keys() == ADMIN_PAGES.keys()


@pytest.mark.parametrize("method", ["get", "post"])
def test_each_group_gets_its_own_pages_of_the_admin_alone(staffed: World, method: str) -> None:
    """8.2.1: a page that is new fails until it says who gets what."""
    paths = {address.name: path_of(address, staffed) for address in addresses() if is_admin(address)}
    found = walk(staffed, method, paths, roles=WALKED, drawn=False)
    assert found == {name: row[method == "post"] for name, row in PAGES.items()}


def test_no_group_gets_more_than_an_administrator_of_the_club() -> None:
    """Safeguarding sees reports that others don't, but no page that they don't have."""
    for name, rows in PAGES.items():
        for row, others in zip(rows, ADMIN_PAGES[name], strict=True):
            team = others.split()[STAFF.index("team")]
            assert not {"200", "400"} & set(row.split()) or team in {"200", "400"}, name


def offered() -> Iterator[tuple[tuple[str, str], str]]:
    """Each action of a list in the admin, with each role to which it is offered."""
    for role, name in GROUPS.items():
        request = request_of(staff(name))
        for model, page in admin.site._registry.items():
            yield from (((model._meta.label, action), role) for action in page.get_actions(request))


def test_each_action_is_offered_to_its_groups_alone() -> None:
    """8.2.1: an action that is new fails until it says who has it."""
    found: dict[tuple[str, str], set[str]] = {key: set() for key in ACTION_RIGHTS}
    for key, role in offered():
        found.setdefault(key, set()).add(role)
    assert found == {key: set(roles.split()) for key, roles in ACTION_RIGHTS.items()}
    assert ACTION_RIGHTS.keys() == ACTIONS.keys()


@pytest.mark.parametrize(("label", "action"), ACTION_RIGHTS)
def test_action_that_is_not_offered_does_nothing(label: str, action: str) -> None:
    """8.2.2: it isn't only hidden; whoever posts it all the same changes nothing."""
    row: Any = ACTIONS[label, action]()
    others = GROUPS.keys() - set(ACTION_RIGHTS[label, action].split())
    clients = [signed_in(staff(GROUPS[role])) for role in others]
    page = reverse(f"admin:{label.lower().replace('.', '_')}_changelist")
    before = state()
    for client in clients:
        client.post(page, {"action": action, "_selected_action": [str(row.pk)], "post": "yes"})
    assert {name: rows for name, rows in state().items() if rows != before[name]} == {}
    assert not LogEntry.objects.exists()
