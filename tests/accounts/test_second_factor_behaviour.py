"""Staff need a second factor; what it takes to set one up and to use it."""

import time
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts import services
from accounts.codes import code_of
from accounts.models import User
from notifications.models import Notice
from tests.factories import UserFactory

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def staff(client: Client) -> User:
    user = UserFactory(staff=True, email="root@example.org")
    client.force_login(user)
    return user


def app_code(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows (RFC 6238), `steps` half minutes from now."""
    return f"{hotp_value(secret, int(time.time()) // 30 + steps):06}"


def set_up(user: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret  # type: ignore[no-any-return]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/", "/de/admin/", "/admin/accounts/user/?q=x", "/admin/login/"])
def test_staff_without_second_factor_stay_outside(client: Client, staff: User, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].endswith("/accounts/2fa/")
    assert client.session["after_second_factor"] == address


@pytest.mark.django_db
def test_posts_of_staff_without_second_factor_change_nothing(client: Client, staff: User) -> None:
    member = UserFactory()
    client.post(reverse("admin:accounts_user_change", args=[member.pk]), {"display_name": "Changed"})
    member.refresh_from_db()
    assert member.display_name != "Changed"
    assert client.session["after_second_factor"] == "/admin/"


@pytest.mark.django_db
def test_recovery_codes_alone_are_no_second_factor(client: Client, staff: User) -> None:
    Authenticator.objects.create(user=staff, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert client.get("/admin/").status_code == 302


@pytest.mark.django_db
def test_demo_lets_staff_in_without(client: Client, staff: User, settings: Settings) -> None:
    settings.STAFF_NEEDS_SECOND_FACTOR = False
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db(transaction=True)  # allauth finishes on commit
def test_staff_set_up_an_app_and_come_back_to_the_admin(client: Client, staff: User) -> None:
    wanted = "/admin/accounts/user/?q=ann"
    page = client.get(wanted, follow=True).content.decode()
    assert "second factor" in page
    form = client.get(reverse("mfa_activate_totp")).context["form"]
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "nonsense"})
    assert list(wrong.context["form"].errors) == ["code"]
    done = client.post(reverse("mfa_activate_totp"), {"code": app_code(form.secret)}, follow=True)
    assert f'href="{wanted}"' in done.content.decode()
    assert client.get(wanted).status_code == 200
    assert "after_second_factor" not in client.session
    assert set(staff.notices.values_list("kind", flat=True)) == {"authenticator_added"}


@pytest.mark.django_db
def test_sign_in_asks_for_the_second_factor_each_time(client: Client) -> None:
    staff = UserFactory(staff=True, email="root@example.org")
    secret = set_up(staff)
    client.post(reverse("account_login"), {"login": "root@example.org", "next": "/admin/"})
    code = code_of(Notice.objects.get().data["nonce"])
    answer = client.post(reverse("account_confirm_login_code"), {"code": code, "next": "/admin/"})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert list(wrong.context["form"].errors) == ["code"]
    assert client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db
def test_code_of_an_app_works_once(client: Client) -> None:
    user = UserFactory(email="root@example.org")
    code = app_code(set_up(user))
    entered = []
    for browser in (client, Client()):
        browser.post(reverse("account_login"), {"login": "root@example.org"})
        mailed = code_of(Notice.objects.order_by("-created_at")[0].data["nonce"])
        browser.post(reverse("account_confirm_login_code"), {"code": mailed})
        browser.post(reverse("mfa_authenticate"), {"code": code})
        entered.append("_auth_user_id" in browser.session)
    assert entered == [True, False]


@pytest.mark.django_db
def test_secret_of_an_app_is_not_readable_in_the_database() -> None:
    user = UserFactory()
    secret = set_up(user)
    row = Authenticator.objects.get()
    assert secret not in str(row.data)
    assert row.wrap().validate_code(app_code(secret))


@pytest.mark.django_db
def test_secret_survives_a_new_secret_key(settings: Settings) -> None:
    user = UserFactory()
    secret = set_up(user)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-of-the-same-club-" * 2
    assert Authenticator.objects.get().wrap().validate_code(app_code(secret))


@pytest.mark.django_db
def test_only_another_admin_removes_a_lost_second_factor() -> None:
    root, member, helper = UserFactory(staff=True), UserFactory(), UserFactory(is_staff=True)
    set_up(member)
    set_up(root)
    for by, user in ((helper, member), (member, member), (root, root)):
        with pytest.raises(services.MemberRefused):
            services.remove_second_factor(user=user, by=by, now=NOW)
    assert Authenticator.objects.count() == 2
    assert services.remove_second_factor(user=member, by=root, now=NOW) is True
    assert services.remove_second_factor(user=member, by=root, now=NOW) is False
    assert [notice.kind for notice in member.notices.all()] == ["second_factor_removed"]
    assert Authenticator.objects.get().user == root
