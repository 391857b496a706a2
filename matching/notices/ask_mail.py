"""Shared parts of the emails about an ask."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.dates import short_datetime
from core.http import absolute
from matching.models import Ask, AskState, Request
from matching.presenters.requests import day
from notifications.mail_content import Link, NoticeContext, NoticeObsolete, Quote, loads_about


@dataclass(frozen=True, slots=True)
class AskMail:
    """An ask as the recipient of an email sees it."""

    ask: Ask

    @property
    def words(self) -> dict[str, str]:
        """Values for the placeholders: both first names, and the deadline in the reader's zone."""
        return {
            "mentor": self.ask.mentor.user.get_short_name(),
            "mentee": self.ask.request.mentee.get_short_name(),
            "until": short_datetime(self.ask.due_at) if self.ask.due_at else "",
            "day": day(self.ask.due_at) if self.ask.due_at else "",
        }

    @property
    def subject_words(self) -> dict[str, str]:
        """The same, but with full names."""
        ask = self.ask
        return self.words | {"mentor": ask.mentor.user.display_name, "mentee": ask.request.mentee.display_name}

    @property
    def page(self) -> str:
        return absolute(self.ask.request.get_absolute_url())

    @property
    def action(self) -> Link:
        return Link(_("Open the request"), self.page)

    @property
    def goal(self) -> Quote:
        return self.by_mentee(self.ask.request.goal)

    def by_mentee(self, text: str) -> Quote:
        mentee = self.ask.request.mentee
        return Quote(text, mentee.display_name, mentee.language)

    def by_mentor(self, text: str) -> Quote | None:
        """What the mentor wrote, if anything."""
        return quote_of(self.ask, text)


def quote_of(ask: Ask, text: str) -> Quote | None:
    """What an ask's mentor wrote, if anything."""
    user = ask.mentor.user
    return Quote(text, user.display_name, user.language) if text else None


@loads_about
def asks_with_people() -> QuerySet[Ask]:
    return Ask.objects.with_people()


@loads_about
def requests_with_people() -> QuerySet[Request]:
    return Request.objects.select_related("mentee")


def ask_mail(context: NoticeContext, *states: AskState) -> AskMail:
    """Build the email's view of the ask.

    Raises:
        NoticeObsolete: the ask is no longer in one of `states`.
    """
    ask: Ask = context.about
    if not Ask.mentor.is_cached(ask):  # it was not loaded by a batch
        ask = asks_with_people().get(pk=ask.pk)
    if ask.state not in states:
        raise NoticeObsolete(f"the ask is {ask.state} by now")
    return AskMail(ask)


def still_in_time(ask: Ask, context: NoticeContext) -> None:
    """Check that the time to answer hasn't passed.

    Raises:
        NoticeObsolete: it has; another email says what follows.
    """
    if ask.due_at is None or ask.due_at <= context.now:
        raise NoticeObsolete("the time to answer has passed")


def on_clock(mail: AskMail, context: NoticeContext) -> None:
    """Check that a reminder belongs to the clock that runs now.

    Raises:
        NoticeObsolete: the clock was stopped and started again since.
    """
    still_in_time(mail.ask, context)
    if mail.ask.due_at != datetime.fromisoformat(context.data["due"]):
        raise NoticeObsolete("the mentor has longer by now")
