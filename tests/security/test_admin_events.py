"""Whatever the team does in the admin leaves an entry in its history."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.urls import reverse

from accounts.models import User
from data_protection.models import Erasure
from data_protection.services import erasing
from matching.models import Round, RoundState
from mentors.models import Recusal, Topic
from mentors.services import approve
from notifications.models import Notice, NoticeState
from notifications.services import notify
from outbox.models import Job
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
    "transfer_batch_confirm": (checked_batch, lambda row: {"seen": row.moved_at.isoformat()}),  # type: ignore[attr-defined]
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
