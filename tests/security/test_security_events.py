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
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import signals as django_signals
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.dispatch import Signal
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from accounts import services
from accounts.models import User
from core.logs import fingerprint
from data_protection.models import Erasure
from data_protection.services import erasing
from matching.models import Round, RoundState
from mentors.models import Recusal, Topic
from mentors.services import approve
from notifications.models import Notice, NoticeState
from notifications.services import notify
from outbox.models import Job
from tests.accounts.codes import newest_code
from tests.accounts.test_second_factor_behaviour import set_up
from tests.architecture.walking import addresses
from tests.architecture.world import old_address
from tests.factories import (
    AnnouncementFactory,
    ApplicationFactory,
    BookingFactory,
    MentorFactory,
    SnippetFactory,
    SuppressedAddressFactory,
    TopicFactory,
    UserFactory,
)
from tests.matching.rounds import a_round, computed, mentee, mentor
from tests.mentors.readings import NO, judge, read_by_two
from tests.pages import signed_in
from tests.security.staff import staff
from tests.security.test_admin_queries import request_of
from tests.transfer.batches import a_zip, checked_batch, done_batch

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
NOT_OURS = {
    "csv",
    "download",
    "changelist",
    "add",
    "history",
    "delete",
    "change",
    "import",
    "export",
    "process_import",
    "drift",
    "review",
    "mail",
    "count",
}
NOT_OURS |= {"edit"}  # of a page without a row: `tests/club_pages/test_admin.py`
OF_THE_SITE = {"search", "index", "login", "logout", "password_change", "password_change_done", "autocomplete"}
OF_THE_SITE |= {"jsi18n", "app_list"}


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


def failed_notice() -> Notice:
    notice = notify(UserFactory(), "account_exists", now=NOW)
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.FAILED, settled_at=NOW)
    return notice


def failed_job() -> Job:
    return Job.objects.create(kind="rest", due_at=NOW, created_at=NOW, failed_at=NOW)


def with_second_factor() -> User:
    user = UserFactory()
    set_up(user)
    return user


def application() -> Model:
    return ApplicationFactory(submitted=True)


def erasure_of_somebody() -> Erasure:
    member = UserFactory()
    return erasing.ask(member=member, by=member, now=NOW)


ACTIONS: dict[tuple[str, str], Callable[[], Model]] = {
    ("accounts.User", "remove_second_factor"): with_second_factor,
    ("accounts.User", "erase"): UserFactory,
    ("data_protection.Erasure", "undo"): erasure_of_somebody,
    ("auth.Group", "delete_selected"): lambda: Group.objects.create(name="Gardeners"),
    ("mentors.Snippet", "delete_selected"): SnippetFactory,
    ("notifications.Notice", "send_again"): failed_notice,
    ("notifications.SuppressedAddress", "trust"): SuppressedAddressFactory,
    ("redirects.Redirect", "delete_selected"): old_address,
    ("outbox.Job", "try_again"): failed_job,
    ("outbox.Job", "delete_selected"): failed_job,
}
MESSAGE = {"message": "Thank you for your letter."}
DECISION = MESSAGE | NO | {"override": "We are two volunteers."}
GRADES = {"seniority": "5", "practice": "4", "altruism": "3", "recommendation": "approve", "notes": ""}


def once_left(row: Model) -> dict[str, str]:
    Recusal.objects.create(application=row, reader=User.objects.get(is_superuser=True), since=NOW)
    return {}


def decided() -> Model:
    row = read_by_two(ApplicationFactory(submitted=True))
    approve(application=row, by=UserFactory(staff=True), message="Yes.", now=NOW)
    return row


def once_read(row: Model) -> dict[str, str]:
    judge(row, User.objects.get(is_superuser=True))
    return DECISION


def announcement() -> Model:
    UserFactory()
    return AnnouncementFactory()


def cohort() -> Round:
    row = a_round()
    mentee(row)
    mentor(row)
    return row


def previewed() -> Round:
    return computed(cohort())


def kept() -> Round:
    row = previewed()
    row.pairs.update(is_fixed=True)
    return row


def left_over() -> Round:
    row = cohort()
    Round.objects.filter(pk=row.pk).update(state=RoundState.DONE, computed_at=NOW, proposed_at=NOW)
    return row


def its_pair(row: Any) -> dict[str, str]:
    return {"pair": str(row.pairs.get().uuid)}


def its_people(row: Any) -> dict[str, str]:
    return {each.role: each.member.email for each in row.participants.all()}


COLUMNS = ("email", "name", "topics", "photo")  # as `checked_table` has them


def topic_of_two() -> Topic:
    topic = TopicFactory()
    MentorFactory.create_batch(2, topics=[topic])
    return topic


