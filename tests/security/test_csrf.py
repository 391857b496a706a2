"""No form works for somebody who only lured a member to their own page: ASVS 5.0, clause 3.5.1."""

import pytest
from django.test import Client

from tests.architecture.test_urls import path_of, state, world
from tests.architecture.walking import addresses
from tests.architecture.world import World

__all__ = ["world"]  # the fixture
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "methods"),
    [
        ("stranger", ["post"]),
        ("mentor", ["post"]),
        ("admin", ["post"]),
        ("admin", ["put", "patch", "delete"]),
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
