"""Suppressed addresses in the admin."""

from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import translation

from notifications import suppression
from notifications.models import Notice, ProblemKind, SuppressedAddress
from notifications.services import notify
from notifications.suppression import AddressReport
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LIST = "admin:notifications_suppressedaddress_changelist"


@pytest.fixture
def admin(client: Client, settings: LazySettings) -> Client:
    settings.STAFF_NEEDS_SECOND_FACTOR = False
    client.force_login(UserFactory(staff=True))
    return client


def suppress(name: str, what: ProblemKind = ProblemKind.BOUNCED) -> None:
    address = UserFactory(email=f"{name}@example.org", display_name=name.title()).email
    suppression.suppress(
        [AddressReport(address=address, what=what, said_at=NOW, event=name, reason=f"{name} is gone")], now=NOW
    )


def test_list_shows_the_member_and_the_reason(admin: Client) -> None:
    suppress("ann")
    page = admin.get(reverse(LIST)).content.decode()
    for words in ("ann@example.org", "Ann", "ann is gone"):
        assert words in page


def test_active_and_lifted_entries_are_distinguished(admin: Client) -> None:
    suppress("ann")
    suppress("ben", ProblemKind.COMPLAINED)
    chosen = list(SuppressedAddress.objects.filter(address="ann@example.org").values_list("pk", flat=True))
    answer = admin.post(reverse(LIST), {"action": "trust", "_selected_action": chosen}, follow=True)
    assert "1 address gets email again." in answer.content.decode()
    assert [entry.object_repr for entry in LogEntry.objects.all()] == ["ann@example.org: emails bounce"]
    assert suppression.suppressed_for("ann@example.org") == set()
    assert suppression.suppressed_for("ben@example.org") == {ProblemKind.COMPLAINED}
    for asked, found in (("1", {"ben@example.org"}), ("0", {"ann@example.org"})):
        rows = admin.get(reverse(LIST), {"cleared_at__isempty": asked}).context["cl"].queryset
        assert {row.address for row in rows} == found


def test_club_team_sees_entries_and_vetting_team_does_not() -> None:
    may = {
        group.name: group.permissions.filter(codename="view_suppressedaddress").exists()
        for group in Group.objects.all()
    }
    assert [name for name, allowed in may.items() if allowed] == ["Administrators"]


def test_entries_cannot_be_added_by_hand(admin: Client) -> None:
    suppress("ann")
    row = SuppressedAddress.objects.get()
    for page in ("add", "change", "delete"):
        address = reverse(f"admin:notifications_suppressedaddress_{page}", args=[] if page == "add" else [row.pk])
        assert admin.post(address, {"address": "x@example.org"}).status_code == 403
    assert SuppressedAddress.objects.get().address == "ann@example.org"


def test_notice_is_shown_with_readable_labels(admin: Client) -> None:
    notice = notify(UserFactory(display_name="Ann"), "account_exists", now=NOW)
    page = admin.get(reverse("admin:notifications_notice_change", args=[notice.pk])).content.decode()
    assert "account_exists" not in page
    assert "Ann" in page


def test_notice_and_notice_period_have_different_german_words() -> None:
    with translation.override("de"):
        assert str(Notice._meta.verbose_name) == "Benachrichtigung"
