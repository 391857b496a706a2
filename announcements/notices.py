"""The email of an announcement, and the one by which the team tries it out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from announcements.models import Announcement, AnnouncementState, Recipient
from announcements.policy import KIND, until_daytime
from announcements.services import sending
from announcements.services.drafting import TEST
from core.http import absolute
from notifications import mail
from notifications.mail_content import MANY, MailContent, Markdown, NoticeContext, NoticeObsolete, loads_about, notice
from outbox.registry import RetryLater

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Preview:
    """An email to look at."""

    subject: str
    text: str
    html: str


@loads_about
def recipients() -> QuerySet[Any]:
    return Recipient.objects.select_related("announcement")


@notice(
    KIND,
    title=gettext_lazy("Announcement"),
    label=gettext_lazy("News from the club team, once a week at most"),
    bulk=True,
)
def announcement(context: NoticeContext) -> MailContent:
    """To a member whom the team has chosen, in the daytime, at most once in any seven days."""
    row: Recipient = context.about
    if sending.state_of(row) == AnnouncementState.CANCELLED:
        raise NoticeObsolete("the announcement was cancelled")
    if wait := sending.wait_for(row, now=context.now) or until_daytime(localtime(context.now)):
        raise RetryLater("not at this time", wait)
    return content(row.announcement)


@notice(TEST, title=gettext_lazy("Test of an announcement"), budget=MANY)
def announcement_test(context: NoticeContext) -> MailContent:
    """To whoever wrote it."""
    return content(context.about, is_test=True)


def content(row: Announcement, *, is_test: bool = False) -> MailContent:
    """What readers of the active language get.

    Raises:
        NoticeObsolete: there is no text any more.
    """
    text = row.text_in(get_language() or "")
    if text is None:
        raise NoticeObsolete("it has no text")
    return MailContent(
        subject=_("Test: %(subject)s") % {"subject": text.subject} if is_test else text.subject,
        heading=text.subject,
        body=Markdown(text.body, text.language),
    )


def preview(row: Announcement, *, language: str, reader: "User") -> Preview:
    """The email as a reader of a language gets it, to look at: its links lead to the pages of `reader`.

    Raises:
        NoticeObsolete: there is no text yet.
    """
    with translation.override(language):
        unsubscribe = absolute(reverse(settings.NOTICE_PREFERENCES))
        shown = mail.message(content(row), to=reader.email, reader=reader, unsubscribe=unsubscribe)
    return Preview(str(shown.subject), str(shown.body), str(shown.alternatives[0][0]))
