"""A member with every kind of record is erased: nothing is left anywhere but what a rule keeps."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts import hooks
from accounts import services as accounts
from accounts.models import FORMER, User
from bookings.models import Booking, BookingStatus
from core.privacy import kinds
from data_protection import journal
from data_protection.errors import ErasureRefused
from data_protection.models import Erasure, ErasureReason
from data_protection.presenters import held_about
from data_protection.services import erasing
from data_protection.services.wiping import preview
from feedback.models import Feedback
from mentors.models import Mentor
from notifications.models import Notice
from outbox.services import run
from tests.data_protection.full_member import ADDRESS, DAY, NAME, NOW, kinds_of, make_member, sign_in
from tests.data_protection.traces import KEPT, in_files, in_redis, in_tables
from tests.factories import BookingFactory, MentorFactory, UserFactory

pytestmark = pytest.mark.django_db
Callbacks = Callable[..., AbstractContextManager[object]]
LATER = NOW + 7 * DAY


def traces(media: str) -> set[str]:
    """Where the member's name, address or words still are."""
    with connection.cursor() as cursor:
        return in_tables(cursor) | in_files(media) | in_redis()


def finish_jobs() -> None:
    while run(now=LATER):
        pass


def test_the_member_has_every_kind_of_record() -> None:
    member = make_member()
    sign_in(member)
    assert kinds_of(member) == set(kinds)


def test_nothing_is_left_of_an_erased_member(
    settings: LazySettings, client: Client, django_capture_on_commit_callbacks: Callbacks
) -> None:
    member = make_member()
    sign_in(member)
    profile = member.mentor.get_absolute_url()
    for page in ("/", "/mentors/", "/mentors/?q=zyphora", profile, "/sitemap.xml", "/sitemap-mentors-0.xml"):
        assert client.get(page).status_code == 200, page  # their copies in Redis
    before = traces(settings.MEDIA_ROOT)
    assert {"django_session", "outbox_job", "django_redirect", "mentors_wish", "transfer_batch"} | KEPT <= before
    assert len(before) > 45
    erasing.ask(member=member, by=member, now=NOW)
    assert erasing.sweep(now=LATER - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert erasing.sweep(now=LATER) == 1
    finish_jobs()
    assert traces(settings.MEDIA_ROOT) == KEPT
    assert erasing.sweep(now=LATER + DAY) == 0


def test_what_stays_says_how_much_and_preview_says_it_before() -> None:
    member = make_member()
    foreseen = preview(member)
    assert foreseen.stayed["bookings.Booking"] == 10
    assert foreseen.deleted["mentors.Application"] == 1
    assert foreseen.stayed["mentors.Review"] == 1
    erasure = erasing.erase_now(member=member, reason=ErasureReason.TEAM, by=None, now=NOW)
    left = preview(User.objects.get(pk=member.pk))
    # Entries of the log, reports, pages and errors are found by the name on them, which is gone.
    nameless = {"admin.LogEntry", "club_pages.PageVersion", "outbox.Job", "safety.Report"}
    assert left.stayed.keys() - nameless == foreseen.stayed.keys() - nameless
    assert left.stayed["bookings.Booking"] == 10
    assert left.deleted == {}
    assert erasure.stayed["bookings.Booking"] == 10


def test_lists_of_what_there_is_and_what_goes_take_few_statements(django_assert_max_num_queries: Any) -> None:
    member = UserFactory()
    with django_assert_max_num_queries(6):
        held_about(member)
    with django_assert_max_num_queries(8):
        preview(member)


def test_others_keep_their_records_with_a_former_member_and_numbers_survive() -> None:
    member = make_member()
    usefulness = sorted(Feedback.objects.values_list("usefulness", flat=True))
    ahead = Booking.objects.involving(member).upcoming(at=NOW)
    others = {booking.other_than(member) for booking in ahead}
    erasing.erase_now(member=member, reason=ErasureReason.TEAM, by=None, now=NOW)
    row = User.objects.get(pk=member.pk)
    assert str(row) == "a former member"
    assert row.get_short_name() == "a former member"
    with translation.override("de"):
        assert str(row) != ""
    assert User.objects.filter(display_name=FORMER).count() == 1
    assert Booking.objects.involving(row).count() == 10
    assert not Booking.objects.involving(row).upcoming(at=NOW).exists()
    told = {notice.recipient for notice in Notice.objects.filter(kind__in=["booking_cancelled", "booking_declined"])}
    assert told == others
    assert sorted(Feedback.objects.values_list("usefulness", flat=True)) == usefulness
    assert not Mentor.objects.with_page().filter(user=row).exists()


def test_pages_of_others_show_a_former_member(client: Client) -> None:
    member = UserFactory(display_name=NAME)
    booking = BookingFactory(mentor=MentorFactory(bookable=True), mentee=member, starts_at=NOW - DAY)
    erasing.erase_now(member=member, reason=ErasureReason.TEAM, by=None, now=NOW)
    client.force_login(booking.mentor.user)
    page = client.get(booking.get_absolute_url()).content.decode()
    assert "a former member" in page
    assert "former-member" not in page
    assert client.get(reverse("bookings:list")).status_code == 200


def test_one_email_tells_of_it_and_it_can_be_undone() -> None:
    member = UserFactory()
    erasure = erasing.ask(member=member, by=member, now=NOW)
    assert [notice.kind for notice in Notice.objects.filter(recipient=member)] == ["erasure_asked"]
    with pytest.raises(ErasureRefused, match="already"):
        erasing.ask(member=member, by=member, now=NOW)
    with pytest.raises(ErasureRefused, match="someone else"):
        erasing.undo(erasure=erasure, by=UserFactory(), now=NOW)
    erasing.undo(erasure=erasure, by=member, now=NOW)
    with pytest.raises(ErasureRefused, match="nothing to undo"):
        erasing.undo(erasure=erasure, by=member, now=NOW)
    assert erasing.sweep(now=LATER) == 0
    assert Notice.objects.count() == 1
    assert erasing.ask(member=member, by=member, now=NOW).due_at == LATER


def test_hold_keeps_an_account_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "_holds", [])
    held = UserFactory()
    ground = "A report about you is being looked into (Art. 17(3)(e) GDPR)."
    hooks.holds_back(lambda member: hooks.Hold(ground) if member == held else None)
    erasing.ask(member=held, by=held, now=NOW)
    assert erasing.sweep(now=LATER) == 0
    erasure = Erasure.objects.get()
    assert (erasure.ground, erasure.held_at, erasure.done_at) == (ground, LATER, None)
    with pytest.raises(ErasureRefused, match="looked into"):
        erasing.erase_now(member=held, reason=ErasureReason.TEAM, by=None, now=LATER)
    hooks._holds.clear()
    assert erasing.sweep(now=LATER + DAY) == 1


