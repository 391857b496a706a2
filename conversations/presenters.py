"""What a page shows of a message."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.models import Conversation, Message
from core import markdown
from core.dates import formatted

ANY = UUID(int=0)  # in an address, in place of a message's


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a reader can change, remove or report a message: the addresses, with `ANY` in place of it.

    A page has fifty messages: working out each address took a tenth of its time.
    """

    edit: str
    remove: str
    report: str


@dataclass(frozen=True, slots=True)
class MessagePresenter:
    """A message as one of the two reads it."""

    message: Message
    author: User
    ways: Ways
    is_mine: bool
    is_fresh: bool
    is_unread: bool

    @property
    def words(self) -> SafeString:
        return markdown.message(self.message.text)

    @property
    def correction(self) -> SafeString:
        return markdown.message(self.message.correction)

    @property
    def when(self) -> str:
        """When it was written, by the reader's clock."""
        return formatted(localtime(self.message.written_at), "SHORT_DATETIME_FORMAT")

    @property
    def label(self) -> str:
        """Which message a link is about, for those who hear it."""
        return _("message %(number)s") % {"number": self.message.number}

    @property
    def edit_page(self) -> str:
        return self._at(self.ways.edit)

    @property
    def remove_page(self) -> str:
        return self._at(self.ways.remove)

    @property
    def report_page(self) -> str:
        return self._at(self.ways.report)

    def _at(self, address: str) -> str:
        return address.replace(str(ANY), str(self.message.uuid))


def presenters(
    rows: Iterable[Message], *, conversation: Conversation, viewer: User, seen: int, now: datetime
) -> list[MessagePresenter]:
    """Messages for a reader who has read up to number `seen`; needs no query."""
    other = conversation.other_than(viewer)
    names = ("conversations:edit", "conversations:remove", "safety:report_message")
    ways = Ways(*(reverse(name, args=[ANY]) for name in names))
    return [
        MessagePresenter(
            message=row,
            author=viewer if row.author_id == viewer.pk else other,
            ways=ways,
            is_mine=row.author_id == viewer.pk,
            is_fresh=row.is_fresh(at=now),
            is_unread=row.author_id != viewer.pk and row.number > seen,
        )
        for row in rows
    ]
