"""Editing for 15 minutes, correcting after that, removing, and taking one's words along."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts import blocking
from accounts.models import User
from conversations.errors import MessageRefused
from conversations.models import Conversation, Message, Preferences
from conversations.policy import EDIT_FOR
from conversations.receivers import leave_words_or_not
from conversations.services import changing, reading
from tests.bookings.moments import NOW
from tests.factories import ConversationFactory, MessageFactory

pytestmark = pytest.mark.django_db
MOMENT = timedelta(microseconds=1)
Say = Callable[..., Message]


def test_words_are_replaced_for_15_minutes_and_corrected_later(say: Say, ann: User) -> None:
    row = say(by=ann, text="Tuesday")
    edited = changing.edit(message=row, by=ann, text="Wednesday", now=NOW + EDIT_FOR)
    assert (edited.text, edited.edited_at, edited.correction) == ("Wednesday", NOW + EDIT_FOR, "")
    late = NOW + EDIT_FOR + MOMENT
    corrected = changing.edit(message=row, by=ann, text="Thursday", now=late)
    assert (corrected.text, corrected.correction, corrected.corrected_at) == ("Wednesday", "Thursday", late)


def test_edit_can_bring_or_take_the_caution(say: Say, ann: User) -> None:
    row = say(by=ann)
    assert changing.edit(message=row, by=ann, text="Pay me by PayPal", now=NOW).needs_care
    assert not changing.edit(message=row, by=ann, text="Hello", now=NOW).needs_care


def test_only_the_author_changes_it_and_only_while_it_is_open(say: Say, ann: User, ben: User) -> None:
    row = say(by=ann)
    for change in (changing.edit, changing.remove):
        words = {"text": "Hm"} if change is changing.edit else {}
        with pytest.raises(MessageRefused, match="Only whoever wrote it"):
            change(message=row, by=ben, now=NOW, **words)
    with pytest.raises(MessageRefused, match="something"):
        changing.edit(message=row, by=ann, text=" ", now=NOW)
    blocking.block(member=ann, by=ben, now=NOW)
    with pytest.raises(MessageRefused, match="closed"):
        changing.edit(message=row, by=ann, text="Please!", now=NOW)
    removed = changing.remove(message=row, by=ann, now=NOW)  # one's own words can always go
    assert (removed.text, removed.removed_at) == ("", NOW)
    assert changing.remove(message=row, by=ann, now=NOW + EDIT_FOR).removed_at == NOW
    with pytest.raises(MessageRefused, match="removed"):
        changing.edit(message=row, by=ann, text="Back", now=NOW)


def test_words_of_who_leaves_stay_unless_they_take_them_along(
    thread: Conversation, say: Say, ann: User, ben: User
) -> None:
    say(by=ann, text="Mine")
    say(by=ben, text="Yours")
    leave_words_or_not(ann, NOW)
    assert Message.objects.exclude(text="").count() == 2
    Preferences.objects.create(member=ann, takes_words=True)
    leave_words_or_not(ann, NOW)
    assert [row.text for row in Message.objects.order_by("number")] == ["", "Yours"]
    assert reading.number_unread(ben) == 0


def test_what_two_have_written_goes_with_the_second_of_them() -> None:
    row = MessageFactory().conversation
    kept = ConversationFactory()
    User.objects.filter(pk=row.other_id).update(
        erased_at=NOW, display_name="former-member", introduction="", is_active=False
    )
    leave_words_or_not(row.one, NOW)
    assert list(Conversation.objects.all()) == [kept]
