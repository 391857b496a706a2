"""A member hears of a sign-in with a browser that they haven't used before, once for each browser."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from notifications.models import Notice
from tests.bookings.moments import NOW
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "a good hour with tea"
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"}


@pytest.fixture(autouse=True)
def at_now(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """A fixed moment, and limits that no other test has used up."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)
    before, cache.key_prefix = cache.key_prefix, str(tmp_path)
    yield
    cache.key_prefix = before


def sign_in(client: Client, member: User) -> None:
    form = {"login": member.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), form, headers=FIREFOX).status_code == 302
    client.post(reverse("account_logout"))


def member() -> User:
    return UserFactory(password=make_password(PASSWORD))


def told(user: User) -> int:
    return Notice.objects.filter(kind="new_device", recipient=user).count()


def test_each_browser_is_told_of_once() -> None:
    ann, phone, desk = member(), Client(), Client()
    sign_in(phone, ann)
    assert told(ann) == 1
    assert "Firefox" in Notice.objects.get(kind="new_device").data["browser"]
    sign_in(phone, ann)
    assert told(ann) == 1
    sign_in(desk, ann)
    assert told(ann) == 2


def test_browser_that_several_share_knows_each_of_them() -> None:
    ann, ben, shared = member(), member(), Client()
    for _time in range(2):
        sign_in(shared, ann)
        sign_in(shared, ben)
    assert (told(ann), told(ben)) == (1, 1)


@pytest.mark.parametrize("change", ["forged", "old"])
def test_cookie_is_worth_nothing_if_it_is_forged_or_old(settings: LazySettings, change: str) -> None:
    ann, client = member(), Client()
    sign_in(client, ann)
    name = settings.DEVICE_COOKIE_NAME
    cookie = client.cookies[name]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert str(ann.uuid) not in cookie.value
    client.cookies[name] = "x" + cookie.value if change == "forged" else "WyJhIl0:1aaaaa:signature"
    sign_in(client, ann)
    assert told(ann) == 2


def test_whoever_has_just_signed_up_is_not_told() -> None:
    ann = member()
    User.objects.filter(pk=ann.pk).update(date_joined=NOW - timedelta(minutes=59))
    sign_in(Client(), ann)
    assert told(ann) == 0
