"""Emails to mentors: a request, reminders of it, the reply to their question, and that it's over."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.http import absolute
from matching.models import AskState, RequestKind
from matching.notices.ask_mail import AskMail, ask_mail, on_clock, still_in_time
from matching.policy import WARN_AFTER
from matching.presenters.requests import languages
from matching.suggestions import common_ground
from notifications.mail_content import Link, MailContent, NoticeContext, Quote, notice

ENDED = (AskState.EXPIRED, AskState.AWAY, AskState.UNDONE, AskState.WITHDRAWN)


@notice("request_asked", title=gettext_lazy("Request to a mentor"))
def request_asked(context: NoticeContext) -> MailContent:
    """To the mentor whose turn it is: the mentee's words, and until when to answer."""
    mail = ask_mail(context, AskState.SENT)
    still_in_time(mail.ask, context)
    is_mentorship = mail.ask.request.kind == RequestKind.MENTORSHIP
    return MailContent(
        subject=_("%(mentee)s has a request for you") % mail.subject_words,
        heading=(
            _("%(mentee)s would like you as a mentor") if is_mentorship else _("%(mentee)s would like to talk to you")
        )
        % mail.words,
        action=_answer(mail),
        lines=(
            _(
                "Until %(until)s, we won’t ask anyone else. You can say yes, ask a question first, or say “not now”: "
                "then we ask someone else, and no one will hold it against you."
            )
            % mail.words,
        ),
        quotes=_words(mail),
        facts=_facts(mail, context),
        more=(
            (
                _("It’s a mentorship: if you say yes, it takes one of your places, and you two agree on the rest.")
                if is_mentorship
                else _("If you say yes, %(mentee)s books one of your free times.") % mail.words
            ),
        ),
    )


@notice("request_reminder", title=gettext_lazy("Reminder of a request"))
def request_reminder(context: NoticeContext) -> MailContent:
    """To the mentor, on the third day."""
    mail = ask_mail(context, AskState.SENT)
    on_clock(mail, context)
    return MailContent(
        subject=_("%(mentee)s’s request is waiting for you") % mail.subject_words,
        heading=_("%(mentee)s’s request is waiting for you") % mail.words,
        action=_answer(mail),
        lines=(
            _("Please answer by %(until)s. A “not now” helps, too: then we ask someone else at once.") % mail.words,
        ),
        quotes=_words(mail),
    )


@notice("request_last_reminder", title=gettext_lazy("Last reminder of a request"))
def request_last_reminder(context: NoticeContext) -> MailContent:
    """To the mentor, a day before the deadline."""
    mail = ask_mail(context, AskState.SENT)
    on_clock(mail, context)
    return MailContent(
        subject=_("One more day for %(mentee)s’s request") % mail.subject_words,
        heading=_("Tomorrow, %(mentee)s’s request moves on") % mail.words,
        action=_answer(mail),
        lines=(_("You can still answer until %(until)s. This is our last reminder.") % mail.words,),
        quotes=_words(mail),
    )


@notice("request_replied", title=gettext_lazy("Reply to a mentor’s question"))
def request_replied(context: NoticeContext) -> MailContent:
    """To the mentor: the mentee has answered their question."""
    mail = ask_mail(context, AskState.SENT)
    still_in_time(mail.ask, context)
    return MailContent(
        subject=_("%(mentee)s has answered your question") % mail.subject_words,
        heading=_("%(mentee)s has answered your question") % mail.words,
        action=_answer(mail),
        lines=(_("Your deadline is running again: please answer by %(until)s.") % mail.words,),
        quote=mail.by_mentee(mail.ask.reply),
        facts=((_("You asked"), mail.ask.question),),
    )


@notice("request_over", title=gettext_lazy("Request no longer open"))
def request_over(context: NoticeContext) -> MailContent:
    """To a mentor who was asked, and needn't answer any more."""
    mail = ask_mail(context, *ENDED)
    if mail.ask.state == AskState.EXPIRED and context.data.get("silent") == WARN_AFTER:
        return _second_silence(mail)
    if mail.ask.state == AskState.EXPIRED:
        heading = _("%(mentee)s’s request isn’t waiting for you any more")
        line = _("You had until %(day)s to answer, so it has moved on. No harm done: you don’t need to do anything.")
    elif mail.ask.state == AskState.AWAY:
        heading = _("%(mentee)s’s request isn’t waiting for you any more")
        line = _("You’re not taking bookings at the moment, so it has moved on. You don’t need to do anything.")
    elif mail.ask.state == AskState.UNDONE:
        heading = _("Your yes to %(mentee)s no longer counts")
        line = _(
            "You’re not taking bookings at the moment, and %(mentee)s hadn’t booked a time yet. So we’ve told them "
            "that it won’t work out for now. You don’t need to do anything."
        )
    elif mail.ask.has_lapsed:
        heading = _("%(mentee)s’s request has ended")
        line = _("No reply to your question came by %(day)s. You don’t need to do anything.")
    else:
        heading = _("%(mentee)s has withdrawn the request")
        line = _("You don’t need to do anything.")
    return MailContent(
        subject=heading % mail.subject_words, heading=heading % mail.words, lines=(line % mail.words,), action=None
    )


def _second_silence(mail: AskMail) -> MailContent:
    """Before the third: what happens then, and the kinder way."""
    return MailContent(
        subject=_("%(mentee)s’s request isn’t waiting for you any more") % mail.subject_words,
        heading=_("%(mentee)s’s request isn’t waiting for you any more") % mail.words,
        action=Link(_("Go to my desk"), absolute(reverse("bookings:desk"))),
        lines=(
            _("You had until %(day)s to answer, so it has moved on. It’s the second in a row without a word from you.")
            % mail.words,
            _(
                "After a third, we’ll take you out of the directory until you’re back, so that no one waits in vain. "
                "Any answer starts the count again, and a “not now” is one."
            ),
            _("Got a lot on? Pause at your desk, and no one asks you until you’re back."),
        ),
    )


def _answer(mail: AskMail) -> Link:
    return Link(_("Read and answer"), mail.page)


def _words(mail: AskMail) -> tuple[Quote, ...]:
    """What the mentee wrote to this mentor, and to all."""
    return tuple(mail.by_mentee(text) for text in (mail.ask.words, mail.ask.request.goal) if text)


def _facts(mail: AskMail, context: NoticeContext) -> tuple[tuple[str, str | Link | Quote], ...]:
    request, mentee = mail.ask.request, mail.ask.request.mentee
    facts: list[tuple[str, str | Link | Quote]] = []
    if shared := common_ground(request, mail.ask.mentor, now=context.now):
        facts.append((_("What fits"), " ".join(shared)))
    if request.tried:
        facts.append((_("Tried so far"), Quote(request.tried, language=mentee.language)))
    if request.languages:
        facts.append((_("Languages"), languages(request.languages)))
    if mentee.introduction:
        facts.append((_("About %(mentee)s") % mail.words, Quote(mentee.introduction, language=mentee.language)))
    return tuple(facts)
