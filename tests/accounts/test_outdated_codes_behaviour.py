"""A code is of no use any more once its account has another address, or is closed."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.account.forms import BaseConfirmCodeForm
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string
from pytest_django.fixtures import Settings

from accounts import services
from accounts.models import User, UserQuerySet
from core import clock
from notifications.models import Notice
from tests.accounts.codes import newest_code
from tests.factories import UserFactory
from tests.pages import TERMS

pytestmark = pytest.mark.django_db

OLD, NEW, OTHER = "ann@example.org", "ann@example.net", "ann@example.com"
PASSWORD, FORGED = "a good hour with tea", "another quiet hour"
NEWCOMER = {"email": OLD, "display_name": "Ann Lee", "old_enough": "on", "terms": TERMS}
SIGN_IN, CONFIRM = "account_confirm_login_code", "account_email_verification_sent"
RESET, NEW_PASSWORD = "account_confirm_password_reset_code", "account_complete_password_reset"
PASSWORDS = {"password1": FORGED, "password2": FORGED}


def member() -> User:
    return UserFactory(email=OLD, password=make_password(PASSWORD))


def sign_in() -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": User.objects.get().email, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def ask_for_address(client: Client, address: str) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"action_add": "", "email": address})


def change_address(client: Client, address: str = NEW) -> None:
    ask_for_address(client, address)
    client.post(reverse(CONFIRM), {"code": newest_code()})
    assert User.objects.get().email == address


@dataclass(frozen=True)
class Asked:
    """Somebody in a browser who only needs to send one more form."""

    client: Client
    name: str
    form: dict[str, str]

    def send(self) -> Any:
        return self.client.post(reverse(self.name), self.form)


def asked_at_sign_up() -> Asked:
    client = Client()
    client.post(reverse("account_signup"), NEWCOMER | {"password1": PASSWORD})
    return Asked(client, CONFIRM, {"code": newest_code()})


def asked_to_sign_in() -> Asked:
    member()
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": OLD})
    return Asked(client, SIGN_IN, {"code": newest_code()})


def asked_for_a_password() -> Asked:
    member()
    client = Client()
    client.post(reverse("account_reset_password"), {"email": OLD})
    return Asked(client, RESET, {"code": newest_code()})


def about_to_set_a_password() -> Asked:
    asked = asked_for_a_password()
    assert asked.send()["Location"] == reverse(NEW_PASSWORD)
    return Asked(asked.client, NEW_PASSWORD, PASSWORDS)


def asked_to_change_the_address() -> Asked:
    member()
    client = sign_in()
    ask_for_address(client, OTHER)
    return Asked(client, CONFIRM, {"code": newest_code()})


WAYS: tuple[Callable[[], Asked], ...] = (
    asked_at_sign_up,
    asked_to_sign_in,
    asked_for_a_password,
    about_to_set_a_password,
    asked_to_change_the_address,
)


def another_address() -> None:
    """The owner, elsewhere, changes it; an account that was just made is confirmed with a code first."""
    if EmailAddress.objects.filter(verified=True).exists():
        client = sign_in()
    else:
        client = Client()
        client.post(reverse("account_request_login_code"), {"email": OLD})
        client.post(reverse(SIGN_IN), {"code": newest_code()})
    change_address(client)


def closed() -> None:
    services.close(user=User.objects.get(), by=UserFactory(staff=True), now=clock.now())


EVENTS: tuple[Callable[[], None], ...] = (another_address, closed)


def account() -> list[Any]:
    rows = User.objects.values_list("email", "password", "is_active", "last_login")
    return [*rows, *EmailAddress.objects.values_list("email", "verified", "primary")]


@pytest.mark.parametrize("way", WAYS)
def test_each_form_takes_its_code_while_nothing_changes(way: Callable[[], Asked]) -> None:
    asked = way()
    before = account()
    answer = asked.send()
    assert answer.status_code == 302
    assert account() != before or answer["Location"] == reverse(NEW_PASSWORD)


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("way", WAYS)
def test_code_is_refused_like_a_wrong_or_late_one(way: Callable[[], Asked], event: Callable[[], None]) -> None:
    asked = way()
    event()
    before = account()
    answer = asked.send()
    if answer.status_code == 200:
        assert "That’s not the code we sent" in str(answer.context["form"].errors["code"])
    else:
        assert answer["Location"] in {reverse("account_login"), reverse("account_reset_password")}
    for name, form in ((SIGN_IN, asked.form), (CONFIRM, asked.form), (NEW_PASSWORD, PASSWORDS)):
        asked.client.post(reverse(name), form)
    assert asked.client.get(reverse("accounts:me")).status_code == 302
    assert account() == before


def test_every_form_with_a_code_is_walked(settings: Settings) -> None:
    forms = {name: import_string(path) for name, path in settings.ACCOUNT_FORMS.items()}
    names = {name for name, form in forms.items() if issubclass(form, BaseConfirmCodeForm)}
    assert names == {"confirm_email_verification_code", "confirm_login_code", "confirm_password_reset_code"}


def test_code_that_is_refused_is_not_sent_again() -> None:
    asked = asked_to_sign_in()
    another_address()
    before = Notice.objects.count()
    asked.client.post(reverse(SIGN_IN), {"action": "resend"})
    assert Notice.objects.count() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_code_does_not_overtake_a_change_of_address(monkeypatch: pytest.MonkeyPatch, *, locked: bool) -> None:
    """The code arrives while the owner's request is not done yet; without the lock it gets in."""
    asked = asked_to_sign_in()
    if not locked:
        monkeypatch.setattr(UserQuerySet, "select_for_update", lambda rows, **kwargs: rows)

    def send() -> None:
        asked.send()
        connection.close()

    with transaction.atomic():
        another_address()
        sending = threading.Thread(target=send)
        sending.start()
        sending.join(timeout=1)
    sending.join()
    assert (asked.client.get(reverse("accounts:me")).status_code == 200) is not locked
    assert User.objects.get().email == NEW
