"""Every page around signing in: in both languages, as the content security policy wants it."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.browsers import browser_name
from accounts.models import User
from tests.accounts.test_second_factor_behaviour import set_up
from tests.factories import UserFactory

STRANGERS = ["account_login", "account_signup", "account_reset_password", "account_request_login_code"]
MEMBERS = [
    "accounts:me",
    "account_email",
    "account_set_password",
    "account_logout",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "usersessions_list",
    "socialaccount_connections",
]
PROTECTED = ["mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"]
AGENTS = [
    ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
    ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari on iPhone"),
    ("curl/8.0 <script>", "another browser"),
    ("", "another browser"),
]


@pytest.fixture
def member(client: Client) -> User:
    user = UserFactory()
    client.force_login(user)
    return user


def check(client: Client, name: str, prefix: str) -> None:
    answer = client.get(prefix + reverse(name))
    assert answer.status_code == 200, answer.headers.get("Location")
    page = answer.content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:|<style", page)
    scripts = re.findall(r"<script\b[^>]*>", page)
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert 'content="noindex"' in page
    assert page.count("<h1") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/de"])
@pytest.mark.parametrize("name", STRANGERS)
def test_pages_of_strangers(client: Client, name: str, prefix: str) -> None:
    check(client, name, prefix)


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/de"])
@pytest.mark.parametrize("name", MEMBERS)
def test_pages_of_members(client: Client, member: User, name: str, prefix: str) -> None:
    check(client, name, prefix)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*MEMBERS, *PROTECTED])
def test_pages_of_members_are_closed_to_strangers(client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/") or name == "account_logout"


@pytest.mark.django_db
@pytest.mark.parametrize("name", PROTECTED)
def test_second_factor_is_asked_for_once_more_before_it_is_changed(client: Client, member: User, name: str) -> None:
    set_up(member)
    RecoveryCodes.activate(member)
    answer = client.get(reverse(name), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("mfa_reauthenticate"))
    assert "Confirm it’s you" in answer.content.decode()


@pytest.mark.django_db
def test_passkeys_of_others_cannot_be_reached(client: Client, member: User) -> None:
    other = Authenticator.objects.create(user=UserFactory(), type=Authenticator.Type.WEBAUTHN, data={"name": "x"})
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert client.get(reverse(name, args=[other.pk])).status_code == 404
        assert client.post(reverse(name, args=[other.pk]), {"name": "mine"}).status_code == 404
    assert Authenticator.objects.get().data == {"name": "x"}


@pytest.mark.django_db
@pytest.mark.parametrize("credential", ["", "{}", "[]", "not json", '{"id": "x", "rawId": 7}', "null"])
def test_forged_passkey_is_refused_kindly(client: Client, credential: str) -> None:
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_too_many_tries_get_a_page_of_the_club(client: Client) -> None:
    UserFactory(email="ann@example.org")
    answers = []  # type: ignore[var-annotated]
    while not answers or (answers[-1].status_code == 200 and len(answers) < 100):  # a busy Redis may miss some
        answers.append(client.post(reverse("account_signup"), {"email": "nonsense"}))
    assert len(answers) > 20
    assert answers[-1].status_code == 429
    assert "Too many tries" in answers[-1].content.decode()


@pytest.mark.django_db
def test_member_signs_everything_else_out(client: Client, member: User) -> None:
    other = Client(headers={"user-agent": AGENTS[0][0]})
    other.force_login(member)
    for browser in (client, other):
        UserSession.objects.create(
            user=member, session_key=browser.session.session_key, ip="192.0.2.1", user_agent=AGENTS[0][0]
        )
    page = client.get(reverse("usersessions_list")).content.decode()
    assert page.count("Firefox on Linux") == 2
    client.post(reverse("usersessions_list"))
    assert client.get(reverse("accounts:me")).status_code == 200
    assert other.get(reverse("accounts:me")).status_code == 302


@pytest.mark.django_db
def test_ended_sign_ins_are_forgotten(client: Client, member: User) -> None:
    for key in (client.session.session_key, "gone"):
        UserSession.objects.create(user=member, session_key=key, ip="192.0.2.1", user_agent="")
    assert services.forget_sessions(now=timezone.now()) == 1
    assert UserSession.objects.get().session_key == client.session.session_key
    assert services.forget_sessions(now=timezone.now() + timedelta(days=31)) == 1
    assert client.get(reverse("accounts:me")).status_code == 302


@pytest.mark.parametrize(("agent", "name"), AGENTS)
def test_browser_is_named_in_a_few_words(agent: str, name: str) -> None:
    assert browser_name(agent) == name
