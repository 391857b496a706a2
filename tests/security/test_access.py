"""Every address, by every method, for everybody: ASVS 5.0, clauses 8.2.1 to 8.2.3."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Permission

from tests.architecture.expectations import ADDRESSES
from tests.architecture.test_urls import is_accounts, is_admin, ours, path_of, walk, world
from tests.architecture.walking import addresses
from tests.architecture.world import World
from tests.factories import UserFactory
from tests.security.admin_pages import ADMIN_PAGES, STAFF

__all__ = ["world"]  # the fixture
pytestmark = pytest.mark.django_db
REFUSING = {"in", "on", "403", "404", "405"}
VETTING = ("view_application", "vet_application", "view_mentor")


def with_staff_roles(world: World) -> World:
    """One more of the team: who may read and vet applications, and nothing else."""
    vetting = UserFactory(is_staff=True)
    TOTP.activate(vetting, generate_totp_secret())
    vetting.user_permissions.set(Permission.objects.filter(codename__in=VETTING))
    world.people["vetting"] = vetting
    return world


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_open_nothing_and_change_nothing(world: World, method: str) -> None:
    """8.2.1, 8.2.2: what GET and POST refuse, no other method opens; the pages of ours know no other method."""
    found = walk(world, method, {address.name: path_of(address, world) for address in ours()})
    assert set(found) == set(ADDRESSES)
    assert {name: row for name, row in found.items() if not set(row.split()) <= {"405", "in", "404"}} == {}
    rest = [address for address in addresses() if is_accounts(address) or is_admin(address)]
    roles = ("stranger", "mentor", "admin")
    found = walk(world, method, {address.name: path_of(address, world) for address in rest}, roles=roles)
    assert {name: row for name, row in found.items() if "500" in row} == {}
    admin = {address.name for address in rest if is_admin(address)}
    outside = {name: set(row.split()[:2]) for name, row in found.items() if name in admin}
    assert {name: row for name, row in outside.items() if not row <= REFUSING} == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_each_staff_role_gets_its_own_pages_of_the_admin_alone(world: World, method: str) -> None:
    """8.2.1, 8.2.2: each page of the admin by role; a new page fails until it is listed."""
    with_staff_roles(world)
    paths = {address.name: path_of(address, world) for address in addresses() if is_admin(address)}
    found = walk(world, method, paths, roles=STAFF)
    assert found == {name: row[method == "post"] for name, row in ADMIN_PAGES.items()}
