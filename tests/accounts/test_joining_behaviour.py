"""Signing up again, at the same moment, and with somebody else's address."""

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.socialaccount.models import SocialAccount, SocialLogin, SocialToken
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts import services, social_tokens
from accounts.adapter import SocialAccountAdapter
from accounts.allauth_forms import SignupForm, SocialSignupForm
from accounts.models import User
from tests.accounts.codes import newest_code
from tests.factories import UserFactory
from tests.pages import TERMS

NEW = {"email": "ann@example.org", "display_name": "Ann Lee", "old_enough": "on", "terms": TERMS}


@pytest.mark.django_db
def test_who_gave_up_half_way_can_sign_up_again(client: Client) -> None:
    client.post(reverse("account_signup"), NEW)
    again = Client()
    cache.clear()
    again.post(reverse("account_signup"), NEW | {"display_name": "Ann Other"})
    again.post(reverse("account_email_verification_sent"), {"code": newest_code()})
    assert User.objects.active().get().display_name == "Ann Other"
    assert again.get(reverse("accounts:me")).status_code == 200
    waiting = Client()
    waiting.post(reverse("account_signup"), NEW | {"email": "bob@example.org"})
    assert services.forget_given_up() == 1
    assert set(User.objects.values_list("email", flat=True)) == {"ann@example.org", "bob@example.org"}


@pytest.mark.django_db
def test_code_of_who_gave_up_confirms_nothing(client: Client) -> None:
    client.post(reverse("account_signup"), NEW | {"password1": "a long way home"})
    code = newest_code()
    cache.clear()
    Client().post(reverse("account_signup"), NEW)
    client.post(reverse("account_email_verification_sent"), {"code": code})
    assert client.get(reverse("accounts:me")).status_code == 302
    assert not EmailAddress.objects.filter(verified=True).exists()


@pytest.mark.django_db
def test_password_of_a_squatter_ends_when_the_owner_signs_in(client: Client) -> None:
    client.post(reverse("account_signup"), NEW | {"password1": "a long way home"})
    squatted = User.objects.get()
    assert squatted.has_usable_password()
    owner = Client()
    owner.post(reverse("account_login"), {"login": "ann@example.org"})
    owner.post(reverse("account_confirm_login_code"), {"code": newest_code()})
    squatted.refresh_from_db()
    assert owner.session["_auth_user_id"] == str(squatted.pk)
    assert not squatted.has_usable_password()


@pytest.mark.django_db
def test_own_password_stays_when_the_address_is_confirmed(client: Client) -> None:
    client.post(reverse("account_signup"), NEW | {"password1": "a long way home"})
    client.post(reverse("account_email_verification_sent"), {"code": newest_code()})
    assert User.objects.get().check_password("a long way home")


@pytest.mark.django_db
def test_two_sign_ups_at_the_same_moment_make_one_account() -> None:
    request = RequestFactory().post(reverse("account_signup"), NEW)
    request.user = AnonymousUser()
    for middleware in (SessionMiddleware, MessageMiddleware):
        middleware(lambda _request: HttpResponse()).process_request(request)
    with request_context(request):
        form = SignupForm(NEW)
        assert form.is_valid()
        faster = UserFactory(email="ann@example.org")
        user, answer = form.try_save(request)
    assert user is None
    assert isinstance(answer, HttpResponse)
    assert list(User.objects.all()) == [faster]
    assert [notice.kind for notice in faster.notices.all()] == ["account_exists"]


@pytest.mark.django_db(transaction=True)
def test_member_comes_with_the_code_or_not_at_all(client: Client) -> None:
    """The job that mails the code cannot be written: then there must be no member who waits for one."""
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE outbox_job RENAME TO outbox_job_away")
    try:
        answer = client.post(reverse("account_signup"), NEW)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE outbox_job_away RENAME TO outbox_job")
    assert answer.status_code == 500
    assert not User.objects.exists()


@pytest.mark.django_db
def test_zone_of_the_cookie_counts_where_the_browser_says_none(client: Client) -> None:
    client.cookies["zone"] = "Asia/Calcutta"
    client.post(reverse("account_signup"), NEW)
    assert User.objects.get().time_zone == "Asia/Calcutta"


