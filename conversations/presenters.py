"""What a page shows of a message."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from accounts.models import User
from conversations.models import Conversation, Message
from core import markdown


@dataclass(frozen=True, slots=True)
class MessagePresenter:
    """A message as one of the two reads it."""

    message: Message
    author: User
    is_mine: bool
    is_fresh: bool
    is_unread: bool

    @property
    def words(self) -> SafeString:
        return markdown.message(self.message.text)

    @property
    def correction(self) -> SafeString:
        return markdown.message(self.message.correction)


def presenters(
    rows: Iterable[Message], *, conversation: Conversation, viewer: User, seen: int, now: datetime
) -> list[MessagePresenter]:
    """Messages for a reader who has read up to number `seen`; needs no query."""
    other = conversation.other_than(viewer)
    return [
        MessagePresenter(
            message=row,
            author=viewer if row.author_id == viewer.pk else other,
            is_mine=row.author_id == viewer.pk,
            is_fresh=row.is_fresh(at=now),
            is_unread=row.author_id != viewer.pk and row.number > seen,
        )
        for row in rows
    ]
