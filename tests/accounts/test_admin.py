"""Members and notices in the admin."""

from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.fixtures import Settings

from accounts.models import User
from core.groups import CLUB_TEAM
from notifications.models import Notice, NoticeState
from notifications.services import notify
from outbox.models import Job
from tests.accounts.test_second_factor_behaviour import set_up
from tests.factories import UserFactory
from tests.pages import NOT_FOUND, seen

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROOMS = ["account/emailaddress", "mfa/authenticator", "socialaccount/socialtoken", "usersessions/usersession"]


@pytest.fixture(autouse=True)
def without_second_factor(settings: Settings) -> None:
    settings.STAFF_NEEDS_SECOND_FACTOR = False


@pytest.fixture
def root(client: Client) -> User:
    user = UserFactory(staff=True)
    client.force_login(user)
    return user


@pytest.mark.django_db
def test_member_is_found_and_shown_without_the_password(client: Client, root: User) -> None:
    member = UserFactory(display_name="Ann Lee", email="ann@example.org")
    UserFactory(display_name="Bo")
    found = client.get(reverse("admin:accounts_user_changelist"), {"q": "ann@"})
    assert list(found.context["cl"].queryset) == [member]
    page = client.get(reverse("admin:accounts_user_change", args=[member.pk])).content.decode()
    assert member.password not in page


@pytest.mark.django_db
def test_team_cannot_make_itself_admin(client: Client) -> None:
    helper, admin = UserFactory(is_staff=True), UserFactory(staff=True)
    helper.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
    client.force_login(helper)
    for user in (helper, admin):
        address = reverse("admin:accounts_user_change", args=[user.pk])
        data = {"display_name": user.display_name, "language": "en", "time_zone": "Europe/Berlin", "is_active": "on"}
        client.post(address, data | {"is_superuser": "on", "is_staff": "on"})
    helper.refresh_from_db()
    assert not helper.is_superuser
    assert client.get(reverse("admin:accounts_user_change", args=[admin.pk])).context["has_change_permission"] is False
    found = client.get(reverse("admin:accounts_user_changelist"))
    assert "remove_second_factor" not in found.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("room", ROOMS)
def test_raw_tables_of_sign_in_have_no_page(client: Client, root: User, room: str) -> None:
    assert seen(client.get(f"/admin/{room}/")) == NOT_FOUND


@pytest.mark.django_db
def test_failed_mail_is_sent_again_and_a_sent_one_is_not(client: Client, root: User) -> None:
    failed, sent = (notify(UserFactory(), "account_exists", now=NOW) for _ in range(2))
    Notice.objects.filter(pk=failed.pk).update(state=NoticeState.FAILED, settled_at=NOW, reason="550 no such user")
    Notice.objects.filter(pk=sent.pk).update(state=NoticeState.SENT, settled_at=NOW)
    Job.objects.all().delete()
    address = reverse("admin:notifications_notice_changelist")
    assert "550 no such user" in client.get(address, {"state__exact": "failed"}).content.decode()
    client.post(address, {"action": "send_again", "_selected_action": [str(failed.pk), str(sent.pk)]})
    states = dict(Notice.objects.values_list("pk", "state"))
    assert states == {failed.pk: NoticeState.WAITING, sent.pk: NoticeState.SENT}
    assert Job.objects.count() == 1
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (root, str(failed.pk), "Sent again.")


@pytest.mark.django_db
def test_lost_second_factor_is_removed_in_the_list(client: Client, root: User) -> None:
    member = UserFactory()
    set_up(member)
    address = reverse("admin:accounts_user_changelist")
    data = {"action": "remove_second_factor", "_selected_action": [member.pk]}
    assert client.post(address, data, follow=True).status_code == 200
    assert not member.authenticator_set.exists()  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "status"), [(CLUB_TEAM, 403), ("Hosts", 302)])
def test_groups_that_the_code_keeps_are_not_changed_by_hand(client: Client, root: User, name: str, status: int) -> None:
    group, _made = Group.objects.get_or_create(name=name)
    page = reverse("admin:auth_group_change", args=[group.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"name": f"{name} again"}).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("en", "Actions"), ("de", "Aktionen")])
def test_button_of_actions_finds_its_name_in_the_page(client: Client, root: User, language: str, word: str) -> None:
    with translation.override(language):
        page = reverse("admin:accounts_user_changelist")

    response = client.get(page)

    assert f'<meta name="word-actions" content="{word}">' in response.content.decode()


@pytest.mark.django_db
def test_time_zone_is_named_after_its_city(client: Client, root: User) -> None:
    member = UserFactory(time_zone="America/New_York")
    for page in (
        client.get(reverse("admin:accounts_user_changelist")),
        client.get(reverse("admin:accounts_user_change", args=[member.pk])),
    ):
        assert "New York" in page.content.decode()
        assert "America/New_York" not in page.content.decode()


@pytest.mark.django_db
def test_rights_are_said_in_words_and_groups_are_changed_elsewhere(client: Client, root: User) -> None:
    page = client.get(reverse("admin:accounts_user_change", args=[UserFactory().pk])).content.decode()
    assert "Has all permissions, and can grant them to others." in page
    assert "Superuser" not in page
    assert "change-related" not in page
    assert "add-related" not in page
