"""Emails to mentors about staying with the club, and the thanks when they leave."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.hooks import shown_words
from bookings.presenters.year import all_given
from bookings.services.renewing import paused_by
from core.dates import formatted
from core.http import absolute
from mentors.models import Mentor, MentorStatus
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, Quote, notice


def _desk() -> str:
    return absolute(reverse("bookings:desk"))


def _day_of(mentor: Mentor) -> str:
    """The day on which the profile is paused.

    Raises:
        NoticeObsolete: they have answered, or take no bookings anyway.
    """
    at = paused_by(mentor)
    if at is None or not mentor.is_listed:
        raise NoticeObsolete("the mentor has answered, or is away")
    return formatted(at, "DATE_FORMAT")


@notice("renewal_asked", title=gettext_lazy("Still with us?"))
def renewal_asked(context: NoticeContext) -> MailContent:
    """To a mentor, once a year."""
    mentor: Mentor = context.about
    day = _day_of(mentor)
    return MailContent(
        subject=_("Still with us?"),
        heading=_("Still with us?"),
        action=Link(_("Yes, at my desk"), _desk()),
        lines=(
            _("Once a year we ask every mentor whether they’re still with the club, so that no one waits in vain."),
            _("One button at your desk says yes. If we don’t hear from you by %(day)s, we’ll pause your profile.")
            % {"day": day},
        ),
        more=(_("Your existing bookings stay in any case."),),
    )


@notice("renewal_reminder", title=gettext_lazy("Still with us? A reminder"))
def renewal_reminder(context: NoticeContext) -> MailContent:
    """To a mentor who hasn't answered for three weeks."""
    mentor: Mentor = context.about
    day = _day_of(mentor)
    return MailContent(
        subject=_("Still with us? We’ll pause your profile on %(day)s") % {"day": day},
        heading=_("Still with us?"),
        action=Link(_("Yes, at my desk"), _desk()),
        lines=(
            _("Three weeks ago we asked whether you’re still with the club."),
            _("One button at your desk says yes. If we don’t hear from you, we’ll pause your profile on %(day)s.")
            % {"day": day},
        ),
    )


@notice("renewal_lapsed", title=gettext_lazy("Profile paused without an answer"))
def renewal_lapsed(context: NoticeContext) -> MailContent:
    """To a mentor whose profile was paused because they didn't answer."""
    mentor: Mentor = context.about
    if mentor.lapsed_at is None:
        raise NoticeObsolete("the mentor is back")
    return MailContent(
        subject=_("We’ve paused your profile"),
        heading=_("We’ve paused your profile"),
        action=Link(_("Go to my desk"), _desk()),
        lines=(
            _("We asked twice whether you’re still with the club and didn’t hear from you, so no one can book you."),
            _("Your existing bookings stay. One button at your desk brings you back at once."),
        ),
    )


@notice("mentor_left", title=gettext_lazy("Thanks to a mentor who leaves"))
def mentor_left(context: NoticeContext) -> MailContent:
    """To someone who is no longer a mentor: what they gave, and what people said and allowed to be shown."""
    mentor: Mentor = context.about
    if mentor.status != MentorStatus.LEFT:
        raise NoticeObsolete("they are a mentor again")
    given, words = all_given(mentor, now=context.now), shown_words(mentor)
    return MailContent(
        subject=_("Thank you for your time with us"),
        heading=_("Thank you for your time with us"),
        lines=(
            *([given] if given else []),
            _("You’re no longer a mentor, and your page is gone. Your account stays, and you can book mentors."),
            *([_("This is what people said about their time with you:")] if words else []),
        ),
        quotes=tuple(Quote(each.text, language=each.language) for each in words),
        more=(_("If you’d like to come back one day, you’re welcome to apply again."),),
    )
