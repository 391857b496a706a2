"""Codes by mail: wrong, late, used, and never to be read in a table."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account import app_settings
from allauth.core import context
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.adapter import PASSWORDS
from accounts.allauth_forms import AddressCodeForm, LoginCodeForm, PasswordCodeForm
from accounts.codes import GUESSES_FROM_NETWORK, MAILS, MAILS_AT_ONCE, MAILS_FROM_NETWORK, code_of, may_mail, new_nonce
from accounts.models import User
from core import cache as guarded
from core.ratelimit import Limit, network_of
from notifications.mail_content import NoticeContext, NoticeObsolete, kinds
from notifications.models import Notice
from tests.accounts.codes import newest_code
from tests.factories import UserFactory
from tests.pages import TERMS

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NEW = {"email": "ann@example.org", "display_name": "Ann Lee", "old_enough": "on", "terms": TERMS}


def ask(client: Client) -> str:
    client.post(reverse("account_login"), {"login": "ann@example.org"})
    return newest_code()


def type_in(client: Client, code: str) -> bool:
    """Whether the code lets the client in."""
    client.post(reverse("account_confirm_login_code"), {"code": code})
    return "_auth_user_id" in client.session


@pytest.fixture
def ann() -> User:
    return UserFactory(email="ann@example.org")


def test_code_is_six_digits() -> None:
    codes = [code_of(new_nonce()) for _ in range(500)]
    assert all(re.fullmatch("[0-9]{6}", code) for code in codes)
    assert any(code.startswith("0") for code in codes)


@pytest.mark.django_db
def test_field_for_the_code_suits_a_phone(client: Client, ann: User) -> None:
    ask(client)
    field = client.get(reverse("account_confirm_login_code")).context["form"].fields["code"].widget.attrs
    assert (field["inputmode"], field["autocomplete"]) == ("numeric", "one-time-code")
    assert re.fullmatch(field["pattern"], "123456")


@pytest.mark.django_db
def test_guesses_from_one_network_end_whatever_address_they_are_for(client: Client, ann: User) -> None:
    code = ask(client)
    for _ in range(GUESSES_FROM_NETWORK.times):
        GUESSES_FROM_NETWORK.allows("127.0.0.1")
    assert not type_in(client, code)


@pytest.mark.django_db
@pytest.mark.parametrize("write", [str, lambda code: f" {code[:3]}-{code[3:]} ", lambda code: f"{code[:3]} {code[3:]}"])
def test_code_may_be_typed_as_people_type(client: Client, ann: User, write: object) -> None:
    assert type_in(client, write(ask(client)))  # type: ignore[operator]


@pytest.mark.django_db
def test_no_table_holds_the_code(client: Client, ann: User) -> None:
    code = ask(client)
    assert code not in str(list(Notice.objects.values()))
    assert code not in str([row.get_decoded() for row in Session.objects.all()])
    assert Session.objects.exists()


@pytest.mark.django_db
def test_code_works_in_the_browser_that_asked_only_and_once(client: Client, ann: User) -> None:
    code = ask(client)
    assert not type_in(Client(), code)
    assert type_in(client, code)
    client.post(reverse("account_logout"))
    assert not type_in(client, code)


@pytest.mark.django_db
def test_sign_in_works_without_redis(
    client: Client, ann: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    monkeypatch.setattr(guarded, "breaker", guarded.Breaker(seconds=3600))
    assert type_in(client, ask(client))
    assert guarded.breaker.open  # asked once, and then no more: one short timeout in all


@pytest.mark.django_db
def test_nonce_is_no_code(client: Client, ann: User) -> None:
    ask(client)
    assert not type_in(client, Notice.objects.get().data["nonce"])
    assert not type_in(client, "")


@pytest.mark.django_db
def test_code_stops_after_a_quarter_of_an_hour(client: Client, ann: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        code = ask(client)
        clock.shift(timedelta(minutes=15, seconds=1))
        assert not type_in(client, code)
        code = ask(client)
        clock.shift(timedelta(minutes=14, seconds=59))
        assert type_in(client, code)


@pytest.mark.django_db
def test_five_wrong_codes_end_the_attempt(client: Client, ann: User) -> None:
    code = ask(client)
    for _ in range(5):
        assert not type_in(client, "22222")
    assert not type_in(client, code)


def test_parallel_guesses_at_a_code_are_five_in_all() -> None:
    """Requests at the same moment have all read a session in which nobody has guessed yet."""
    with context.request_context(RequestFactory().get("/")):
        nonce = new_nonce()
        kinds_of_form = (LoginCodeForm, AddressCodeForm, PasswordCodeForm)
        for form in (*kinds_of_form, LoginCodeForm, AddressCodeForm):
            assert not form({"code": "22222"}, code=nonce).is_valid()
        late = LoginCodeForm({"code": code_of(nonce)}, code=nonce)
        assert late.errors == LoginCodeForm({"code": "22222"}, code=new_nonce()).errors
        other = new_nonce()
        assert LoginCodeForm({"code": code_of(other)}, code=other).is_valid()


@pytest.mark.django_db
def test_new_code_replaces_the_old_one_and_two_are_the_most(client: Client, ann: User) -> None:
    first = ask(client)
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    assert Notice.objects.count() == 3
    assert not type_in(client, first)
    assert type_in(client, newest_code())


@pytest.mark.django_db
def test_mail_with_a_code_that_has_run_out_is_not_sent() -> None:
    data = {"nonce": new_nonce(), "until": NOW.isoformat()}
    with pytest.raises(NoticeObsolete):
        kinds["login_code"].build(NoticeContext(about=None, recipient=None, data=data, now=NOW))
    content = kinds["login_code"].build(
        NoticeContext(about=None, recipient=None, data=data, now=NOW - timedelta(seconds=1))
    )
    assert content.code == code_of(data["nonce"])


@pytest.mark.django_db
def test_lost_password_is_replaced_with_a_code(client: Client, ann: User) -> None:
    client.post(reverse("account_reset_password"), {"email": "ANN@example.org"})
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient) == ("password_code", ann)
    page = client.post(reverse("account_confirm_password_reset_code"), {"code": "22222"})
    assert page.status_code == 200
    client.post(reverse("account_confirm_password_reset_code"), {"code": newest_code()})
    new = {"password1": "a long way home", "password2": "a long way home"}
    client.post(reverse("account_complete_password_reset"), new)
    ann.refresh_from_db()
    assert ann.check_password("a long way home")
    assert set(ann.notices.values_list("kind", flat=True)) == {"password_code", "password_was_reset", "new_device"}


@pytest.mark.django_db
def test_lost_password_of_nobody_gets_the_same_answer(client: Client, ann: User) -> None:
    known = client.post(reverse("account_reset_password"), {"email": "ann@example.org"})
    unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["short", "password123", "ann@example.org"])
def test_weak_password_is_refused_at_sign_up(client: Client, password: str) -> None:
    answer = client.post(reverse("account_signup"), NEW | {"password1": password})
    assert list(answer.context["form"].errors) == ["password1"]
    assert not User.objects.exists()


@pytest.mark.django_db
def test_password_signs_in_and_a_wrong_one_does_not(client: Client) -> None:
    ann = UserFactory(email="ann@example.org", password="")
    ann.set_password("a long way home")
    ann.save()
    wrong = client.post(reverse("account_login"), {"login": "ann@example.org", "password": "a short way home"})
    unknown = client.post(reverse("account_login"), {"login": "bob@example.org", "password": "a short way home"})
    said = list(wrong.context["form"].non_field_errors())
    assert said == list(unknown.context["form"].non_field_errors())
    assert len(said) == 1
    client.post(reverse("account_login"), {"login": "Ann@Example.org", "password": "a long way home"})
    assert client.session["_auth_user_id"] == str(ann.pk)
    assert [notice.kind for notice in Notice.objects.all()] == ["new_device"]


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [MAILS_AT_ONCE, MAILS_FROM_NETWORK])
@pytest.mark.parametrize("address", ["ann@example.org", "nobody@example.org"])
def test_mail_that_somebody_asks_for_has_an_end(ann: User, limit: Limit, address: str) -> None:
    """The same for an address without an account, and with nothing half written."""
    client, request = Client(), RequestFactory().get("/")
    for _ in range(limit.times):
        limit.allows(f"{network_of(request)} {address}")
    for name, field in (
        ("account_login", "login"),
        ("account_request_login_code", "email"),
        ("account_reset_password", "email"),
        ("account_signup", "email"),
    ):
        answer = client.post(reverse(name), NEW | {field: address.title()})
        assert answer.status_code == 429, name
    assert not Notice.objects.exists()
    assert User.objects.count() == 1
    assert may_mail("bob@example.org", request)


def test_strangers_who_flood_a_mailbox_do_not_shut_out_its_owner() -> None:
    for _ in range(MAILS.times):
        MAILS.allows("ann@example.org")
    homes = ("192.0.2.1", "192.0.2.1", "192.0.2.1", "2001:db8:1:1::1", "2001:db8:1:2::1", "2001:db8:1:3::1")
    found = [may_mail("Ann@example.org", RequestFactory().get("/", REMOTE_ADDR=home)) for home in homes]
    assert found == [True, True, False, True, True, False]


@pytest.mark.django_db
def test_wrong_passwords_of_a_stranger_do_not_shut_out_the_member(client: Client) -> None:
    ann = UserFactory(email="ann@example.org", password="")
    ann.set_password("a long way home")
    ann.save()
    stranger = Client(REMOTE_ADDR="198.51.100.7")
    for password in ["a short way home"] * 6 + ["a long way home"]:
        stranger.post(reverse("account_login"), {"login": "ann@example.org", "password": password})
    assert "_auth_user_id" not in stranger.session
    client.post(reverse("account_login"), {"login": "ann@example.org", "password": "a long way home"})
    assert client.session["_auth_user_id"] == str(ann.pk)


@pytest.mark.django_db
def test_sign_ups_of_a_stranger_do_not_shut_out_whose_address_it_is(client: Client) -> None:
    stranger = Client(REMOTE_ADDR="198.51.100.7")
    assert [each.post(reverse("account_signup"), NEW).status_code for each in (stranger, client)] == [302, 302]
    client.post(reverse("account_email_verification_sent"), {"code": newest_code()})
    assert "_auth_user_id" in client.session


def test_no_limit_of_allauth_counts_by_address_alone() -> None:
    """`login_failed` counts by network, too: accounts.adapter. The club asks for no phone."""
    rates = {name: str(rate) for name, rate in app_settings.RATE_LIMITS.items()}
    assert {name for name, rate in rates.items() if "/key" in rate} == {"login_failed", "verify_phone"}


@pytest.mark.django_db
def test_passwords_for_one_account_end_whatever_network_they_come_from(client: Client) -> None:
    for _ in range(PASSWORDS.times):
        PASSWORDS.allows("ann@example.org")
    answer = client.post(reverse("account_login"), {"login": "Ann@example.org", "password": "a long way home"})
    assert "Too many wrong tries" in str(answer.context["form"].non_field_errors())
