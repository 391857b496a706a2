"""Emails about a mentor's status in the directory."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.http import absolute
from mentors.models import Mentor, MentorStatus
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice("mentor_live", title=gettext_lazy("Mentor live"))
def mentor_live(context: NoticeContext) -> MailContent:
    """To a mentor who is listed for the first time."""
    mentor: Mentor = context.about
    if not mentor.is_listed:
        raise NoticeObsolete("the mentor is no longer listed")
    return MailContent(
        subject=_("You’re live: people can book you now"),
        heading=_("You’re live"),
        action=Link(_("Share your page"), absolute(reverse("directory:live"))),
        lines=(
            _("Your page is in the directory, and people can book you: %(address)s")
            % {"address": absolute(mentor.get_absolute_url())},
            _("The first booking often comes through someone you know. We’ve written a few words for you to share."),
        ),
    )


@notice("pause_over", title=gettext_lazy("Pause over"))
def pause_over(context: NoticeContext) -> MailContent:
    """To a mentor on the day that they chose as the end of their pause."""
    mentor: Mentor = context.about
    if mentor.status not in (MentorStatus.LISTED, MentorStatus.HIDDEN):
        raise NoticeObsolete("the mentor is away again")
    listed = mentor.is_listed
    return MailContent(
        subject=_("Welcome back: your pause is over"),
        heading=_("Welcome back"),
        action=Link(_("Go to my desk"), absolute(reverse("bookings:desk"))),
        lines=(
            _("Your pause ended today, as planned. People can book you again.")
            if listed
            else _(
                "Your pause ended today, as planned. Before people can book you again, there’s something left to do."
            ),
            _("Need more time? You can pause again at your desk.")
            if listed
            else _("Your desk shows what’s left to do."),
        ),
    )


@notice("mentor_inactive", title=gettext_lazy("Mentor inactive"))
def mentor_inactive(context: NoticeContext) -> MailContent:
    """To a mentor who let three requests in a row expire: why they are no longer listed, and how to return."""
    mentor: Mentor = context.about
    if mentor.status != MentorStatus.INACTIVE:
        raise NoticeObsolete("the mentor is active again")
    return MailContent(
        subject=_("Your profile is inactive for now"),
        heading=_("Your profile is inactive"),
        action=Link(_("Activate it again"), absolute(reverse("bookings:desk"))),
        lines=(
            _("The last three requests expired without an answer from you. It looks like you have a lot on."),
            _(
                "So that no one waits for an answer, we’ve taken you out of the directory for now. Your existing "
                "bookings stay."
            ),
            _("When you have time again, one click at your desk brings you back at once."),
        ),
    )
