"""Two who write, read, change and block at the same moment. Each race has a twin with the lock off."""

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from accounts.blocking import block
from accounts.models import User
from conversations.models import Conversation, Message, ReadMark
from conversations.models.conversations import ReadMarkQuerySet
from conversations.models.messages import MessageQuerySet
from conversations.services import changing, opening, reading, telling, writing
from tests.bookings.moments import NOW
from tests.races import WAIT_SECONDS, Meeting, all_at_once, meet_after

pytestmark = pytest.mark.django_db(transaction=True)
Say = Callable[..., Message]


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    for rows in (ReadMarkQuerySet, MessageQuerySet):
        monkeypatch.setattr(rows, "for_update", lambda rows, **_: rows)
    for module in (writing, changing):
        monkeypatch.setattr(module, "advisory_lock", lambda *_rows: None)


def outcome(results: list[Any]) -> Counter[str]:
    return Counter(type(each).__name__ for each in results)


def test_form_sent_twice_at_once_is_one_message(say: Say, ann: User, ben: User) -> None:
    send = partial(say, by=ann, form_key=uuid4())
    first, second = all_at_once(send, send)
    assert first == second
    assert reading.number_unread(ben) == 1


@pytest.mark.usefixtures("without_locks")
def test_without_the_lock_the_second_fails(monkeypatch: pytest.MonkeyPatch, say: Say, ann: User) -> None:
    meet_after(monkeypatch, writing, "standing")
    send = partial(say, by=ann, form_key=uuid4())
    assert outcome(all_at_once(send, send)) == {"Message": 1, "IntegrityError": 1}


def read_and_write(thread: Conversation, say: Say, ann: User, ben: User) -> tuple[int, bool]:
    """Ben reads the first message while Ann writes the second: how many are unread for him, and if pages say so."""
    say(by=ann)
    read = partial(reading.mark_read, conversation=thread, member=ben, number=1)
    results = all_at_once(read, partial(say, by=ann))
    assert not [each for each in results if isinstance(each, Exception)]
    return reading.number_unread(ben), User.objects.get(pk=ben.pk).has_unread


def test_message_that_arrives_while_someone_reads_is_unread(
    thread: Conversation, say: Say, ann: User, ben: User
) -> None:
    assert read_and_write(thread, say, ann, ben) == (1, True)


@pytest.mark.usefixtures("without_locks")
def test_without_the_lock_it_is_miscounted(
    monkeypatch: pytest.MonkeyPatch, thread: Conversation, say: Say, ann: User, ben: User
) -> None:
    say(by=ann)
    met, count, plan = Meeting(), reading._beyond, telling.plan

    def counted(mark: ReadMark) -> int:
        number = count(mark)
        met.wait()
        return number

    def planned(*args: Any, **kwargs: Any) -> None:
        plan(*args, **kwargs)
        met.wait()

    monkeypatch.setattr(reading, "_beyond", counted)
    monkeypatch.setattr(telling, "plan", planned)
    read = partial(reading.mark_read, conversation=thread, member=ben, number=1)
    all_at_once(read, partial(say, by=ann))
    assert reading.number_unread(ben) != 1  # either what was read still counts, or what is new doesn't


def edit_and_remove(
    monkeypatch: pytest.MonkeyPatch, row: Message, ann: User, *, meeting: Meeting | None
) -> tuple[list[Any], Message]:
    """The author changes and removes a message in the last moment of the 15 minutes."""
    is_removed, look = threading.Event(), changing.refusal_to_change

    def looked(*args: Any, **kwargs: Any) -> str:
        reason = look(*args, **kwargs)
        if meeting is not None:
            meeting.wait()
            if threading.current_thread().name == "edit":
                is_removed.wait(timeout=WAIT_SECONDS)
        return reason

    def edit() -> Message:
        threading.current_thread().name = "edit"
        return changing.edit(message=row, by=ann, text="Back again", now=NOW)

    def remove() -> Message:
        try:
            return changing.remove(message=row, by=ann, now=NOW)
        finally:
            is_removed.set()

    monkeypatch.setattr(changing, "refusal_to_change", looked)
    results = all_at_once(edit, remove)
    return results, Message.objects.get(pk=row.pk)


def test_removed_message_stays_removed(monkeypatch: pytest.MonkeyPatch, say: Say, ann: User) -> None:
    results, row = edit_and_remove(monkeypatch, say(by=ann), ann, meeting=None)
    assert row.removed_at == NOW
    assert outcome(results) in ({"Message": 2}, {"MessageRefused": 1, "Message": 1})


@pytest.mark.usefixtures("without_locks")
def test_without_the_lock_the_database_refuses_the_edit(monkeypatch: pytest.MonkeyPatch, say: Say, ann: User) -> None:
    results, row = edit_and_remove(monkeypatch, say(by=ann), ann, meeting=Meeting())
    assert row.removed_at == NOW
    assert outcome(results) == {"IntegrityError": 1, "Message": 1}


def block_while_sending(
    monkeypatch: pytest.MonkeyPatch, say: Say, ann: User, ben: User, *, patience: float
) -> tuple[int, int]:
    """A block made while a message has looked and isn't written: messages that it saw, and all in the end."""
    looked, is_made, look = threading.Event(), threading.Event(), opening.standing

    def standing(*args: Any, **kwargs: Any) -> Any:
        found = look(*args, **kwargs)
        looked.set()
        is_made.wait(timeout=patience)
        return found

    def part() -> int:
        looked.wait(timeout=WAIT_SECONDS)
        block(member=ann, by=ben, now=NOW)
        is_made.set()
        return Message.objects.count()

    monkeypatch.setattr(writing, "standing", standing)
    _sent, seen = all_at_once(partial(say, by=ann), part)
    return seen, Message.objects.count()


def test_block_knows_of_every_message(monkeypatch: pytest.MonkeyPatch, say: Say, ann: User, ben: User) -> None:
    assert block_while_sending(monkeypatch, say, ann, ben, patience=0.5) == (1, 1)


@pytest.mark.usefixtures("without_locks")
def test_without_the_lock_a_message_comes_after_the_block(
    monkeypatch: pytest.MonkeyPatch, say: Say, ann: User, ben: User
) -> None:
    assert block_while_sending(monkeypatch, say, ann, ben, patience=WAIT_SECONDS) == (0, 1)
