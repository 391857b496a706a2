"""No form works for somebody who only lured a member to their own page: ASVS 5.0, clause 3.5.1."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.architecture.test_urls import is_accounts, path_of, state, world
from tests.architecture.walking import addresses, undrawn
from tests.architecture.world import World

__all__ = ["world"]  # the fixture
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "methods"),
    [
        ("stranger", ["post"]),
        ("mentor", ["post"]),
        ("admin", ["post"]),
        ("admin", ["delete"]),
        pytest.param("admin", ["put", "patch"], marks=pytest.mark.long),
    ],
    ids=str,
)
def test_post_without_the_token_of_the_form_is_refused_everywhere(world: World, role: str, methods: list[str]) -> None:
    """3.5.1: every address of the URLconf, by every method that may change something."""
    paths = {address.name: path_of(address, world) for address in addresses()}
    del paths["notifications:unsubscribe"]  # a mail program posts without a cookie; the token is the key (RFC 8058)
    user = world.people[role]
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if user:
        client.force_login(user)
    before = state()
    opened: dict[str, int] = {}
    with undrawn():
        for name, path in paths.items():
            for method in methods:
                status = getattr(client, method)(path, {} if method == "post" else b"").status_code
                if status not in (403, 404, 405):
                    opened[f"{method} {name}"] = status
    assert opened == {}
    assert state() == before


def test_token_of_another_site_is_refused(world: World) -> None:
    """3.5.1: a token that is right, sent from a page that is not ours."""
    client = Client(enforce_csrf_checks=True)
    client.get("/contact/")
    token = client.cookies["csrftoken"].value
    form = {"csrfmiddlewaretoken": token, "zone": "Europe/Paris"}
    assert client.post("/zone/", form, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post("/zone/", form, headers={"origin": "null"}).status_code == 403
    assert client.post("/zone/", form | {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert client.post("/zone/", form, headers={"origin": "http://testserver"}).status_code == 302


def test_words_of_a_form_with_an_old_token_are_kept_unless_another_site_sent_them(world: World) -> None:
    """Every address: what was written is shown to whoever sent it, with a new token; no secrets, nothing of sign-in."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["mentor"])
    form = {"csrfmiddlewaretoken": "x" * 32, "topic": "How to lead <b>a</b> team?", "password": "a quiet afternoon"}
    before, kept = state(), set()
    for address in addresses():
        if address.name == "notifications:unsubscribe":  # needs no token
            continue
        path = path_of(address, world)
        ours, foreign = (
            client.post(path, form, headers={"origin": origin})
            for origin in ("http://testserver", "https://evil.example")
        )
        assert "afternoon" not in ours.content.decode() + foreign.content.decode(), path
        assert "How to lead" not in foreign.content.decode(), path
        if "How to lead &lt;b&gt;a&lt;/b&gt; team?" in ours.content.decode():
            kept.add(address.name)
        else:
            for_machines = address.name.startswith(("health/", "metrics"))
            assert is_accounts(address) or for_machines or ours.status_code != 403, path
    assert {"accounts:me", "mentors:profile", "pages:contact", "admin:mentors_application_change"} <= kept
    assert state() == before


def test_what_was_written_before_signing_in_again_elsewhere_is_sent_with_one_button(world: World) -> None:
    client, member = Client(enforce_csrf_checks=True), world.people["mentor"]
    client.force_login(member)
    path = reverse("accounts:me")
    old = token_of(client.get(path).content.decode())
    del client.cookies["csrftoken"]  # signing in renews it
    client.get(path)
    words = {"display_name": "Ann Lee", "introduction": "What I do.", "time_zone": "Europe/Berlin", "language": "en"}
    page = client.post(path, words | {"csrfmiddlewaretoken": old}, headers={"origin": "http://testserver"})
    assert page.status_code == 403
    assert dict(page.context["words"]) == words
    again = dict(page.context["words"]) | {"csrfmiddlewaretoken": token_of(page.content.decode())}
    assert client.post(page.context["path"], again, headers={"origin": "http://testserver"}).status_code == 302
    member.refresh_from_db()
    assert member.introduction == "What I do."


def test_form_of_a_member_who_has_left_is_not_sent_by_the_next(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    form = {"csrfmiddlewaretoken": "x" * 32, "introduction": "What I do."}
    kept = {}
    for role in ("mentor", "colleague"):
        client.force_login(world.people[role])
        page = client.post(reverse("accounts:me"), form, headers={"origin": "http://testserver"})
        kept[role] = "What I do." in page.content.decode()
        token = token_of(client.get(reverse("accounts:me")).content.decode())
        client.post(reverse("account_logout"), {"csrfmiddlewaretoken": token})
    assert kept == {"mentor": True, "colleague": False}


def token_of(page: str) -> str:
    return re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]  # type: ignore[no-any-return]