def halves_of(topic: Any) -> dict[str, str]:
    first, second = topic.mentors.all()
    named = {"slug": "salary", "name_en": "Salary", "name_de": "Gehalt"}
    return named | {f"mentor_{first.pk}": "first", f"mentor_{second.pk}": "second"}


Form = dict[str, str] | Callable[[Model], dict[str, str]]
PAGES: dict[str, tuple[Callable[[], Model], Form]] = {
    "announcements_announcement_test": (announcement, {}),
    "announcements_announcement_confirm": (announcement, lambda row: {"seen": row.changed_at.isoformat()}),  # type: ignore[attr-defined]
    "announcements_announcement_cancel": (lambda: AnnouncementFactory(sending=True), {}),
    "matching_round_compute": (cohort, {"close": "1"}),
    "matching_round_confirm": (previewed, {}),
    "matching_round_withdraw": (cohort, {}),
    "matching_round_follow_up": (left_over, {}),
    "matching_round_pair": (previewed, its_people),
    "matching_round_keep": (previewed, its_pair),
    "matching_round_release": (kept, its_pair),
    "matching_round_apart": (previewed, its_pair),
    "transfer_batch_map": (checked_batch, {f"column_{place}": name for place, name in enumerate(COLUMNS)}),
    "transfer_batch_topics": (checked_batch, {"word_0": "-"}),
    "transfer_batch_confirm": (checked_batch, {}),
    "transfer_batch_give_up": (checked_batch, {}),
    "transfer_batch_undo": (done_batch, {}),
    "transfer_batch_invite": (done_batch, {}),
    "transfer_batch_photos": (done_batch, {}),
    "mentors_application_change": (application, GRADES),
    "mentors_topic_merge_into": (TopicFactory, lambda row: {"into": str(TopicFactory().pk)}),
    "mentors_topic_split_into": (topic_of_two, halves_of),
    "mentors_application_take_up": (application, {}),
    "mentors_application_approve": (application, once_read),
    "mentors_application_decline": (application, once_read),
    "mentors_application_undo": (decided, {}),
    "mentors_application_step_aside": (application, {}),
    "mentors_application_step_back": (application, once_left),
    "mentors_application_ask": (application, MESSAGE),
    "bookings_booking_open": (BookingFactory, {"reason": "Report 12 about this booking."}),
}


def test_every_action_of_the_admin_is_listed() -> None:
    request = request_of(staff("admin"))
    found = {
        (model._meta.label, name) for model, page in admin.site._registry.items() for name in page.get_actions(request)
    }
    assert found == set(ACTIONS)


@pytest.mark.parametrize(("label", "action"), ACTIONS)
def test_action_of_the_admin_leaves_an_entry(label: str, action: str) -> None:
    row, root = ACTIONS[label, action](), staff("admin")
    page = reverse(f"admin:{label.lower().replace('.', '_')}_changelist")
    signed_in(root).post(page, {"action": action, "_selected_action": [str(row.pk)], "post": "yes"})
    assert entries() == [(root, str(row.pk))]


def test_every_page_of_our_own_in_the_admin_is_listed() -> None:
    own = {each.name.removeprefix("admin:") for each in addresses() if each.name.startswith("admin:")} - OF_THE_SITE
    own = {name for name in own if name.rpartition("_")[2] not in NOT_OURS}
    opened = {name for name in own if name.endswith("_open")}
    assert own - opened | {"bookings_booking_open", "mentors_application_change"} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_page_of_our_own_in_the_admin_leaves_an_entry(name: str) -> None:
    make, form = PAGES[name]
    row, root = make(), staff("admin")
    sent: dict[str, Any] = form(row) if callable(form) else form
    sent = {"photos": a_zip()} if name == "transfer_batch_photos" else sent
    signed_in(root).post(reverse(f"admin:{name}", args=[row.pk]), sent)
    about = Topic.objects.get() if name == "mentors_topic_merge_into" else row  # the other topic is gone
    assert entries() == [(root, str(about.pk))]


def test_import_leaves_an_entry_for_each_row() -> None:
    TopicFactory(slug="baking", category__slug="design")
    root, table = staff("admin"), b"slug,name_en,name_de,category,is_active\nbaking,Bread,Brot,design,1\n"
    client, upload = signed_in(root), SimpleUploadedFile("topics.csv", table, content_type="text/csv")
    shown = client.post("/admin/mentors/topic/import/", {"format": "0", "import_file": upload, "resource": ""})
    confirm = shown.context["confirm_form"].initial
    client.post("/admin/mentors/topic/process_import/", {**confirm, "resource": ""})
    assert [user for user, _row in entries()] == [root]


def entries() -> list[tuple[User, str | None]]:
    return [(entry.user, entry.object_id) for entry in LogEntry.objects.all()]
