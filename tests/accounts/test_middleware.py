"""A form that is sent after its session has ended: its words are kept until its member is back."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import LazySettings, settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from accounts.middleware import KEPT_SECONDS, MOST_CHARACTERS, VISIT_SECONDS
from accounts.models import User
from core import clock
from mentoring_club.urls import urlpatterns as club_urls
from tests.accounts.codes import newest_code
from tests.accounts.test_second_factor_behaviour import app_code, set_up
from tests.factories import BookingFactory, MentorFactory, UserFactory
from tests.pages import TERMS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PASSWORD = "a quiet afternoon"
ME = {"display_name": "Ann Lee", "introduction": "What I do all day.", "time_zone": "Europe/Berlin", "language": "en"}
UNFINISHED = "accounts/unfinished.html"


@pytest.fixture
def ann(settings: LazySettings, tmp_path: Path) -> User:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)
    user: User = UserFactory(email="ann@example.org", display_name="Ann")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def template(client: Client) -> str:
    return template_of(client.get(reverse("accounts:me")))


def template_of(page: Any) -> str:
    """The page that was sent; the form's own page is drawn before."""
    names = [each.name for each in page.templates]
    return UNFINISHED if UNFINISHED in names else str(names[0])


def sent_too_late(client: Client, user: User, **words: str) -> None:
    client.force_login(user)
    Session.objects.all().delete()
    assert client.post(reverse("accounts:me"), ME | words).status_code == 302


def test_words_survive_the_end_of_a_session_and_are_sent_after_signing_in(client: Client, ann: User) -> None:
    sent_too_late(client, ann)
    ann.refresh_from_db()
    assert ann.introduction == ""
    login = {"login": ann.email, "password": PASSWORD, "next": reverse("accounts:me")}
    page = client.post(reverse("account_login"), login, follow=True)
    assert template_of(page) == UNFINISHED
    assert "What I do all day." in page.content.decode()
    words = dict(page.context["words"])
    assert words == ME
    assert client.post(page.context["path"], words).status_code == 302
    ann.refresh_from_db()
    assert (ann.display_name, ann.introduction) == ("Ann Lee", "What I do all day.")
    assert template(client) == "accounts/me.html"


def test_words_are_shown_on_their_own_page_only(client: Client, ann: User) -> None:
    sent_too_late(client, ann)
    client.force_login(ann)
    assert client.get(reverse("pages:home")).templates[0].name != UNFINISHED
    assert client.get(reverse("accounts:me") + "?x").templates[0].name == "accounts/me.html"
    assert template(client) == template(client) == UNFINISHED


def test_words_are_kept_for_an_hour(client: Client, ann: User) -> None:
    sent_too_late(client, ann)
    client.force_login(ann)
    # From now: a busy machine may have taken a while until here.
    clock.move_to(clock.now() + timedelta(seconds=KEPT_SECONDS + 1))
    assert template(client) == "accounts/me.html"
    assert "unfinished" not in client.session


@pytest.mark.parametrize("words", [{"introduction": "x" * MOST_CHARACTERS}, dict.fromkeys(ME, "")])
def test_nothing_is_kept_of_what_is_too_much_or_nothing(client: Client, ann: User, words: dict[str, str]) -> None:
    sent_too_late(client, ann, **words)
    client.force_login(ann)
    assert template(client) == "accounts/me.html"


def test_passwords_are_not_kept(client: Client) -> None:
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "an evening stroll"})
    assert "unfinished" not in client.session


def test_words_are_not_shown_to_another_member_at_the_same_browser(client: Client, ann: User) -> None:
    booking = BookingFactory(mentee=ann, starts_at=NOW + timedelta(days=3))
    address = reverse("bookings:cancel", args=[booking.uuid])
    seen = {}
    for user in (ann, UserFactory()):
        client.logout()
        client.post(address, {"message": "My mother is ill."})
        client.force_login(user)
        page = client.get(address)
        seen[page.status_code] = "My mother is ill." in page.content.decode()
    assert seen == {200: True, 404: False}


