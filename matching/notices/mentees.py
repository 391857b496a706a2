"""Emails to mentees: whom we ask, what they said, and how a request ended."""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.http import absolute
from matching.models import LIVE, Ask, AskState, Request, RequestKind, RequestState
from matching.models.requests import FAILED
from matching.notices.ask_mail import AskMail, ask_mail, quote_of, requests_with_people, still_in_time
from matching.presenters.requests import day, ending_of, suggested_by
from matching.services.suggesting import to_ask
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, Quote, notice


@notice("request_sent", title=gettext_lazy("Receipt for a request"))
def request_sent(context: NoticeContext) -> MailContent:
    """To the mentee: whom we ask first, and who comes after."""
    mail = ask_mail(context, *LIVE)
    ask = mail.ask
    others = ask.request.asks.filter(state=AskState.WAITING).select_related("mentor__user")
    names = [other.mentor.user.display_name for other in others]
    lines = [_("%(mentor)s has until %(until)s to answer. We’ll email you either way.") % mail.words]
    if names:
        lines.append(_("If it doesn’t work out, we ask the next one at once: %(names)s.") % {"names": ", ".join(names)})
    return MailContent(
        subject=_("We’ve asked %(mentor)s") % mail.subject_words,
        heading=_("We’ve asked %(mentor)s") % mail.words,
        action=mail.action,
        lines=tuple(lines),
        quote=mail.goal,
    )


@notice("request_question", title=gettext_lazy("Question about a request"))
def request_question(context: NoticeContext) -> MailContent:
    """To the mentee: the mentor would like to know more."""
    mail = ask_mail(context, AskState.ASKED_BACK)
    still_in_time(mail.ask, context)
    return MailContent(
        subject=_("%(mentor)s has a question about your request") % mail.subject_words,
        heading=_("%(mentor)s would like to know more") % mail.words,
        action=Link(_("Answer"), mail.page),
        lines=(
            _("Please answer by %(until)s. Until you do, %(mentor)s’s own deadline is on hold.") % mail.words,
            _("If you don’t, we’ll withdraw your request, so that no one is left waiting."),
        ),
        quote=mail.by_mentor(mail.ask.question),
    )


@notice("request_question_reminder", title=gettext_lazy("Reminder of a question about a request"))
def request_question_reminder(context: NoticeContext) -> MailContent:
    """To the mentee, once, two days before the end."""
    mail = ask_mail(context, AskState.ASKED_BACK)
    still_in_time(mail.ask, context)
    return MailContent(
        subject=_("%(mentor)s is waiting for your answer") % mail.subject_words,
        heading=_("%(mentor)s is waiting for your answer") % mail.words,
        action=Link(_("Answer"), mail.page),
        lines=(_("Please answer by %(until)s. A sentence is enough.") % mail.words,),
        quote=mail.by_mentor(mail.ask.question),
    )


@notice("request_relayed", title=gettext_lazy("Next mentor asked"))
def request_relayed(context: NoticeContext) -> MailContent:
    """To the mentee: why one mentor couldn't, and whom we've asked instead."""
    mail = ask_mail(context, *LIVE)
    before = _ended(mail.ask.request, context).filter(position__lt=mail.ask.position)
    return MailContent(
        subject=_("Now we’ve asked %(mentor)s") % mail.subject_words,
        heading=_("Now we’ve asked %(mentor)s") % mail.words,
        action=mail.action,
        lines=(
            *_endings(before, context),
            _("Now it’s %(mentor)s’s turn, until %(until)s.") % mail.words,
        ),
        quotes=_messages(before),
    )


@notice("request_accepted", title=gettext_lazy("Request accepted"))
def request_accepted(context: NoticeContext) -> MailContent:
    """To the mentee: a mentor said yes, so they can book a time."""
    mail = ask_mail(context, AskState.ACCEPTED)
    ask = mail.ask
    if ask.request.kind == RequestKind.MENTORSHIP:
        return _mentorship_begun(mail)
    if ask.fulfilled_at or ask.book_by is None or ask.book_by <= context.now or not ask.mentor.is_listed:
        raise NoticeObsolete("a time is booked, or can't be any more")
    return MailContent(
        subject=_("%(mentor)s said yes") % mail.subject_words,
        heading=_("%(mentor)s said yes") % mail.words,
        action=Link(_("Pick a time"), absolute(ask.mentor.get_absolute_url())),
        lines=(
            _("Pick one of %(mentor)s’s free times by %(day)s. It’s confirmed at once.")
            % (mail.words | {"day": day(ask.book_by)}),
        ),
        quote=mail.by_mentor(ask.message),
        links=(mail.action,),
    )


