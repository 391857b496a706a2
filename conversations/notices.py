"""Emails about messages that someone hasn't seen, and about a conversation that will be deleted."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Block, User
from conversations.models import Conversation, Message, ReadMark, WordsByEmail
from conversations.policy import EMAIL_AFTER, MOST_IN_EMAIL
from conversations.services.telling import GOES, UNSEEN, how_told
from core.dates import formatted
from core.http import absolute
from notifications.mail_content import (
    MANY,
    Link,
    MailContent,
    NoticeContext,
    NoticeObsolete,
    Quote,
    loads_about,
    notice,
)
from outbox.registry import RetryLater


@loads_about
def marks() -> QuerySet[ReadMark]:
    return ReadMark.objects.with_people()


@loads_about
def conversations() -> QuerySet[Conversation]:
    return Conversation.objects.select_related("one", "other")


@notice(
    UNSEEN,
    title=gettext_lazy("Unread messages"),
    label=gettext_lazy("When someone has written to you and you haven’t seen it"),
    budget=MANY,
    quiet=EMAIL_AFTER,
)
def messages_unseen(context: NoticeContext) -> MailContent:
    """To a member: what they haven't seen in one conversation, or once a day how much in all."""
    if isinstance(context.about, User):
        return _daily(context.about)
    mark: ReadMark = context.about
    if mark.muted:
        raise NoticeObsolete("the conversation is muted")
    rows = Message.objects.filter(conversation=mark.conversation_id, number__gt=mark.seen, removed_at=None)
    unseen = list(rows.exclude(author=mark.member_id).order_by("number"))
    if not unseen:
        raise NoticeObsolete("the reader has seen them")
    other = mark.conversation.other_than(mark.member)
    if mark.member.has_blocks and Block.objects.between(mark.member_id, other.pk).exists():
        raise NoticeObsolete("one of the two has blocked the other")
    _wait_for(unseen[0].written_at, context.now)
    with_words = how_told(mark.member) == WordsByEmail.WORDS
    return _about_one(mark.conversation, other, unseen, with_words=with_words)


def _wait_for(written_at: datetime, now: datetime) -> None:
    """Leave them the ten minutes, also where an email was planned for a message that they have seen since."""
    if (left := written_at + EMAIL_AFTER - now) > EMAIL_AFTER * 0:
        raise RetryLater("it was written a moment ago", wait=left)


def _about_one(row: Conversation, other: User, unseen: list[Message], *, with_words: bool) -> MailContent:
    name, number = other.get_short_name(), len(unseen)
    lines = [
        ngettext("%(number)d message is waiting for you.", "%(number)d messages are waiting for you.", number)
        % {"number": number}
    ]
    quotes: tuple[Quote, ...] = ()
    if with_words:
        shown = unseen[:MOST_IN_EMAIL]
        quotes = tuple(Quote(each.text, author=str(other.display_name), language=other.language) for each in shown)
        lines = lines if number > len(shown) else []
        if any(each.needs_care for each in shown):
            lines.append(care_line(name))
    return MailContent(
        subject=_("%(name)s has written to you") % {"name": name},
        heading=_("%(name)s has written to you") % {"name": name},
        lines=tuple(lines),
        quotes=quotes,
        action=Link(_("Read and answer"), absolute(row.get_absolute_url())),
        more=(_("Please answer on the page: we can’t pass on replies to this email."),),
        links=(Link(_("Which emails you get"), absolute(reverse("conversations:preferences"))),),
    )


def _daily(member: User) -> MailContent:
    marks = ReadMark.objects.of(member).unread().filter(muted=False).with_people()
    apart = Block.objects.apart_from(member)
    people = [(mark, mark.conversation.other_than(member)) for mark in marks.order_by("-conversation__last_at")]
    waiting = [(mark, other) for mark, other in people if other.pk not in apart]
    if not waiting:
        raise NoticeObsolete("the reader has seen them")
    return MailContent(
        subject=_("Messages you haven’t seen"),
        heading=_("Messages you haven’t seen"),
        facts=tuple(
            (
                str(other.display_name),
                ngettext("%(number)d message", "%(number)d messages", mark.unread) % {"number": mark.unread},
            )
            for mark, other in waiting[:MOST_IN_EMAIL]
        ),
        action=Link(_("Read them"), absolute(reverse("conversations:list"))),
        links=(Link(_("Which emails you get"), absolute(reverse("conversations:preferences"))),),
    )


def care_line(name: str) -> str:
    """What the reader is told about a first message that needs care."""
    return _(
        "Take care: this first message mentions money, a phone number or a shortened link. The club never asks you to "
        "pay, and you don’t have to leave it to talk to %(name)s."
    ) % {"name": name}


@notice(GOES, title=gettext_lazy("A conversation will be deleted"), budget=MANY)
def conversation_goes(context: NoticeContext) -> MailContent:
    """To both, a month before their conversation is deleted."""
    row: Conversation = context.about
    if row.goes_at is None or context.recipient is None:
        raise NoticeObsolete("it is in use again")
    other, day = row.other_than(context.recipient), formatted(row.goes_at, "DATE_FORMAT")
    return MailContent(
        subject=_("Your conversation with %(name)s will be deleted") % {"name": other.get_short_name()},
        heading=_("Your conversation with %(name)s will be deleted on %(day)s")
        % {"name": other.get_short_name(), "day": day},
        lines=(_("You two could last write there nearly a year ago. If you want to keep it, copy it until then."),),
        action=Link(_("Read it once more"), absolute(row.get_absolute_url())),
        links=(Link(_("A copy of your data"), absolute(reverse("data_protection:data"))),),
    )
