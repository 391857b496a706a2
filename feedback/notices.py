"""The emails about feedback."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import tokens
from core.dates import lasting
from core.http import absolute
from feedback import letters, services
from feedback.models import DOUBTED, Feedback, FeedbackRequest, MonthlyLetter
from mentors.models import MentorStatus
from notifications.mail_content import (
    TEAM,
    Link,
    MailContent,
    NoticeContext,
    NoticeObsolete,
    Quote,
    loads_about,
    notice,
)


@notice("feedback_asked", title=gettext_lazy("Feedback asked for"))
def feedback_asked(context: NoticeContext) -> MailContent:
    """To the mentee, in the mentor's name, after the booking."""
    request: FeedbackRequest = context.about
    _still_open(request, context)
    mentor = request.booking.mentor.user
    day = date_format(localtime(request.booking.starts_at), "MONTH_DAY_FORMAT")
    return MailContent(
        subject=_("How was your session with %(mentor)s?") % {"mentor": mentor.display_name},
        heading=_("How was your session with %(mentor)s?") % {"mentor": mentor.display_name},
        action=Link(_("Give feedback"), services.link(request, services.MAILED)),
        lines=(
            _("You talked on %(day)s. Take two minutes to tell %(mentor)s what helped and what could have been better.")
            % {"day": day, "mentor": mentor.get_short_name()},
            _("The link works once, for 30 days, and you don’t need to sign in. %(mentor)s will read your answer.")
            % {"mentor": mentor.get_short_name()},
        ),
    )


@notice(
    "feedback_asked_again",
    title=gettext_lazy("Feedback asked for again"),
    label=gettext_lazy("A reminder if I haven’t given feedback yet"),
)
def feedback_asked_again(context: NoticeContext) -> MailContent:
    """To the mentee, once, three days later."""
    request: FeedbackRequest = context.about
    _still_open(request, context)
    mentor = request.booking.mentor.user
    return MailContent(
        subject=_("How was it with %(mentor)s?") % {"mentor": mentor.display_name},
        heading=_("How was it with %(mentor)s?") % {"mentor": mentor.display_name},
        action=Link(_("Give feedback"), services.link(request, services.MAILED)),
        lines=(
            _("%(mentor)s took time for you. One sentence about what helped is the best thanks.")
            % {"mentor": mentor.get_short_name()},
            _("We won’t ask again."),
        ),
    )


@notice("feedback_code", title=gettext_lazy("Code for a feedback link"), asked=True)
def feedback_code(context: NoticeContext) -> MailContent:
    """To the mentee, when someone opens the link that the mentor passed on."""
    request: FeedbackRequest = context.about
    _still_open(request, context)
    mentor = request.booking.mentor.user.display_name
    return MailContent(
        subject=_("Your code for feedback to %(mentor)s") % {"mentor": mentor},
        heading=_("Your code"),
        code=tokens.derived_code("feedback", context.data["nonce"]),
        lines=(
            _("Enter this code on the page that asked for it. It expires in 15 minutes."),
            _(
                "Didn’t open a feedback page? You don’t need to do anything: no one can answer for you without "
                "this code."
            ),
        ),
    )


@notice(
    "feedback_received", title=gettext_lazy("Feedback received"), label=gettext_lazy("Someone has given me feedback")
)
def feedback_received(context: NoticeContext) -> MailContent:
    """To the mentor, without the feedback itself, which stays on the site."""
    feedback: Feedback = context.about
    mentee = feedback.request.booking.mentee.display_name
    return MailContent(
        subject=_("%(mentee)s has given you feedback") % {"mentee": mentee},
        heading=_("%(mentee)s has given you feedback") % {"mentee": mentee},
        action=Link(_("Read it"), absolute(reverse("feedback:received"))),
        lines=(_("Thank you for the time you gave."),),
    )


@notice("feedback_consent_asked", title=gettext_lazy("May your words be shown?"))
def feedback_consent_asked(context: NoticeContext) -> MailContent:
    """To the mentee, whose words the mentor would like to show."""
    feedback: Feedback = context.about
    if feedback.may_publish:
        raise NoticeObsolete("the mentee has agreed already")
    mentor = feedback.given_to.user
    return MailContent(
        subject=_("May %(mentor)s show what you wrote?") % {"mentor": mentor.display_name},
        heading=_("May %(mentor)s show what you wrote?") % {"mentor": mentor.display_name},
        action=Link(_("Read it and decide"), services.consent_link(feedback)),
        lines=(
            _("%(mentor)s would like to show this on their profile, without your name.")
            % {"mentor": mentor.get_short_name()},
            _("If you’d rather not, you don’t need to do anything. We won’t ask again."),
        ),
        quote=Quote(feedback.helped, language=feedback.language),
    )


