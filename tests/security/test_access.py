"""Every address, by every method, for everybody: ASVS 5.0, clauses 8.2.1 to 8.2.3."""

from dataclasses import replace

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mentors.models import ApplicationState
from tests.architecture.expectations import ADDRESSES
from tests.architecture.test_urls import is_accounts, is_admin, ours, path_of, walk, world
from tests.architecture.walking import addresses
from tests.architecture.world import ROLES, World
from tests.factories import UserFactory
from tests.security.admin_pages import ADMIN_PAGES, STAFF

__all__ = ["world"]  # the fixture
pytestmark = pytest.mark.django_db
REFUSING = {"in", "on", "403", "404", "405"}
GROUPS = {"vetting": "Readers", "team": "Administrators"}
JOINING = ["vetting", "admin", *(pytest.param(role, marks=pytest.mark.long) for role in ("helper", "team"))]
OPEN_TO_THE_TEAM = {
    "admin:index",
    "admin:login",
    "admin:logout",
    "admin:jsi18n",
    "admin:search",
    "admin:password_change",
    "admin:password_change_done",
}
# Of one's own application, and of a report about a booking of one's own: nobody judges themselves.
OWN_APPLICATION = {f"admin:mentors_application_{verb}": ("on", "on") for verb in ("approve", "decline", "ask")}
# Reports about oneself, and measures, aren't there at all.
OWN_CASE = {f"admin:safety_{page}": ("on", "on") for page in ("report_history", "measure_history")}
ABOUT_ONESELF = OWN_CASE | {
    "admin:safety_report_open": ("404", "404"),
    "admin:safety_measure_open": ("404", "404"),
    "admin:safety_report_change": ("on", "on"),
    "admin:safety_measure_change": ("on", "on"),
}
OWN = OWN_APPLICATION | ABOUT_ONESELF | {"admin:bookings_noshow_change": ("200", "403")}
OF_ONES_OWN = {"helper": OWN_CASE, "vetting": OWN_APPLICATION | OWN_CASE, "team": OWN, "admin": OWN}


def promote(user: User, role: str) -> User:
    """Let a member join the team, with a second factor: `helper` may nothing, `admin` everything."""
    user.is_staff, user.is_superuser = True, role == "admin"
    user.save()
    TOTP.activate(user, generate_totp_secret())
    user.groups.set(Group.objects.filter(name=GROUPS.get(role, "")))
    return user


@pytest.fixture
def staffed(world: World) -> World:
    """The world with one of each group of the team, who are no party of anything."""
    return replace(world, people=world.people | {role: promote(UserFactory(), role) for role in GROUPS})


@pytest.mark.parametrize(
    "method", ["delete", *(pytest.param(method, marks=pytest.mark.long) for method in ("options", "put", "patch"))]
)
def test_other_methods_open_nothing_and_change_nothing(staffed: World, method: str) -> None:
    """8.2.1, 8.2.2: what GET and POST refuse, no other method opens; the pages of ours know no other method."""
    paths = {address.name: path_of(address, staffed) for address in ours()}
    found = walk(staffed, method, paths, roles=(*ROLES, *GROUPS), drawn=False)
    assert set(found) == set(ADDRESSES)
    assert {name: row for name, row in found.items() if not set(row.split()) <= {"405", "in", "404"}} == {}
    assert {name: row for name, row in found.items() if len(set(row.split()[ROLES.index("other") :])) > 1} == {}
    rest = [address for address in addresses() if is_accounts(address) or is_admin(address)]
    roles = ("stranger", "mentor", "admin")
    found = walk(staffed, method, {address.name: path_of(address, staffed) for address in rest}, roles, drawn=False)
    assert {name: row for name, row in found.items() if "500" in row} == {}
    admin = {address.name for address in rest if is_admin(address)}
    outside = {name: set(row.split()[:2]) for name, row in found.items() if name in admin}
    assert {name: row for name, row in outside.items() if not row <= REFUSING} == {}


@pytest.mark.parametrize("drawn", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_staff_role_gets_its_own_pages_of_the_admin_alone(staffed: World, method: str, *, drawn: bool) -> None:
    """8.2.1, 8.2.2: each page of the admin by role; a new page fails until it is listed."""
    paths = {address.name: path_of(address, staffed) for address in addresses() if is_admin(address)}
    found = walk(staffed, method, paths, roles=STAFF, drawn=drawn)
    assert found == {name: row[method == "post"] for name, row in ADMIN_PAGES.items()}


def test_admin_is_listed_as_closed_to_all_others() -> None:
    """8.2.2: whatever the list says, nobody outside the team is let in, and nothing breaks."""
    outside = STAFF[: STAFF.index("helper") + 1]
    for name, row in ADMIN_PAGES.items():
        for listed in row:
            found = dict(zip(STAFF, listed.split(), strict=True))
            assert "500" not in found.values(), name
            shut = outside[:-1] if name in OPEN_TO_THE_TEAM else outside
            assert {found[role] for role in shut} <= REFUSING, name


@pytest.mark.parametrize("method", ["get", "post"])
def test_team_finds_on_the_clubs_own_pages_what_any_member_finds(staffed: World, method: str) -> None:
    """8.2.2: somebody else's booking, feedback, application or desk is not there for the team either."""
    listed = {name: row[method == "post"].split() for name, row in ADDRESSES.items()}
    any_member = {name: row[ROLES.index("other")] for name, row in listed.items()}
    for role in ("helper", "admin"):  # whom the walk over all addresses visits
        assert {name: row[ROLES.index(role)] for name, row in listed.items()} == any_member
    found = walk(
        staffed, method, {address.name: path_of(address, staffed) for address in ours()}, tuple(GROUPS), drawn=False
    )
    assert found == {name: " ".join([status] * len(GROUPS)) for name, status in any_member.items()}


@pytest.mark.parametrize("role", JOINING)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_joins_the_team_keeps_what_is_theirs_and_no_more(world: World, role: str, method: str) -> None:
    """8.2.2: a mentee and a mentor of the team find at each address of ours what they found before."""
    for party in ("mentee", "mentor"):
        promote(world.people[party], role)
    found = walk(
        world, method, {address.name: path_of(address, world) for address in ours()}, ("mentee", "mentor"), drawn=False
    )
    rows = {name: row[method == "post"].split() for name, row in ADDRESSES.items()}
    assert found == {name: f"{row[ROLES.index('mentee')]} {row[ROLES.index('mentor')]}" for name, row in rows.items()}


@pytest.mark.parametrize("role", JOINING)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_of_the_team_decides_about_themselves(world: World, role: str, method: str) -> None:
    """8.2.2, 8.2.3: whose own rows the admin shows gets what their role gets, without a say on their application."""
    promote(world.people["mentee"], role)
    paths = {address.name: path_of(address, world) for address in addresses() if is_admin(address)}
    found = walk(world, method, paths, roles=("mentee",), drawn=False)
    own = OF_ONES_OWN[role]
    column = STAFF.index(role)
    assert found == {
        name: own.get(name, tuple(part.split()[column] for part in row))[method == "post"]
        for name, row in ADMIN_PAGES.items()
    }
    post = Client()
    post.force_login(world.people["mentee"])
    for verb in ("take_up", "approve", "decline", "ask"):
        post.post(reverse(f"admin:mentors_application_{verb}", args=[world.application.pk]), {"message": "Welcome!"})
    world.application.refresh_from_db()
    assert world.application.state == ApplicationState.SUBMITTED
