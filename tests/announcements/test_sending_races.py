"""Announcements that are sent, confirmed and cancelled at the same moment. Each race has a twin with the lock off."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import InterfaceError, connection

from accounts.models import User
from announcements.models import Announcement, AnnouncementState, Recipient
from announcements.models import AnnouncementQuerySet as Rows
from announcements.policy import MINUTE
from announcements.services import drafting, sending
from notifications.models import Notice
from notifications.services import notify_each
from tests.bookings.moments import NOW
from tests.factories import AnnouncementFactory, RecipientFactory, UserFactory
from tests.races import WAIT_SECONDS, Meeting, all_at_once, meet_after

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by() -> User:
    return UserFactory(staff=True, muted_notices=["announcement"])


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rows, "for_update", lambda rows: rows)
    monkeypatch.setattr(sending, "advisory_lock", lambda *_rows: None)


@pytest.fixture
def without_the_constraint() -> Any:
    """The database as it would be without the rule of one a week; every row of the test is gone when it comes back."""
    [rule] = [each for each in Recipient._meta.constraints if each.name == "recipient_one_a_week"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Recipient, rule)
    yield
    Recipient.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Recipient, rule)


def two_for_one_member() -> list[Announcement]:
    member = UserFactory()
    return [RecipientFactory(member=member).announcement for _ in range(2)]


def hand_over_both(rows: list[Announcement]) -> Counter[str]:
    """What two workers make of two announcements, each of its own."""
    results = all_at_once(*[lambda row=row: sending._hand_over(row.pk, most=9, now=NOW) for row in rows])
    return Counter(str(each) if isinstance(each, int) else type(each).__name__ for each in results)


def test_two_announcements_at_once_reach_a_member_once(monkeypatch: pytest.MonkeyPatch) -> None:
    meet_after(monkeypatch, sending, "_due")
    assert hand_over_both(two_for_one_member()) == {"1": 1, "0": 1}
    assert Notice.objects.count() == 1


def test_without_the_lock_the_database_refuses_the_second(without_locks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_after(monkeypatch, sending, "_in_their_week")
    assert hand_over_both(two_for_one_member()) == {"1": 1, "IntegrityError": 1}
    assert Notice.objects.count() == 1


def test_without_lock_and_rule_a_member_gets_two(
    without_the_constraint: None, without_locks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_after(monkeypatch, sending, "_in_their_week")
    assert hand_over_both(two_for_one_member()) == {"1": 2}
    assert Notice.objects.count() == 2


def confirm_twice(by: User) -> Counter[str]:
    UserFactory()
    row = AnnouncementFactory(written_by=by)
    results = all_at_once(*[lambda: sending.confirm(announcement=row, seen=NOW, by=by, now=NOW)] * 2)
    return Counter(type(each).__name__ for each in results)


def test_confirmed_twice_at_once_it_is_sent_once(by: User) -> None:
    assert confirm_twice(by) == {"Announcement": 1, "AnnouncementRefused": 1}
    assert (Recipient.objects.count(), Announcement.objects.get().chosen) == (1, 1)


def test_without_the_lock_each_member_is_still_chosen_once(
    by: User, without_locks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_after(monkeypatch, sending, "refusal_to_confirm")
    assert confirm_twice(by) == {"Announcement": 1, "AnnouncementRefused": 1}  # the second found no one left
    assert (Recipient.objects.count(), Announcement.objects.get().chosen) == (1, 1)


def edit_and_confirm(by: User) -> tuple[Announcement, Any]:
    UserFactory()
    row = AnnouncementFactory(written_by=by)
    edited = Announcement.objects.get(pk=row.pk)
    edited.subject = "Something else"
    _saved, sent = all_at_once(
        lambda: drafting.write(announcement=edited, topics=[], by=by, now=NOW + MINUTE),
        lambda: sending.confirm(announcement=row, seen=NOW, by=by, now=NOW),
    )
    return Announcement.objects.get(), sent


def test_what_is_sent_is_what_was_seen(by: User) -> None:
    row, sent = edit_and_confirm(by)
    assert (row.state == AnnouncementState.SENDING) == (row.subject == "An evening about pricing")
    assert isinstance(sent, Announcement) == row.is_sending


def test_without_the_lock_something_is_sent_that_no_one_has_seen(
    by: User, without_locks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = Meeting()
    for owner, name in ((drafting, "_check_draft"), (sending, "_choose")):
        original = getattr(owner, name)

        def look(*args: Any, original: Callable[..., Any] = original, **kwargs: Any) -> Any:
            seen = original(*args, **kwargs)
            met.wait()
            return seen

        monkeypatch.setattr(owner, name, look)
    row, _sent = edit_and_confirm(by)
    assert (row.state, row.subject) == ("sending", "Something else")


def cancel_and_hand_over(by: User, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Any], Announcement]:
    row = RecipientFactory().announcement
    results = all_at_once(lambda: sending.hand_over(now=NOW), lambda: sending.cancel(announcement=row, by=by, now=NOW))
    row.refresh_from_db()
    return results, row


def test_cancelling_waits_for_the_minute_that_is_being_written_or_comes_first(
    by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    (handed, cancelled), row = cancel_and_hand_over(by, monkeypatch)
    assert (cancelled.state, row.state) == ("cancelled", "cancelled")
    assert Notice.objects.count() == handed
    assert sending.hand_over(now=NOW) == 0


def test_without_the_lock_emails_are_written_after_the_cancellation(
    by: User, without_locks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, done = threading.Event(), threading.Event()
    due, cancel = sending._due, sending.cancel

    def read_first(*args: Any, **kwargs: Any) -> Any:
        found = due(*args, **kwargs)
        read.set()
        assert done.wait(WAIT_SECONDS)
        return found

    def then_cancel(**kwargs: Any) -> Any:
        assert read.wait(WAIT_SECONDS)
        row = cancel(**kwargs)
        assert not Notice.objects.exists()
        done.set()
        return row

    monkeypatch.setattr(sending, "_due", read_first)
    monkeypatch.setattr(sending, "cancel", then_cancel)
    (handed, cancelled), _row = cancel_and_hand_over(by, monkeypatch)
    assert (cancelled.state, handed) == ("cancelled", 1)
    assert Notice.objects.count() == 1


def test_worker_that_dies_while_it_writes_the_emails_has_written_none(monkeypatch: pytest.MonkeyPatch) -> None:
    row = RecipientFactory().announcement

    def write_and_die(*args: Any, **kwargs: Any) -> Any:
        written = notify_each(*args, **kwargs)
        connection.connection.close()  # the server sees no more of a process that is killed
        return written

    with monkeypatch.context() as dying:
        dying.setattr(sending, "notify_each", write_and_die)
        with pytest.raises(InterfaceError):
            sending.hand_over(now=NOW)
    connection.close()
    assert (Notice.objects.count(), row.recipients.waiting().count()) == (0, 1)
    assert [sending.hand_over(now=NOW) for _worker in range(2)] == [1, 0]
    assert Notice.objects.count() == 1
