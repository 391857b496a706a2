"""Nobody of the team comes in with one factor, and who lost the second has a safe way back: ASVS 5.0, clause 6.3.3."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.codes import newest_code
from tests.accounts.test_second_factor_behaviour import set_up
from tests.factories import UserFactory

PASSWORD = "a good hour with tea"
pytestmark = pytest.mark.django_db


def root() -> User:
    user = UserFactory(staff=True, email="root@example.org", password=make_password(PASSWORD))
    set_up(user)
    return user


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_admins_own_login_takes_no_password() -> None:
    """6.3.3, 6.3.4: Django's form of the admin is not there; a password posted to it signs nobody in."""
    root()
    for path in ("/admin/login/", "/de/admin/login/", "/admin/"):
        client = Client()
        client.post(path, {"username": "root@example.org", "email": "root@example.org", "password": PASSWORD})
        assert not signed_in(client)


@pytest.mark.parametrize("way", ["password", "code"])
def test_first_factor_alone_opens_nothing(way: str) -> None:
    """6.3.3: by password or by code, the second factor is asked for; until then one is nobody."""
    root()
    client = Client()
    form = {"login": "root@example.org"} | ({"password": PASSWORD} if way == "password" else {})
    answer = client.post(reverse("account_login"), form)
    if way == "code":
        answer = client.post(reverse("account_confirm_login_code"), {"code": newest_code()})
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert not signed_in(client)
    assert client.get("/admin/").status_code == 302
    assert client.get(reverse("mfa_index")).status_code == 302


def test_new_password_does_not_go_round_the_second_factor() -> None:
    """6.4.3: who can read the mail of an admin still needs the second factor."""
    root()
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "root@example.org"})
    sent = client.post(reverse("account_confirm_password_reset_code"), {"code": newest_code()})
    client.post(sent["Location"], {"password1": "an entirely new hour", "password2": "an entirely new hour"})
    assert not signed_in(client)
    assert client.get("/admin/").status_code == 302


def test_recovery_code_lets_one_in_once() -> None:
    """6.3.3, 6.5.1: the way back for who lost the telephone; each code works once."""
    user = root()
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    entered = []
    for _ in range(2):
        client = Client()
        client.post(reverse("account_login"), {"login": "root@example.org", "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": code})
        entered.append(signed_in(client))
    assert entered == [True, False]


def test_signed_in_member_cannot_take_the_second_factor_away_without_it() -> None:
    """6.4.4, 7.5.1: a stolen session is not enough: the second factor, or the password, is asked for once more."""
    user = root()
    client = Client()
    client.force_login(user)
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert user.authenticator_set.exists()  # type: ignore[attr-defined]
