"""What conversations hold about a person. Both read the whole of one, so both get it in their copy."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.privacy import GOES_WITH_ROW, NOT_PERSONAL, Field, Person, about, declare, retain

A_YEAR = "a year after the two could last write"
OF_BOTH = Field(personal=True, export=True, retention=A_YEAR)


def _of_theirs(member: User) -> Q:
    return Q(conversation__one=member) | Q(conversation__other=member)


declare(
    "conversations.Conversation",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    one=OF_BOTH,
    other=OF_BOTH,
    messages_written=OF_BOTH,
    created_at=OF_BOTH,
    last_at=OF_BOTH,
    closes_at=OF_BOTH,
    goes_at=OF_BOTH,
)
declare(
    "conversations.Message",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    conversation=OF_BOTH,
    number=OF_BOTH,
    author=OF_BOTH,
    text=OF_BOTH,
    form_key=NOT_PERSONAL,
    needs_care=Field(personal=True, retention=A_YEAR),
    written_at=OF_BOTH,
    edited_at=OF_BOTH,
    correction=OF_BOTH,
    corrected_at=OF_BOTH,
    removed_at=OF_BOTH,
)
declare(
    "conversations.ReadMark",
    id=NOT_PERSONAL,
    conversation=GOES_WITH_ROW,
    member=Field(personal=True, export=True, erasure="delete"),
    seen=GOES_WITH_ROW,
    unread=GOES_WITH_ROW,
    muted=GOES_WITH_ROW,
    told=GOES_WITH_ROW,
    told_at=GOES_WITH_ROW,
)
declare(
    "conversations.Preferences",
    member=Field(personal=True, export=True, erasure="delete"),
    emails=GOES_WITH_ROW,
    takes_words=GOES_WITH_ROW,
)

GOES = _(
    "A year after you two could last write; we email you 30 days before. If one of you deletes their account, their "
    "words stay for the other one until then, as those of “a former member”, unless they chose to take them along."
)
about(
    "conversations.Conversation",
    Person("one", erases="nothing"),
    Person("other", erases="nothing"),
    title=_("Conversations"),
    why=_("So that you two can prepare a session and follow up on it. The club team reads nothing of it unless one of "
          "you reports a message."),
    goes=GOES,
)  # fmt: skip
about(
    "conversations.Message",
    Person("author", erases="nothing"),
    Person(_of_theirs, erases="nothing"),
    part_of="conversations.Conversation",
)
about("conversations.ReadMark", "member", part_of="conversations.Conversation")
about("conversations.Preferences", "member", part_of="conversations.Conversation")
retain(
    "conversations",
    "conversations.Conversation",
    age="goes_at",
    days=0,
    says=_("Conversations: a year after the two could last write, and 30 days after we told them."),
)
