"""What the database doesn't take, whoever writes it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from conversations.models import Conversation, Message, Preferences, ReadMark
from conversations.policy import LONGEST_WORDS
from tests.bookings.moments import NOW
from tests.factories import ConversationFactory, MessageFactory, UserFactory

pytestmark = pytest.mark.django_db
BEFORE = NOW - timedelta(days=1)


def broken(row: Any, constraint: str, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**changes)


def test_conversation_keeps_its_rules() -> None:
    row = ConversationFactory()
    for constraint, changes in (
        ("conversation_in_order", {"one": F("other"), "other": F("one")}),
        ("conversation_last_is_dated", {"messages_written": 1}),
        ("conversation_last_is_dated", {"last_at": NOW}),
        ("conversation_goes_after_closing", {"goes_at": row.closes_at}),
    ):
        broken(row, constraint, changes)
    with pytest.raises(IntegrityError, match="conversation_once"), transaction.atomic():
        Conversation.objects.create(one=row.one, other=row.other, created_at=NOW, closes_at=NOW)


def test_message_keeps_its_rules() -> None:
    row = MessageFactory()
    second = MessageFactory(conversation=row.conversation)
    for constraint, changes in (
        ("message_number_once", {"number": second.number}),
        ("message_form_once", {"form_key": second.form_key}),
        ("message_number_from_1", {"number": 0}),
        ("message_not_too_long", {"text": "x" * (LONGEST_WORDS + 1)}),
        ("message_has_words_or_is_removed", {"text": ""}),
        ("message_has_words_or_is_removed", {"removed_at": NOW}),
        ("message_correction_is_dated", {"correction": "No."}),
        ("message_removed_says_nothing", {"text": "", "removed_at": NOW, "correction": "No.", "corrected_at": NOW}),
        ("message_edited_later", {"edited_at": BEFORE}),
    ):
        broken(row, constraint, changes)


def test_marks_and_preferences_keep_their_rules() -> None:
    row = ConversationFactory()
    mark = row.marks.get(member=row.one)
    broken(mark, "read_mark_email_is_dated", {"told": 1})
    broken(mark, "read_mark_once", {"member": row.other})
    chosen = Preferences.objects.create(member=UserFactory())
    broken(chosen, "preferences_emails_known", {"emails": "owl"})


def test_reader_finds_only_their_own() -> None:
    message = MessageFactory()
    row, stranger = message.conversation, UserFactory()
    assert list(Conversation.objects.of(row.one)) == list(Conversation.objects.of(row.other)) == [row]
    assert not Conversation.objects.of(stranger).exists()
    assert Conversation.objects.between(row.other, row.one).get() == row
    assert ReadMark.objects.with_whom(row.other, row.one) == row.marks.get(member=row.other)
    assert ReadMark.objects.with_whom(stranger, row.one) is None
    assert Message.objects.get().anchor == "message-1"