@pytest.mark.django_db
def test_sign_in_and_out_stay_on_german_pages(client: Client) -> None:
    UserFactory(email="ann@example.org", language="de")
    asked = client.post("/de/accounts/login/", {"login": "ann@example.org"})
    assert asked["Location"].startswith("/de/")
    entered = client.post("/de/accounts/login/code/confirm/", {"code": newest_code()})
    assert entered["Location"] == "/de/"
    assert client.post("/de/accounts/logout/")["Location"] == "/de/"


@pytest.mark.django_db
def test_from_the_slot_through_sign_in_to_the_slot(client: Client) -> None:
    """A visitor who has an account goes from sign-up to sign-in; the way back is not lost."""
    UserFactory(email="ann@example.org")
    slot = "/mentors/amara/book/?type=x&at=y"
    page = client.get(reverse("account_signup"), {"next": slot})
    asked = client.post(page.context["login_url"], {"login": "ann@example.org", "next": slot})
    page = client.get(asked["Location"])
    answer = client.post(
        reverse("account_confirm_login_code"),
        {"code": newest_code(), page.context["redirect_field_name"]: page.context["redirect_field_value"]},
    )
    assert answer["Location"] == slot


@pytest.mark.django_db
def test_no_button_leads_to_sites_whose_keys_are_not_set(client: Client) -> None:
    for name in ("account_login", "account_signup"):
        assert "Continue with" not in client.get(reverse(name)).content.decode()


@pytest.mark.django_db
def test_name_from_another_site_is_only_a_proposal() -> None:
    request = RequestFactory().get("/")
    login = SocialLogin(user=User(), account=SocialAccount(provider="github", uid="7"))
    with request_context(request):
        adapter = SocialAccountAdapter(request)
        adapter.populate_user(request, login, {"name": "Hub Person", "email": "hub@example.org"})
        initial = adapter.get_signup_form_initial_data(login)
    assert (initial["display_name"], initial["email"]) == ("Hub Person", "hub@example.org")
    assert set(SocialSignupForm.base_fields) >= {"display_name", "old_enough", "time_zone"}


@pytest.mark.django_db
def test_token_of_another_site_is_kept_only_where_it_lets_the_club_in_for_good(settings: LazySettings) -> None:
    """A refresh token comes with the consent that a mentor gives at the desk, and with no mere sign-in."""
    settings.SOCIALACCOUNT_STORE_TOKENS = True
    account = SocialAccount.objects.create(user=UserFactory(), provider="google", uid="7")
    adapter = SocialAccountAdapter(RequestFactory().get("/"))

    def sign_in(access: str, refresh: str) -> SocialLogin:
        login = SocialLogin(account=account)
        login.token = SocialToken(token=access, token_secret=refresh)
        login._store_token()  # as allauth does for somebody who comes again
        adapter.pre_social_login(RequestFactory().get("/"), login)
        return login

    assert sign_in("a", "").token is None
    assert not SocialToken.objects.exists()
    sign_in("b", "for good")
    sign_in("c", "")
    row = SocialToken.objects.get()
    assert social_tokens.opened(row) == ("c", "for good")
    assert not {"c", "for good"} & {row.token, row.token_secret}  # sealed
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 8, []
    assert social_tokens.opened(row) == ("", "")


def test_token_of_a_newcomer_is_not_kept() -> None:
    login = SocialLogin(account=SocialAccount(provider="github", uid="8"))
    login.token = SocialToken(token="a")
    SocialAccountAdapter(RequestFactory().get("/")).pre_social_login(RequestFactory().get("/"), login)
    assert login.token is None


@pytest.mark.django_db
@pytest.mark.parametrize(("after", "words"), [("/apply/", "you write your letter"), ("/mentors/", "you can book")])
def test_who_signs_up_to_apply_is_told_of_the_letter(client: Client, after: str, words: str) -> None:
    page = client.get(reverse("account_signup"), {"next": after}).content.decode()
    assert f"It takes a minute, and then {words}." in page
