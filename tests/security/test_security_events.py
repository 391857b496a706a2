"""What bears on security leaves a trace: ASVS 5.0, clauses 16.3.1 to 16.3.3."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.socialaccount import signals as social_signals
from allauth.usersessions import signals as session_signals
from django.contrib.auth import signals as django_signals
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.dispatch import Signal
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from accounts import services
from accounts.models import User
from core.logs import fingerprint
from notifications.models import Notice
from tests.accounts.codes import newest_code
from tests.accounts.test_second_factor_behaviour import set_up
from tests.factories import (
    UserFactory,
)
from tests.pages import signed_in
from tests.security.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANN, PASSWORD = "ann@example.org", "a good hour with tea"
UNLOGGED = {
    "account.email_confirmation_sent",  # the code is logged where it is asked for
    "account.authentication_step_completed",  # signing in is logged as a whole
    "account._add_email",
    "django.user_logged_in",  # allauth's own signal says the same
    "mfa.authenticator_used",
    "social.pre_social_login",
    "social.social_account_updated",
    "sessions.session_client_changed",  # a browser that was updated
}


@pytest.fixture(autouse=True)
def fresh_limits(tmp_path: Path) -> Iterator[None]:
    """Limits that no other test has used up."""
    before, cache.key_prefix = cache.key_prefix, str(tmp_path)
    yield
    cache.key_prefix = before


@pytest.fixture
def ann() -> User:
    return UserFactory(email=ANN, password=make_password(PASSWORD))


def events(do: Callable[[], object]) -> list[dict[str, Any]]:
    """What `do` writes to the log about signing in; never an address."""
    with capture_logs() as lines:
        do()
    assert "@" not in repr(lines)
    return [dict(line) for line in lines if line["event"].startswith("auth.")]


def names(do: Callable[[], object]) -> list[str]:
    return [line["event"] for line in events(do)]


def test_every_signal_of_signing_in_is_logged_or_says_why_not() -> None:
    modules = {
        "account": account_signals,
        "django": django_signals,
        "mfa": mfa_signals,
        "social": social_signals,
        "sessions": session_signals,
    }
    silent = set()
    for prefix, module in modules.items():
        for name, signal in vars(module).items():
            if isinstance(signal, Signal) and not any("accounts.log" in str(key) for (key, *_), *_ in signal.receivers):
                silent.add(f"{prefix}.{name}")
    assert silent == UNLOGGED


@pytest.mark.parametrize("address", [ANN, "nobody@example.org"])
def test_failed_sign_in_is_told_from_a_shown_form(client: Client, ann: User, address: str) -> None:
    page = reverse("account_login")
    assert names(lambda: client.get(page)) == []
    found = events(lambda: client.post(page, {"login": address, "password": "wrong wrong wrong"}))
    assert found == [{"event": "auth.sign_in_failed", "log_level": "warning", "address": fingerprint(address)}]


def test_way_in_by_code_is_logged(client: Client, ann: User) -> None:
    asked = events(lambda: client.post(reverse("account_request_login_code"), {"email": ANN}))
    assert [(line["event"], line["member"], line["address"]) for line in asked] == [
        ("auth.code_asked", str(ann.uuid), fingerprint(ANN))
    ]
    confirm = reverse("account_confirm_login_code")
    assert names(lambda: client.post(confirm, {"code": "222222"})) == ["auth.sign_in_code_rejected"]
    assert names(lambda: client.post(confirm, {"code": newest_code()})) == ["auth.signed_in"]
    assert names(lambda: client.post(reverse("account_logout"))) == ["auth.signed_out"]


def test_code_for_an_address_that_nobody_has_is_logged(client: Client) -> None:
    found = events(lambda: client.post(reverse("account_reset_password"), {"email": "nobody@example.org"}))
    assert {(line["event"], line.get("member")) for line in found} <= {("auth.code_asked", "")}


def test_changed_password_is_logged(client: Client, ann: User) -> None:
    client.post(reverse("account_login"), {"login": ANN, "password": PASSWORD})
    change = {"oldpassword": PASSWORD, "password1": "another quiet hour", "password2": "another quiet hour"}
    assert names(lambda: client.post(reverse("account_change_password"), change)) == ["auth.password_changed"]


@pytest.mark.parametrize(
    ("signal", "event"),
    [
        (account_signals.email_changed, "auth.address_changed"),
        (account_signals.email_removed, "auth.address_removed"),
        (mfa_signals.authenticator_removed, "auth.second_factor_removed"),
        (mfa_signals.authenticator_reset, "auth.recovery_codes_renewed"),
    ],
)
def test_changes_of_the_ways_in_are_logged(ann: User, signal: Signal, event: str) -> None:
    [line] = events(lambda: signal.send(sender=User, request=None, user=ann))
    assert (line["event"], line["member"], line["address"]) == (event, str(ann.uuid), fingerprint(ANN))


def test_wrong_second_factor_is_logged(client: Client, ann: User) -> None:
    set_up(ann)
    client.post(reverse("account_login"), {"login": ANN, "password": PASSWORD})
    assert names(lambda: client.post(reverse("mfa_authenticate"), {"code": "000000"})) == ["auth.second_factor_failed"]


def test_sign_in_that_the_limit_refuses_is_logged(client: Client, ann: User) -> None:
    form = {"login": ANN, "password": "wrong wrong wrong"}
    found = {name for _ in range(12) for name in names(lambda: client.post(reverse("account_login"), form))}
    assert found == {"auth.sign_in_failed", "auth.sign_in_refused"}


def test_second_factor_that_an_admin_removes_is_logged_with_both(ann: User) -> None:
    set_up(ann)
    root = staff("admin")
    [line] = events(lambda: services.remove_second_factor(user=ann, by=root, now=NOW))
    assert (line["event"], line["member"], line["by"]) == (
        "auth.second_factor_removed",
        str(ann.uuid),
        str(root.uuid),
    )


def saved_by(root: User, user: User, **change: Any) -> list[dict[str, Any]]:
    """What is logged when an admin saves the form of a member with these values."""
    form = {"display_name": user.display_name, "language": "en", "time_zone": "Europe/Berlin", "is_active": "on"}
    sent = {name: value for name, value in (form | change).items() if value}
    page = reverse("admin:accounts_user_change", args=[user.pk])
    Notice.objects.all().delete()
    return events(lambda: signed_in(root).post(page, sent))


def test_rights_that_an_admin_gives_and_takes_are_logged_and_told(ann: User) -> None:
    root, other, group = staff("admin"), staff("admin"), Group.objects.get_or_create(name="Gardeners")[0]
    both = {"member": str(ann.uuid), "by": str(root.uuid), "log_level": "warning"}
    steps: tuple[tuple[dict[str, Any], str, list[str], list[str]], ...] = (
        ({"is_staff": "on", "groups": [group.pk]}, "auth.rights_changed", ["Gardeners", "staff"], []),
        ({"is_staff": "on", "is_superuser": "on"}, "auth.admin_made", ["admin"], ["Gardeners"]),
        ({}, "auth.rights_changed", [], ["admin", "staff"]),
    )
    for change, event, gained, lost in steps:
        assert saved_by(root, ann, **change) == [{"event": event, "gained": gained, "lost": lost, **both}]
        told = set(Notice.objects.values_list("recipient", "kind"))
        new_admin = {(admin.pk, "admin_made") for admin in (root, other)} if event == "auth.admin_made" else set()
        assert told == {(ann.pk, "rights_changed"), *new_admin}
    assert saved_by(root, ann, display_name="Ann Leigh") == []
    assert not Notice.objects.exists()


def test_closing_and_opening_an_account_is_logged_and_told(ann: User) -> None:
    root = staff("admin")
    both = {"member": str(ann.uuid), "by": str(root.uuid), "log_level": "warning"}
    assert saved_by(root, ann, is_active="") == [{"event": "auth.account_closed", **both}]
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient, notice.address) == ("account_closed", None, ANN)
    assert saved_by(root, ann) == [{"event": "auth.account_reopened", **both}]
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient) == ("account_reopened", ann)