@pytest.mark.parametrize("right", [{"is_staff": True}, {"is_superuser": True}])
def test_account_with_rights_of_the_team_is_not_erased(right: dict[str, bool]) -> None:
    colleague = UserFactory(**right)
    with pytest.raises(ErasureRefused, match="rights"):
        erasing.ask(member=colleague, by=colleague, now=NOW)


def test_erased_account_is_neither_erased_again_nor_reopened() -> None:
    member = UserFactory()
    erasing.erase_now(member=member, reason=ErasureReason.TEAM, by=None, now=NOW)
    for refused in (
        lambda: erasing.ask(member=member, by=member, now=NOW),
        lambda: erasing.erase_now(member=member, reason=ErasureReason.TEAM, by=None, now=NOW),
    ):
        with pytest.raises(ErasureRefused, match="erased already"):
            refused()  # type: ignore[no-untyped-call]
    accounts.reopen(user=member, by=UserFactory(staff=True), now=NOW)
    assert not User.objects.get(pk=member.pk).is_active


def test_address_can_be_used_again() -> None:
    member = UserFactory(email=ADDRESS)
    erasing.erase_now(member=member, reason=ErasureReason.TEAM, by=None, now=NOW)
    assert UserFactory(email=ADDRESS).pk != member.pk


def test_no_one_is_erased_whom_the_journal_can_not_name(settings: LazySettings, tmp_path: Path) -> None:
    settings.ERASURE_JOURNAL = str(tmp_path)  # a folder
    member = UserFactory()
    erasing.ask(member=member, by=member, now=NOW)
    assert erasing.sweep(now=LATER) == 0
    assert User.objects.get(pk=member.pk).erased_at is None


def test_journal_holds_no_names_and_erases_again(settings: LazySettings) -> None:
    member, other = make_member(), UserFactory()
    erasing.erase_now(member=member, reason=ErasureReason.TEAM, by=None, now=NOW)
    written = Path(settings.ERASURE_JOURNAL).read_text()
    assert str(member.uuid) not in written
    # As after a restore: they are there again.
    Erasure.objects.all().delete()
    User.objects.filter(pk=member.pk).update(erased_at=None, display_name=NAME, email=ADDRESS, is_active=True)
    assert erasing.replay(now=LATER) == 1
    assert erasing.replay(now=LATER) == 0
    assert User.objects.get(pk=member.pk).email != ADDRESS
    assert User.objects.get(pk=other.pk).erased_at is None


def test_journal_still_knows_them_when_the_secret_key_has_changed(settings: LazySettings) -> None:
    member = UserFactory()
    journal.add(member.uuid)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret" * 5
    assert journal.names(member.uuid, among=journal.recorded())
    assert not journal.names(UserFactory().uuid, among=journal.recorded())


def test_erased_bookings_are_cancelled_by_no_one() -> None:
    member = make_member()
    erasing.erase_now(member=member, reason=ErasureReason.TEAM, by=None, now=NOW)
    assert set(Booking.objects.filter(status=BookingStatus.CANCELLED).values_list("cancelled_by", flat=True)) == {None}