@notice(
    "feedback_thanked",
    title=gettext_lazy("Thanks for feedback"),
    label=gettext_lazy("A mentor has thanked me for my feedback"),
)
def feedback_thanked(context: NoticeContext) -> MailContent:
    """To the mentee: the mentor's line, and where to go from here."""
    feedback: Feedback = context.about
    mentor = feedback.given_to
    first_name = mentor.user.get_short_name()
    again = Link(_("Book %(name)s again") % {"name": first_name}, absolute(mentor.get_absolute_url()))
    onward = Link(_("Find someone for the next step"), absolute(reverse("directory:list")))
    return MailContent(
        subject=_("%(mentor)s thanks you for your feedback") % {"mentor": mentor.user.display_name},
        heading=_("%(mentor)s thanks you") % {"mentor": first_name},
        quote=Quote(feedback.thanks, mentor.user.display_name, mentor.user.language),
        action=again if mentor.is_listed else onward,
        links=(onward,) if mentor.is_listed else (),
    )


@loads_about
def with_mentors() -> QuerySet[MonthlyLetter]:
    return MonthlyLetter.objects.select_related("mentor__user")


@notice(
    letters.LETTER,
    title=gettext_lazy("Monthly letter to a mentor"),
    label=gettext_lazy("A monthly letter about the time I’ve given"),
)
def month_given(context: NoticeContext) -> MailContent:
    """To a mentor, once the month is over: what they gave, and what came back."""
    letter: MonthlyLetter = context.about
    mentor = letter.mentor
    if mentor.status not in letters.STATUSES:
        raise NoticeObsolete("the mentor is no longer there")
    given = letters.given(mentor, letter.month, now=context.now)
    if not given.sessions:
        raise NoticeObsolete("no session took place after all")
    words = {
        "month": date_format(letter.month, "F"),
        "time": lasting(given.time),
        "sessions": ngettext("%(count)d session", "%(count)d sessions", given.sessions) % {"count": given.sessions},
        "people": ngettext("%(count)d person", "%(count)d people", given.people) % {"count": given.people},
    }
    said, action, more = _next_step(mentor.status, answers=given.answers)
    return MailContent(
        subject=_("Your %(month)s: %(time)s for %(people)s") % words,
        heading=_("Thank you, %(name)s") % {"name": mentor.user.get_short_name()},
        lines=(_("In %(month)s you gave %(time)s: %(sessions)s with %(people)s.") % words, said),
        quotes=tuple(
            Quote(each.helped, each.request.booking.mentee.display_name, each.language) for each in given.words
        ),
        action=action,
        more=more,
    )


@notice("platform_message", title=gettext_lazy("Message to the club"), budget=TEAM)
def platform_message(context: NoticeContext) -> MailContent:
    """To the club team."""
    feedback: Feedback = context.about
    return MailContent(
        subject=_("Message to the club"),
        heading=_("A mentee has written to the club"),
        action=Link(_("Read and answer"), absolute(reverse("admin:feedback_feedback_change", args=[feedback.pk]))),
        quote=Quote(feedback.platform_message, language=feedback.language),
    )


@notice("platform_message_answered", title=gettext_lazy("Answer to a message to the club"))
def platform_message_answered(context: NoticeContext) -> MailContent:
    """To the mentee: the club's answer."""
    feedback: Feedback = context.about
    return MailContent(
        subject=_("The club has answered you"),
        heading=_("Thank you for your message"),
        lines=(_("You wrote: “%(message)s”") % {"message": feedback.platform_message},),
        quote=Quote(feedback.reply, _("The club team")),
    )


def _still_open(request: FeedbackRequest, context: NoticeContext) -> None:
    if Feedback.objects.filter(request=request).exists():
        raise NoticeObsolete("feedback was given already")
    if request.booking.no_shows.filter(outcome__in=DOUBTED).exists():
        raise NoticeObsolete("a no-show was reported")
    if request.expires_at <= context.now:
        raise NoticeObsolete("the request is out of date")


def _next_step(status: str, *, answers: int) -> tuple[str, Link, tuple[str, ...]]:
    """What the monthly letter leads to: a sentence, the button, and what to do there."""
    desk = Link(_("Go to my desk"), absolute(reverse("bookings:desk")))
    if answers:
        said = ngettext("%(count)d mentee told you how it was.", "%(count)d mentees told you how it was.", answers) % {
            "count": answers
        }
        page = Link(_("Go to my feedback"), absolute(reverse("feedback:received")))
        return said, page, (_("There you can say thanks, and choose what your profile shows."),)
    if status == MentorStatus.PAUSED:
        return _("You’re on pause. When you have time again, one click at your desk brings you back."), desk, ()
    return _("Your desk shows who’s next, and when people can book you."), desk, ()
