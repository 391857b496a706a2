"""Signing up and in, through allauth's real views."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.account.utils import get_login_redirect_url
from allauth.core import context
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from core.tokens import derived_code
from notifications.models import Notice
from tests.factories import MentorFactory, UserFactory
from tests.pages import TERMS

NEW = {"email": "ann@example.org", "display_name": "Ann Lee", "old_enough": "on", "terms": TERMS} | {
    "time_zone": "Africa/Nairobi"
}


def code_of(notice: Notice) -> str:
    return derived_code("account", notice.data["nonce"])


def sign_up(client: Client, **change: str) -> None:
    answer = client.post(reverse("account_signup"), NEW | change)
    assert answer.status_code == 302, answer.context["form"].errors


@pytest.mark.django_db
def test_new_member_confirms_the_address_and_lands_back_on_the_slot(client: Client) -> None:
    sign_up(client, next="/mentors/amara/book/?at=x")
    user = User.objects.get()
    assert (user.email, user.display_name, user.time_zone, user.language) == (
        "ann@example.org",
        "Ann Lee",
        "Africa/Nairobi",
        "en",
    )
    assert user.old_enough_at is not None
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient) == ("signup_code", user)
    answer = client.post(reverse("account_email_verification_sent"), {"code": code_of(notice)})
    assert (answer.status_code, answer["Location"]) == (302, "/mentors/amara/book/?at=x")
    assert client.get(reverse("accounts:me")).status_code == 200


@pytest.mark.django_db
def test_member_who_signs_up_on_a_german_page_reads_german(client: Client) -> None:
    with translation.override("de"):
        address = reverse("account_signup")
    assert address.startswith("/de/")
    client.post(address, NEW)
    assert User.objects.get().language == "de"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"old_enough": ""}, "old_enough"),
        ({"display_name": "evil.example/login"}, "display_name"),
        ({"display_name": "x" * 81}, "display_name"),
        ({"display_name": " "}, "display_name"),
        ({"email": "nonsense"}, "email"),
        ({"email": "ann@example.org\nBcc: all@example.org"}, "email"),
        ({"email": "x" * 300 + "@example.org"}, "email"),
    ],
)
def test_bad_sign_up_is_refused_at_the_field(client: Client, change: dict[str, str], field: str) -> None:
    answer = client.post(reverse("account_signup"), NEW | change)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not User.objects.exists()


@pytest.mark.django_db
def test_unknown_zone_at_sign_up_is_replaced_by_the_clubs(client: Client) -> None:
    sign_up(client, time_zone="Mars/Olympus")
    assert User.objects.get().time_zone == "Europe/Berlin"


@pytest.mark.django_db
def test_second_sign_up_with_an_address_of_other_case_tells_only_its_owner(client: Client) -> None:
    owner = UserFactory(email="ann@example.org")
    first = client.post(reverse("account_signup"), NEW | {"email": "ANN@Example.org"})
    second = client.post(reverse("account_signup"), NEW | {"email": "new@example.org"})
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert [notice.kind for notice in owner.notices.all()] == ["account_exists"]
    assert User.objects.filter(email__iexact="ann@example.org").count() == 1


@pytest.mark.django_db
def test_page_after_signing_up_does_not_tell_who_has_an_account() -> None:
    UserFactory(email="ann@example.org")
    pages = []
    for email in ("ann@example.org", "new@example.org"):
        client, address = Client(), reverse("account_email_verification_sent")
        sign_up(client, email=email)
        shown = [
            client.get(address),
            client.post(address, {"code": "222222"}),
            client.post(address, {"action": "change"}),
        ]
        texts = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()) for answer in shown]
        pages.append([text.replace(email, "") for text in texts])
    assert pages[0] == pages[1]


@pytest.mark.django_db
def test_who_typed_a_wrong_address_starts_again(client: Client) -> None:
    sign_up(client, email="an@example.org")
    assert "Start over" in client.get(reverse("account_email_verification_sent")).content.decode()
    client.post(reverse("account_logout"), {"next": reverse("account_login")})
    sign_up(client)
    client.post(reverse("account_email_verification_sent"), {"code": code_of(Notice.objects.latest("created_at"))})
    assert client.get(reverse("accounts:me")).context["user"].email == "ann@example.org"


@pytest.mark.django_db
def test_code_by_mail_signs_in_once(client: Client) -> None:
    user = UserFactory(email="ann@example.org")
    asked = client.post(reverse("account_request_login_code"), {"email": "ANN@example.org", "next": "/help/"})
    assert '<input type="hidden" name="next" value="/help/">' in client.get(asked["Location"]).content.decode()
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient) == ("login_code", user)
    assert code_of(notice) not in str(Notice.objects.values().get())
    wrong = client.post(reverse("account_confirm_login_code"), {"code": "222222"})
    assert wrong.status_code == 200
    assert "code" in wrong.context["form"].errors
    answer = client.post(reverse("account_confirm_login_code"), {"code": code_of(notice), "next": "/help/"})
    assert (answer.status_code, answer["Location"]) == (302, "/help/")
    assert client.session["_auth_user_id"] == str(user.pk)
    other = Client()
    other.post(reverse("account_confirm_login_code"), {"code": code_of(notice)})
    assert "_auth_user_id" not in other.session


@pytest.mark.django_db
def test_address_without_account_gets_the_same_answer_and_a_mail(client: Client) -> None:
    UserFactory(email="ann@example.org")
    known = client.post(reverse("account_request_login_code"), {"email": "ann@example.org"})
    unknown = Client().post(reverse("account_request_login_code"), {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert sorted(Notice.objects.values_list("kind", "address")) == [
        ("login_code", ""),
        ("unknown_account", "nobody@example.org"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_sign_in_leads_nowhere_else(client: Client, target: str) -> None:
    UserFactory(email="ann@example.org")
    client.post(reverse("account_request_login_code"), {"email": "ann@example.org", "next": target})
    code = code_of(Notice.objects.get())
    answer = client.post(reverse("account_confirm_login_code"), {"code": code, "next": target})
    assert answer["Location"] == "/"


@pytest.mark.django_db
def test_closed_account_cannot_sign_in(client: Client) -> None:
    UserFactory(email="ann@example.org", is_active=False)
    client.post(reverse("account_request_login_code"), {"email": "ann@example.org"})
    for notice in Notice.objects.filter(kind="login_code"):
        client.post(reverse("account_confirm_login_code"), {"code": code_of(notice)})
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_new_address_counts_only_when_confirmed(client: Client) -> None:
    user = UserFactory(email="ann@example.org")
    client.force_login(user)
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    user.refresh_from_db()
    assert user.email == "ann@example.org"
    notice = Notice.objects.get(kind="email_code")
    assert (notice.recipient, notice.address) == (user, "new@example.org")
    client.post(reverse("account_email_verification_sent"), {"code": "222222"})
    Client().post(reverse("account_request_login_code"), {"email": "new@example.org"})
    user.refresh_from_db()
    assert user.email == "ann@example.org"
    assert set(Notice.objects.values_list("kind", flat=True)) == {"email_code", "unknown_account"}
    client.post(reverse("account_email_verification_sent"), {"code": code_of(notice)})
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert EmailAddress.objects.values_list("user", "email", "verified", "primary").get() == (
        user.pk,
        "new@example.org",
        True,
        True,
    )


@pytest.mark.django_db
def test_change_of_address_is_told_at_the_old_one(client: Client) -> None:
    """Whoever took over the account reads the new one."""
    user = UserFactory(email="ann@example.org")
    client.force_login(user)
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    code = code_of(Notice.objects.get(kind="email_code"))
    client.post(reverse("account_email_verification_sent"), {"code": code})
    notice = Notice.objects.get(kind="email_changed")
    assert (notice.recipient, notice.address) == (user, "ann@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "//[", "http://[", "evil", "/\\evil"])
def test_signing_in_leads_nowhere_else(client: Client, target: str) -> None:
    user = UserFactory()
    user.set_password("a good hour")
    user.save()
    assert client.get(reverse("account_login"), {"next": target}).status_code == 200
    data = {"login": user.email, "password": "a good hour", "next": target}
    assert client.post(reverse("account_login"), data)["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("traits", "mentor", "landing"),
    [
        ({}, None, "pages:home"),
        ({}, "listed", "bookings:desk"),
        ({}, "left", "pages:home"),
        ({"is_staff": True}, None, "admin:index"),
        ({"is_staff": True}, "paused", "bookings:desk"),
    ],
)
@pytest.mark.parametrize("wanted", ["", "/topics/"])
def test_one_lands_where_the_work_is_unless_one_came_from_elsewhere(
    rf: RequestFactory, traits: dict[str, bool], mentor: str | None, landing: str, wanted: str
) -> None:
    user = UserFactory(**traits)
    if mentor:
        MentorFactory(user=user, status=mentor)
    request = rf.get("/accounts/login/", {"next": wanted} if wanted else {})
    request.user = user
    with context.request_context(request):
        assert get_login_redirect_url(request) == (wanted or reverse(landing))


@pytest.mark.django_db
def test_one_mailbox_is_one_account_however_its_domain_is_typed(client: Client) -> None:
    """Mail goes to the domain of IDNA 2008, not to strasse.example, and is shown as people write it."""
    sign_up(client, email="Ann@Straße.example")
    user = User.objects.get()
    assert user.email == user.emailaddress_set.get().email == "ann@xn--strae-oqa.example"
    assert "ann@straße.example" in client.get(reverse("account_email_verification_sent")).content.decode()
    client.post(reverse("account_email_verification_sent"), {"code": code_of(Notice.objects.get())})
    for page in ("accounts:me", "account_email"):
        text = client.get(reverse(page)).content.decode()
        assert "ann@straße.example" in text
        assert "xn--" not in text
    for typed in ("ann@xn--strae-oqa.example", "ANN@STRA\u1e9eE.example", "ann@straße.example"):
        Client().post(reverse("account_signup"), NEW | {"email": typed})
        Client().post(reverse("account_login"), {"login": typed})
    assert User.objects.count() == 1
    later = Notice.objects.exclude(kind="signup_code")
    found = {(user.pk, "", "account_exists"), (user.pk, "", "login_code")}
    assert set(later.values_list("recipient", "address", "kind")) == found
