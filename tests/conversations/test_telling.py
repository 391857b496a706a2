"""Emails about what a member hasn't seen: one in ten minutes, one a day later, then none until they were there."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from accounts import blocking
from accounts.models import User
from conversations.models import Conversation, Message, ReadMark, WordsByEmail
from conversations.policy import MOST_IN_EMAIL
from conversations.services import changing, preferences, reading
from conversations.services.telling import UNSEEN
from notifications import services as notifications
from notifications.mail_content import MailContent, NoticeObsolete
from notifications.models import Notice, NoticeState
from outbox.registry import RetryLater
from tests.bookings.moments import NOW

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
Say = Callable[..., Message]


def waiting(member: User) -> list[Notice]:
    return list(Notice.objects.waiting().filter(kind=UNSEEN, recipient=member).order_by("due_at"))


def sent(notice: Notice, *, at: datetime) -> MailContent:
    """What the email says; it counts as sent from then on."""
    content = notifications.build(Notice.objects.get(pk=notice.pk), now=at)
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.SENT, settled_at=at)
    return content


def choose(member: User, emails: str) -> None:
    preferences.choose(member=member, emails=emails, takes_words=False)
    member.refresh_from_db()


def test_one_email_with_all_that_is_unseen_after_ten_minutes(say: Say, ann: User, ben: User) -> None:
    say(by=ann, text="First")
    say(by=ann, text="Second", now=NOW + 9 * MINUTE)
    (notice,) = waiting(ben)
    assert notice.due_at == NOW + 10 * MINUTE
    content = sent(notice, at=notice.due_at)
    assert [quote.text for quote in content.words] == ["First", "Second"]
    assert "Ann" in content.subject
    assert content.action is not None


def test_then_once_more_a_day_later_and_then_none_until_they_were_there(
    thread: Conversation, say: Say, ann: User, ben: User
) -> None:
    say(by=ann)
    sent(waiting(ben)[0], at=NOW + 10 * MINUTE)
    say(by=ann, text="Still there?", now=NOW + HOUR)
    say(by=ann, text="Hello?", now=NOW + 2 * HOUR)
    (again,) = waiting(ben)
    assert again.due_at == NOW + 10 * MINUTE + 24 * HOUR
    sent(again, at=again.due_at)
    say(by=ann, now=NOW + 90 * HOUR)
    assert waiting(ben) == []
    reading.mark_read(conversation=thread, member=ben, number=1)
    say(by=ann, now=NOW + 91 * HOUR)
    assert [notice.due_at for notice in waiting(ben)] == [NOW + 91 * HOUR + 10 * MINUTE]


def test_email_is_not_sent_once_its_reason_is_gone(thread: Conversation, say: Say, ann: User, ben: User) -> None:
    row = say(by=ann)
    notice = waiting(ben)[0]
    gone: tuple[Callable[[], object], ...] = (
        lambda: reading.mark_read(conversation=thread, member=ben, number=1),
        lambda: changing.remove(message=row, by=ann, now=NOW),
        lambda: preferences.mute(conversation=thread, member=ben, muted=True),
        lambda: blocking.block(member=ann, by=ben, now=NOW),
        lambda: notifications.unsubscribe(member=ben, kind=UNSEEN),
    )
    for place, step in enumerate(gone):
        if place < 2:
            step()
            with pytest.raises(NoticeObsolete):
                notifications.build(Notice.objects.get(pk=notice.pk), now=notice.due_at)
            Message.objects.filter(pk=row.pk).update(text="Hello", removed_at=None)
            ReadMark.objects.filter(member=ben).update(seen=0, unread=1)
            continue
        step()
        with pytest.raises(NoticeObsolete):
            notifications.build(Notice.objects.get(pk=notice.pk), now=notice.due_at)


def test_message_written_a_moment_ago_has_its_ten_minutes(thread: Conversation, say: Say, ann: User, ben: User) -> None:
    say(by=ann)
    reading.mark_read(conversation=thread, member=ben, number=1)
    say(by=ann, now=NOW + 6 * MINUTE)
    notice = waiting(ben)[0]
    with pytest.raises(RetryLater) as later:
        notifications.build(notice, now=NOW + 10 * MINUTE)
    assert later.value.wait == 6 * MINUTE
    assert notifications.build(notice, now=NOW + 16 * MINUTE).words


def test_members_choose_words_or_not_or_once_a_day_or_nothing(say: Say, ann: User, ben: User) -> None:
    choose(ben, WordsByEmail.PLAIN)
    say(by=ann, text="A secret")
    content = sent(waiting(ben)[0], at=NOW + 10 * MINUTE)
    assert "secret" not in str(content)
    choose(ann, WordsByEmail.DAILY)
    for hour in range(2):
        say(by=ben, text="A secret", now=NOW + hour * HOUR)
    (daily,) = waiting(ann)
    assert daily.due_at == NOW + 24 * HOUR
    content = sent(daily, at=daily.due_at)
    assert content.facts == (("Ben Ray", "2 messages"),)
    assert "secret" not in str(content)
    choose(ann, "none")
    assert preferences.chosen(ann) == {"emails": "none", "takes_words": False}
    say(by=ben)
    assert waiting(ann) == []
    choose(ann, WordsByEmail.WORDS)
    assert ann.muted_notices == []


def test_one_click_switches_them_off(say: Say, ann: User, ben: User) -> None:
    notifications.unsubscribe(member=ben, kind=UNSEEN)
    ben.refresh_from_db()
    assert preferences.chosen(ben)["emails"] == "none"
    say(by=ann)
    assert waiting(ben) == []


def test_muted_conversation_sends_nothing(thread: Conversation, say: Say, ann: User, ben: User) -> None:
    preferences.mute(conversation=thread, member=ben, muted=True)
    say(by=ann)
    assert waiting(ben) == []


def test_email_warns_of_a_first_message_and_stays_short(say: Say, ann: User, ben: User) -> None:
    for _number in range(MOST_IN_EMAIL + 1):
        say(by=ann, text="My IBAN is ready")
    content = sent(waiting(ben)[0], at=NOW + 10 * MINUTE)
    assert len(content.words) == MOST_IN_EMAIL
    assert f"{MOST_IN_EMAIL + 1} messages" in content.lines[0]
    assert "Take care" in content.lines[1]