def _mentorship_begun(mail: AskMail) -> MailContent:
    """The mentor said yes to a mentorship: sign, and meet."""
    return MailContent(
        subject=_("%(mentor)s is your mentor now") % mail.subject_words,
        heading=_("%(mentor)s is your mentor now") % mail.words,
        action=Link(_("See your mentorship"), absolute(reverse("mentorships:mentorships"))),
        lines=(
            _("Two steps, and you’re under way: both of you sign what you agree on, and you meet for the first time.")
            % mail.words,
        ),
        quote=mail.by_mentor(mail.ask.message),
        links=(mail.action,),
    )


@notice("request_exhausted", title=gettext_lazy("No mentor left for a request"))
def request_exhausted(context: NoticeContext) -> MailContent:
    """To the mentee: no one is left to ask, and what they can do now."""
    request = _request(context)
    if request.team_since:
        raise NoticeObsolete("the team has been asked meanwhile")
    before = _ended(request, context)
    what_now: tuple[str, ...]
    if context.data.get("beside"):
        what_now = (_("As you have another request in progress, we’ve asked no one else for this one."),)
    else:
        what_now = (
            _("That was the last mentor you chose. It isn’t because of what you wrote: mentors have little time."),
            _("We can suggest others, or the club team can look for someone."),
        )
    return MailContent(
        subject=_("It hasn’t worked out with your request yet"),
        heading=_("It hasn’t worked out yet"),
        action=Link(_("See what you can do now"), absolute(request.get_absolute_url())),
        lines=(
            *_endings(before, context),
            *what_now,
        ),
        quotes=_messages(before),
    )


@notice("request_lapsed", title=gettext_lazy("Request ended without a reply"))
def request_lapsed(context: NoticeContext) -> MailContent:
    """To the mentee, who didn't answer a mentor's question in time."""
    mail = ask_mail(context, AskState.WITHDRAWN)
    return MailContent(
        subject=_("We’ve withdrawn your request"),
        heading=_("We’ve withdrawn your request"),
        action=mail.action,
        lines=(
            _("%(mentor)s had a question, and we didn’t hear from you by %(day)s.") % mail.words,
            _("No harm done: when it suits you, send it again. Your words are still there."),
        ),
    )


@notice("request_suggestions", title=gettext_lazy("The team’s suggestions for a request"))
def request_suggestions(context: NoticeContext) -> MailContent:
    """To the mentee: whom the team suggests."""
    request = _request(context)
    names = [mentor.user.display_name for mentor in request.suggested.listed().select_related("user")]
    if not names:
        raise NoticeObsolete("none of them takes requests now")
    return MailContent(
        subject=_("We have a suggestion for you"),
        heading=_("The team has looked for someone for you"),
        action=Link(_("Have a look"), absolute(request.get_absolute_url())),
        lines=(
            _("We suggest: %(names)s.") % {"names": ", ".join(names)},
            _("Whether to ask them is up to you: no one has been asked yet."),
        ),
    )


@notice("request_team_over", title=gettext_lazy("No one found for a request"))
def request_team_over(context: NoticeContext) -> MailContent:
    """To the mentee: the team has found no one in two weeks."""
    _request(context)
    return MailContent(
        subject=_("We haven’t found anyone for you"),
        heading=_("We haven’t found anyone for you"),
        action=Link(_("Find a mentor"), absolute(reverse("directory:list"))),
        lines=(
            _(
                "We’ve looked for two weeks, and we’re sorry. It isn’t because of what you wrote: our mentors have "
                "little time, and so do we."
            ),
            _("New mentors join every week. If you save a search, we’ll tell you when one fits."),
        ),
    )


def _request(context: NoticeContext) -> Request:
    request: Request = context.about
    if not Request.mentee.is_cached(request):
        request = requests_with_people().get(pk=request.pk)
    if request.state != RequestState.EXHAUSTED:
        raise NoticeObsolete(f"the request is {request.state} by now")
    return request


def _ended(request: Request, context: NoticeContext) -> QuerySet[Ask]:
    """The asks that ended since the mentee was last told."""
    rows = request.asks.filter(position__gte=context.data["from"], state__in=FAILED)
    return rows.select_related("mentor__user", "suggests__user")


def _endings(asks: QuerySet[Ask], context: NoticeContext) -> Iterator[str]:
    """Why each came to nothing, and that whom a mentor suggests is asked only if the mentee wants it."""
    ended = list(asks)
    possible: Collection[int] = ()
    if any(suggested_by(ask) for ask in ended):
        possible = to_ask(Request.objects.with_asks().get(pk=ended[0].request_id), now=context.now)
    for ask in ended:
        yield ending_of(ask)
        if ask.pk in possible and (suggested := suggested_by(ask)):
            words = {"name": suggested.user.get_short_name()}
            yield (
                _("Would you like us to ask %(name)s next? There’s a button for it on the page of your request.")
                % words
            )


def _messages(asks: QuerySet[Ask]) -> tuple[Quote, ...]:
    """What came with a no. What came with a yes, which was taken back, they have read already."""
    declined = (ask for ask in asks if ask.state == AskState.DECLINED)
    return tuple(quote for ask in declined if (quote := quote_of(ask, ask.message)))
