"""Who gets what at every address: never a 500, what is not yours is not found, strangers are sent to sign in."""

import re
from collections.abc import Callable
from contextlib import nullcontext
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import LazySettings, settings
from django.db import transaction
from django.test import Client
from django.utils import translation

from accounts.middleware import POSTS
from core import clock
from core.tokens import derive
from data_protection.models import Erasure
from directory import sitemap
from feedback.services import CONSENT
from matching.models import Need, Request
from mentoring_club.pages import COOKIES
from mentors.models import Application, Mentor, MentorStatus
from tests.architecture.expectations import ACCOUNTS_FOR_STRANGERS, ADDRESSES
from tests.architecture.files import LAYERS
from tests.architecture.walking import Address, addresses, undrawn
from tests.architecture.world import NOW, PHOTO, ROLES, World, make_world, store_photo
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
METHODS = ("get", "post")
VISITED_ONLY = {"account_inactive", "account_password_reset_completed", "socialaccount_login_cancelled"}
SIGN_IN = ("/accounts/login/", "/de/accounts/login/", "/admin/login/", "/de/admin/login/")
REMINDER = "booking_reminder_hour"
ARGUMENTS: dict[str, Callable[[World], list[object]]] = {
    "calendar:feed": lambda world: [last_part(world.calendar).removesuffix(".ics")],
    "media:photo": lambda world: [PHOTO],
    "notifications:webhook": lambda world: ["mailgun"],
    "notifications:unsubscribe": lambda world: [
        REMINDER,
        derive(f"unsubscribe:{REMINDER}", world.people["mentee"].uuid),
    ],
    "mentors:application": lambda world: [world.application.uuid],
    "mentors:save": lambda world: [world.mentor.slug],
    "mentors:unsave": lambda world: [world.mentor.slug],
    "bookings:clear_dates": lambda world: ["2026-12-24", "2026-12-26"],
    "calendars:read": lambda world: [world.rows["calendars_outsidecalendar"].uuid],  # type: ignore[attr-defined]
    "calendars:remove": lambda world: [world.rows["calendars_outsidecalendar"].uuid],  # type: ignore[attr-defined]
    "bookings:book": lambda world: [world.mentor.slug],
    "bookings:detail": lambda world: [world.booking.uuid],
    "bookings:answer": lambda world: [world.request.uuid],
    "bookings:cancel": lambda world: [world.booking.uuid],
    "bookings:invite": lambda world: [world.booking.uuid],
    "bookings:report_no_show": lambda world: [world.held.uuid],
    "bookings:no_show": lambda world: [world.no_show.uuid],
    "bookings:move": lambda world: [world.booking.uuid],
    "bookings:proposal": lambda world: [world.proposal.uuid],
    "bookings:withdraw_proposal": lambda world: [world.proposal.uuid],
    "bookings:standby": lambda world: [world.rows["bookings_standbyoffer"].uuid],  # type: ignore[attr-defined]
    "bookings:wait": lambda world: [world.mentor.slug],
    "bookings:stop_waiting": lambda world: [world.mentor.slug],
    "bookings:prepare": lambda world: [world.booking.uuid],
    "bookings:still_coming": lambda world: [world.booking.uuid],
    "bookings:join": lambda world: [world.booking.uuid],
    "bookings:start": lambda world: [world.booking.uuid],
    "bookings:link": lambda world: [world.booking.uuid],
    "feedback:give": lambda world: [last_part(world.link)],
    "feedback:consent": lambda world: [derive(CONSENT, world.feedback.uuid)],
    "feedback:ask_to_show": lambda world: [world.feedback.uuid],
    "feedback:of_booking": lambda world: [world.held.uuid],
    "feedback:publish": lambda world: [world.feedback.uuid],
    "feedback:thank": lambda world: [world.feedback.uuid],
    "data_protection:download": lambda world: [world.export.uuid],
    **{
        name: lambda world: [world.rows["mentorships_mentorship"].uuid]  # type: ignore[attr-defined]
        for name in (
            *(f"mentorships:{page}" for page in ("mentorship", "agreement", "sign", "write", "met", "pause", "resume")),
            *(
                "mentorships:decide",
                "mentorships:farewell",
                "mentorships:stay",
                "mentorships:withdraw",
                "mentorships:finish",
            ),
            "mentorships:series",
            *("safety:block_in_mentorship", "safety:report_in_mentorship"),
            *("mentorships:new_goal", "mentorships:agenda", "mentorships:notes"),
            "mentorships:first_hour",
        )
    },
    **{
        name: lambda world: [world.goal.mentorship.uuid, world.goal.uuid]
        for name in ("mentorships:goal", "mentorships:settle_goal", "mentorships:add_step")
    },
    "mentorships:step": lambda world: [world.goal.mentorship.uuid, world.goal.steps.get().uuid],
    "mentorships:agenda_item": lambda world: [world.goal.mentorship.uuid, world.goal.mentorship.agenda.get().uuid],
    "mentorships:notes_of": lambda world: [world.goal.mentorship.uuid, world.goal.mentorship.logged.get().uuid],
    "matching:round": lambda world: [world.pair.round.uuid],
    "matching:join_round": lambda world: [world.pair.round.uuid],
    "matching:leave_round": lambda world: [world.pair.round.uuid],
    "matching:prefer": lambda world: [world.pair.round.uuid],
    "matching:answer_pair": lambda world: [world.pair.uuid],
    "matching:request": lambda world: [world.relayed.uuid],
    "matching:withdraw_request": lambda world: [world.relayed.uuid],
    "matching:let_the_team_look": lambda world: [world.relayed.uuid],
    "matching:answer_request": lambda world: [world.relayed.uuid],
    "matching:ask_suggested": lambda world: [world.relayed.uuid],
    "matching:reply": lambda world: [world.relayed.uuid],
    "sitemap_mentors": lambda world: [world.mentor.pk // sitemap.IN_ONE_FILE],
    "matching:dismiss": lambda world: [world.mentor.slug],
    "safety:unblock": lambda world: [world.booking.uuid],
    "safety:call_off": lambda world: [world.booking.uuid],
    "safety:report_mentor": lambda world: [world.mentor.slug],
    "safety:report_in_booking": lambda world: [world.booking.uuid],
    "bookings:write": lambda world: [world.booking.uuid],
    "conversations:conversation": lambda world: [world.message.conversation.uuid],
    "conversations:new": lambda world: [world.message.conversation.uuid],
    "conversations:read": lambda world: [world.message.conversation.uuid],
    "conversations:mute": lambda world: [world.message.conversation.uuid],
    "conversations:edit": lambda world: [world.message.uuid],
    "conversations:remove": lambda world: [world.message.uuid],
    "safety:block_in_conversation": lambda world: [world.message.conversation.uuid],
    "safety:report_message": lambda world: [world.message.uuid],
    "safety:report_feedback": lambda world: [world.feedback.uuid],
    "safety:measure": lambda world: [last_part(world.rows["safety_measure"].get_absolute_url())],  # type: ignore[attr-defined]
    "safety:report_quote": lambda world: [world.feedback.uuid],
    "safety:report_in_request": lambda world: [world.relayed.asks.get().uuid],
    "safety:report_in_round": lambda world: [world.pair.mentor.uuid],
    "safety:block_in_request": lambda world: [world.relayed.asks.get().uuid],
    "safety:block_in_round": lambda world: [world.pair.mentor.uuid],
    "safety:block_mentor": lambda world: [world.mentor.slug],
    "safety:block_in_booking": lambda world: [world.booking.uuid],
    "directory:mentor": lambda world: [world.mentor.slug],
    "mentor_picture": lambda world: [world.mentor.slug],
    "directory:openings": lambda world: [world.mentor.slug],
    "directory:forget_search": lambda world: [world.search.uuid],
    "directory:topic": lambda world: ["sourdough"],
    "directory:topic_picture": lambda world: ["sourdough"],
}


def last_part(link: str) -> str:
    return urlsplit(link).path.rstrip("/").rpartition("/")[2]


@pytest.fixture
def world(settings: LazySettings, tmp_path: Path) -> World:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    settings.MEDIA_ROOT = str(tmp_path)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    settings.RATE_LIMITS = False
    clock.move_to(NOW)
    store_photo()
    return make_world()


def ours() -> list[Address]:
    return [address for address in addresses() if not is_admin(address) and not is_accounts(address)]


def is_admin(address: Address) -> bool:
    return address.name.startswith("admin:") or "admin/" in address.route


def is_accounts(address: Address) -> bool:
    return address.route.removeprefix(f"{translation.get_language()}/").startswith("accounts/")


def arguments_of(address: Address, world: World) -> list[object]:
    if is_admin(address):
        return admin_arguments(address, world)
    if is_accounts(address):
        return ["1"] * len(address.kinds)
    if address.name in ARGUMENTS:
        return ARGUMENTS[address.name](world)
    assert not address.kinds, f"{address.name} needs arguments in ARGUMENTS"
    return []


def admin_arguments(address: Address, world: World) -> list[object]:
    if address.name == "admin:app_list":
        return ["mentors"]
    if address.name == "admin:club_pages_pageversion_edit":
        return ["about"]
    rows = {f"admin/{'/'.join(table.rsplit('_', 1))}/": row for table, row in world.rows.items()}
    row = next((row for start, row in rows.items() if start in address.route), None)
    return [row.pk if row else "nothing"] * len(address.kinds)


def path_of(address: Address, world: World) -> str:
    if address.name == "bookings:book":
        kind = world.mentor.session_types.get()
        return address.path(world.mentor.slug) + f"?type={kind.uuid}&at=2026-11-25T09:00Z"
    return address.path(*arguments_of(address, world))


def state() -> dict[str, list[tuple[object, ...]]]:
    """Every row of the club's own tables."""
    models = [model for model in apps.get_models() if model.__module__.partition(".")[0] in LAYERS]
    return {model._meta.label: sorted(model._base_manager.values_list(), key=repr) for model in models}


def outcome(client: Client, method: str, path: str) -> str:
    """What a request got: its status, `in` for the way to sign in, `on` for one elsewhere. Of a POST nothing stays."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response: Any = getattr(client, method)(path)
        page = b"".join(response)
        parts = re.search(rb'hx-(get|post)="', page) is not None
        assert not parts or b"<html" not in page or "/admin/" in path or b"/htmx-2.min.js" in page, (
            f"{path} wants layouts/_htmx.html"
        )
        assert set(response.cookies) <= set(COOKIES), f"{path} sets a cookie that the privacy page does not name"
        transaction.set_rollback(method == "post")
    client.cookies = cookies  # who was signed out is in again
    return outcome_of(response)


def outcome_of(response: Any) -> str:
    if response.status_code not in (301, 302):
        return str(response.status_code)
    return "in" if urlsplit(response["Location"]).path.startswith(SIGN_IN) else "on"


def client_of(world: World, role: str) -> Client:
    client = Client(raise_request_exception=False)
    user = world.people[role]
    if user is not None:
        client.force_login(user)
    return client


def walk(
    world: World, method: str, paths: dict[str, str], roles: tuple[str, ...] = ROLES, *, drawn: bool = True
) -> dict[str, str]:
    """For each name what the roles got, in their order.

    Args:
        drawn: whether templates are drawn; walks that only ask who gets in don't need them.
    """
    clients = [client_of(world, role) for role in roles]
    before = state()
    with nullcontext() if drawn else undrawn():
        found = {name: " ".join(outcome(client, method, path) for client in clients) for name, path in paths.items()}
    if method != "post":
        assert state() == before, f"a {method.upper()} has changed something"
    return found


def test_every_address_is_listed() -> None:
    assert {address.name for address in ours()} == set(ADDRESSES)


@pytest.mark.parametrize("method", ["get", "post"])
def test_everybody_gets_what_is_theirs(world: World, method: str) -> None:
    found = walk(world, method, {address.name: path_of(address, world) for address in ours()})
    assert found == {name: row[method == "post"] for name, row in ADDRESSES.items()}


def test_programs_that_look_at_links_in_mails_get_what_people_get_and_change_nothing(world: World) -> None:
    """HEAD is GET without the body (RFC 9110 section 9.3.2): mail scanners and previews ask that way."""
    paths = {address.name: path_of(address, world) for address in addresses() if not is_admin(address)}
    few = ("stranger", "mentee")
    assert walk(world, "head", paths, few, drawn=False) == walk(world, "get", paths, few, drawn=False)


def test_looking_around_makes_no_session(world: World) -> None:
    """Each is a row that anybody can have written, with or without what a page expects in its address."""
    writing = []
    for address in addresses():
        for path in {path_of(address, world), path_of(address, world).partition("?")[0]}:
            client = Client(raise_request_exception=False)
            for headers in ({}, {"X-Requested-With": "XMLHttpRequest", "HX-Request": "true"}):
                list(client.get(path, headers=headers))
            if settings.SESSION_COOKIE_NAME in client.cookies:
                writing.append(address.name)
    assert set(writing) == {"mfa_login_webauthn"}  # asked for by a script: the challenge that a passkey signs


def test_mentor_who_has_left_gets_what_a_member_gets_who_never_was_one(world: World) -> None:
    """Wherever mentors get something else. Only what was said to them is still there to read."""
    Mentor.objects.filter(pk=world.mentor.pk).update(status=MentorStatus.LEFT)
    Application.objects.all().delete()  # the mentee has one, looks for a mentor, and has asked some
    Need.objects.all().delete()
    Erasure.objects.all().delete()
    Request.objects.all().delete()
    of_mentors = [
        address
        for address in ours()
        if not address.kinds and any(row.split()[1:2] != row.split()[3:4] for row in ADDRESSES[address.name])
    ]
    paths = {address.name: path_of(address, world) for address in of_mentors}
    assert len(paths) > 1
    for method in ("get", "post"):
        found = walk(world, method, paths, roles=("mentee", "mentor"), drawn=False)
        apart = {name: statuses for name, statuses in found.items() if len(set(statuses.split())) > 1}
        assert apart == ({"feedback:received": "404 200"} if method == "get" else {})


def test_no_member_posts_without_end_or_loses_what_they_wrote(client: Client) -> None:
    member = UserFactory()
    client.force_login(member)
    posted = [address for address in ours() if "405" not in ADDRESSES[address.name][1]]
    counted = {"mentors:apply"}  # saved as the member types: `SAVES` of mentors.views.applying
    assert len(posted) > 20
    for address in posted:
        for _ in range(POSTS.times):
            POSTS.allows(f"{address.name}:{member.uuid}")
        path = address.made_up().replace("2026-02-31", "2026-12-24")
        page = client.post(path, {"message": "It took me an hour.", "code": "123456"})
        assert (page.status_code == 429) == (address.name not in counted), address.name
        if page.status_code == 429:
            assert "It took me an hour." in page.content.decode(), address.name
            assert "123456" not in page.content.decode(), address.name
        assert client.get(path).status_code != 429, address.name


def test_german_pages_are_as_open_as_english_ones(world: World) -> None:
    with translation.override("de"):
        paths = {address.name: path_of(address, world) for address in ours() if address.in_languages}
    assert all(path.startswith("/de/") for path in paths.values())
    found = walk(world, "get", paths, roles=("stranger", "mentee", "mentor"))
    assert found == {name: " ".join(ADDRESSES[name][0].split()[i] for i in (0, 1, 3)) for name in paths}


def test_what_does_not_exist_is_not_found(world: World) -> None:
    asked = [address for address in ours() if address.kinds]
    paths = {address.name: address.made_up() for address in asked}
    for method in METHODS:
        found = walk(world, method, paths, roles=("mentor",), drawn=False)
        allowed = {name: {"404"} | ({"405"} if "405" in ADDRESSES[name][method == "post"] else set()) for name in paths}
        assert {name: status for name, status in found.items() if status not in allowed[name]} == {}


@pytest.mark.parametrize("method", METHODS)
def test_accounts_never_break_and_keep_strangers_out(world: World, method: str) -> None:
    paths = {address.name: path_of(address, world) for address in addresses() if is_accounts(address)}
    found = walk(world, method, paths, roles=("stranger", "mentee", "admin"))
    assert {name: row for name, row in found.items() if "500" in row} == {}
    seen = {name for name, row in found.items() if row.split()[0] not in ("in", "on", "405")}
    assert seen == ACCOUNTS_FOR_STRANGERS - (VISITED_ONLY if method == "post" else set())


def test_what_is_sent_after_the_session_has_ended_is_kept_until_after_signing_in(world: World) -> None:
    """Every form of a member, and one of the team's: words are shown again, secrets are not, and nothing is changed."""
    words = {"topic": "How to lead <b>a</b> team?", "d0-0-starts": "09:00", "topics": ["one", "two"]}
    secrets = {"password": "a quiet afternoon", "code": "ABC DEF", "address": "https://calendar.example/secret words"}
    forms = [
        address
        for address in ours()
        if ADDRESSES[address.name][1].split()[0] == "in"
        and address.name
        not in {"bookings:standby", "data_protection:download"}  # nobody was asked, and no form is a file
    ]
    forms.append(next(address for address in addresses() if address.name == "admin:mentors_application_change"))
    assert len(forms) > 30
    of_mentees = {name for name, (get, _post) in ADDRESSES.items() if get.split()[3] == "404"}
    before = state() | {"accounts.User": []}  # signing in is dated there
    for address in forms:
        path, client = path_of(address, world), Client()
        sent = client.post(path, words | secrets)
        assert outcome_of(sent) == "in", path
        assert (
            "You were signed out. Please sign in again. We’ve kept what you"
            in client.get(sent["Location"]).content.decode()
        ), path
        role = "mentee" if address.name in of_mentees else "admin" if is_admin(address) else "mentor"
        client.force_login(world.people[role])
        again = client.get(path)
        page = again.content.decode()
        assert "accounts/unfinished.html" in [each.name for each in again.templates], path
        assert "How to lead &lt;b&gt;a&lt;/b&gt; team?" in page, path
        for name, value in (("d0-0-starts", "09:00"), ("topics", "one"), ("topics", "two")):
            assert f'<input type="hidden" name="{name}" value="{value}">' in page, path
        assert [secret for secret in ("afternoon", "ABC DEF", "calendar.example") if secret in page] == [], path
        assert f'action="{path}"'.replace("&", "&amp;") in page, path
    assert state() | {"accounts.User": []} == before