def by_the_end_of_all_sessions(client: Client) -> None:
    Session.objects.all().delete()


def by_a_new_password(client: Client) -> None:
    user = User.objects.get(email="ann@example.org")
    user.set_password("an evening stroll")
    user.save(update_fields=["password"])


def by_signing_out_in_another_tab(client: Client) -> None:
    client.post(reverse("account_logout"))


@pytest.mark.parametrize("end", [by_the_end_of_all_sessions, by_a_new_password, by_signing_out_in_another_tab])
def test_words_on_a_page_that_all_members_have_are_for_their_writer_only(
    client: Client, ann: User, end: Callable[[Client], None]
) -> None:
    client.post(reverse("account_login"), {"login": ann.email, "password": PASSWORD})
    end(client)
    ann.refresh_from_db()
    assert client.post(reverse("accounts:me"), ME).status_code == 302
    assert "unfinished" in client.session
    own, foreign = Client(), Client()
    for browser, user in ((own, ann), (foreign, UserFactory())):
        browser.cookies = SimpleCookie(copy_of_session(client))
        browser.force_login(user)
    assert template(own) == UNFINISHED
    foreign.get(reverse("pages:home"))
    assert "unfinished" not in foreign.session
    assert template(foreign) == "accounts/me.html"


def copy_of_session(client: Client) -> dict[str, str]:
    """The cookie of another session with the same content."""
    copy = SessionStore()
    copy.update(dict(client.session.items()))
    copy.save()
    return {settings.SESSION_COOKIE_NAME: str(copy.session_key)}


def begin_to_book(client: Client) -> None:
    """As a visitor, which makes a session."""
    mentor = MentorFactory(bookable=True)
    form = {"type": str(mentor.session_types.get().uuid), "at": "2026-11-25T09:00Z", "form_key": str(uuid.uuid4())}
    form["topic"] = "How do I get from tickets to outcomes?"
    client.post(reverse("bookings:book", args=[mentor.slug]), form)


def with_a_password(client: Client, user: User) -> None:
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def with_a_code(client: Client, user: User) -> None:
    client.post(reverse("account_request_login_code"), {"email": user.email})
    client.post(reverse("account_confirm_login_code"), {"code": newest_code()})


def as_somebody_new(client: Client, user: User) -> None:
    new = {"email": "new@example.org", "display_name": "Nia Lee", "old_enough": "on", "terms": TERMS}
    client.post(reverse("account_signup"), new)
    client.post(reverse("account_email_verification_sent"), {"code": newest_code()})


def with_a_second_factor(client: Client, user: User) -> None:
    secret = set_up(user)
    with_a_code(client, user)
    client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})


@login_not_required
def back_from_another_site(request: HttpRequest) -> HttpResponse:
    """What allauth does with each provider's answer, once it has been checked with the provider."""
    answer = SocialAccount(provider="github", uid="7")
    response: HttpResponse = complete_social_login(request, SocialLogin(account=answer, user=User()))
    return response


def with_another_site(client: Client, user: User) -> None:
    """GitHub needs an app of its own to be signed in with, so its answer is taken for given."""
    SocialAccount.objects.create(user=user, provider="github", uid="7")
    with override_settings(ROOT_URLCONF=__name__):
        client.get("/back-from-another-site/")


urlpatterns = [path("back-from-another-site/", back_from_another_site), *club_urls]


@pytest.mark.parametrize(
    "sign_in", [with_a_password, with_a_code, as_somebody_new, with_a_second_factor, with_another_site]
)
def test_session_of_a_visitor_ends_after_an_hour_and_a_members_lasts(
    client: Client, ann: User, settings: LazySettings, sign_in: Callable[[Client, User], None]
) -> None:
    begin_to_book(client)
    assert client.session.get_expiry_age() == VISIT_SECONDS
    sign_in(client, ann)
    client.get(reverse("accounts:me"))
    assert "_auth_user_id" in client.session
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE
