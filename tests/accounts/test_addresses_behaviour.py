"""A member whose mail bouncing: what they see, and how it ends."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts import services
from accounts.models import User
from core import clock
from notifications import suppression
from notifications.models import Notice, ProblemKind, SuppressedAddress
from notifications.suppression import AddressReport
from outbox.models import Job
from tests.accounts.codes import newest_code
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REASON = "550 5.1.1 <b>no such user</b>"
PASSWORD = "a good hour"


@pytest.fixture
def ann(settings: LazySettings, tmp_path: Path) -> User:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW + timedelta(hours=1))
    user: User = UserFactory(email="ann@example.org")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def suppress(user: User, what: ProblemKind) -> None:
    news = AddressReport(address=user.email, what=what, said_at=NOW, event=f"{what} {user.email}", reason=REASON)
    assert suppression.suppress([news], now=NOW) == 1


def sign_in(client: Client, user: User) -> str:
    """With the password; what the next page says."""
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True)
    assert answer.status_code == 200
    return " ".join(str(message) for message in answer.context["messages"])


def test_member_reads_of_it_at_the_next_sign_in(client: Client, ann: User) -> None:
    assert "bouncing" not in sign_in(Client(), ann)
    suppress(ann, ProblemKind.BOUNCED)
    said = sign_in(client, ann)
    assert "Our emails to ann@example.org are bouncing." in said
    assert f'<a href="{reverse("accounts:me")}">' in said


def test_member_reads_of_a_complaint_at_the_next_sign_in(client: Client, ann: User) -> None:
    suppress(ann, ProblemKind.COMPLAINED)
    assert "spam" in sign_in(client, ann)
    assert suppression.suppressed_for(ann.email) == {ProblemKind.COMPLAINED}


def test_address_in_the_message_is_no_markup(client: Client, ann: User) -> None:
    User.objects.update(email="a&b@example.org")
    ann.refresh_from_db()
    ann.emailaddress_set.update(email=ann.email)  # type: ignore[attr-defined]
    suppress(ann, ProblemKind.BOUNCED)
    assert "a&amp;b@example.org" in sign_in(client, ann)


def test_code_that_came_by_mail_says_that_mail_arrives(client: Client, ann: User) -> None:
    suppress(ann, ProblemKind.BOUNCED)
    suppress(ann, ProblemKind.COMPLAINED)
    client.post(reverse("account_request_login_code"), {"email": ann.email})
    answer = client.post(reverse("account_confirm_login_code"), {"code": newest_code()}, follow=True)
    assert answer.wsgi_request.user == ann
    assert suppression.suppressed_for(ann.email) == {ProblemKind.COMPLAINED}


def test_new_address_is_trusted_once_it_is_confirmed(client: Client, ann: User) -> None:
    suppress(ann, ProblemKind.BOUNCED)
    services.drop_password(user=ann)  # or it would be asked for
    client.force_login(ann)
    assert "Our emails don’t reach you" in client.get(reverse("accounts:me")).content.decode()
    client.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"})
    client.post(reverse("account_email_verification_sent"), {"code": newest_code()})
    ann.refresh_from_db()
    assert ann.email == "new@example.org"
    assert "Our emails don’t reach you" not in client.get(reverse("accounts:me")).content.decode()


def test_new_address_ends_the_sessions_elsewhere_and_no_other(client: Client, ann: User) -> None:
    here, elsewhere, somebody = client, Client(), Client()
    somebody.force_login(UserFactory())
    for browser in (here, elsewhere):
        sign_in(browser, ann)
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    here.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"})
    assert elsewhere.get(reverse("accounts:me")).status_code == 200
    here.post(reverse("account_email_verification_sent"), {"code": newest_code()})
    seen = [browser.get(reverse("accounts:me")).status_code for browser in (here, elsewhere, somebody)]
    assert seen == [200, 302, 200]
    assert list(UserSession.objects.filter(user=ann).values_list("session_key", flat=True)) == [
        here.session.session_key
    ]


def test_own_page_says_what_happened_and_what_to_do(client: Client, ann: User) -> None:
    client.force_login(ann)
    assert client.get(reverse("accounts:me")).context["problems"] == []
    suppress(ann, ProblemKind.BOUNCED)
    page = client.get(reverse("accounts:me")).content.decode()
    for words in ("23 November 2026", "<strong>ann@example.org</strong>", escape(REASON), "It works again, try it"):
        assert words in page
    assert "<b>no such" not in page


def test_trying_again_takes_the_mark_away_and_sends_a_mail(client: Client, ann: User) -> None:
    suppress(ann, ProblemKind.BOUNCED)
    client.force_login(ann)
    answer = client.post(reverse("accounts:trust_address"), {"what": "bounced"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("accounts:me"))
    assert suppression.suppressed_for(ann.email) == set()
    assert [notice.kind for notice in Notice.objects.filter(recipient=ann)] == ["address_tried"]
    assert Job.objects.count() == 1
    client.post(reverse("accounts:trust_address"), {"what": "bounced"})
    assert Notice.objects.count() == 1


def test_optional_mails_come_again_without_a_mail(client: Client, ann: User) -> None:
    suppress(ann, ProblemKind.COMPLAINED)
    suppress(ann, ProblemKind.BOUNCED)
    client.force_login(ann)
    client.post(reverse("accounts:trust_address"), {"what": "complained"})
    assert suppression.suppressed_for(ann.email) == {ProblemKind.BOUNCED}
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("form", [{}, {"what": ""}, {"what": "everything"}, {"what": "\x00"}, {"address": "ann@x.org"}])
def test_forged_form_changes_nothing(client: Client, ann: User, form: dict[str, str]) -> None:
    suppress(ann, ProblemKind.BOUNCED)
    client.force_login(ann)
    assert client.post(reverse("accounts:trust_address"), form).status_code == 302
    assert suppression.suppressed_for(ann.email) == {ProblemKind.BOUNCED}


def test_nobody_takes_away_the_mark_of_somebody_else(client: Client, ann: User) -> None:
    suppress(ann, ProblemKind.BOUNCED)
    client.force_login(UserFactory())
    client.post(reverse("accounts:trust_address"), {"what": "bounced", "address": ann.email})
    assert client.get(reverse("accounts:me")).context["problems"] == []
    assert SuppressedAddress.objects.get().cleared_at is None
