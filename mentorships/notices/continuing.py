"""Emails about whether two continue. Both get the same words, and no word of who answered what."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorships.models import MentorshipState
from mentorships.notices.mentorship_mail import DAILY, mail_of
from mentorships.policy import WRAP_UP_FOR
from mentorships.presenters import day, every
from notifications.mail_content import MailContent, NoticeContext, notice


@notice("mentorship_continues", title=gettext_lazy("A mentorship continues beyond its end"))
def mentorship_continues(context: NoticeContext) -> MailContent:
    """To both, at once: both would continue."""
    mail = mail_of(context, MentorshipState.ACTIVE)
    words = mail.words | {"day": day(mail.row.ends_at), "rhythm": every(mail.row.rhythm)}
    return MailContent(
        subject=_("You and %(name)s continue") % mail.subject_words,
        heading=_("You and %(name)s continue") % mail.words,
        lines=(
            _("You both want to: your mentorship continues until %(day)s, with a meeting %(rhythm)s.") % words,
            _("Book your next meeting while you think of it."),
        ),
        action=mail.link(_("Open your mentorship")),
    )


@notice("mentorship_closes", title=gettext_lazy("A mentorship closes as agreed"), daily=DAILY)
def mentorship_closes(context: NoticeContext) -> MailContent:
    """To both, a week after they were asked, unless both would continue."""
    mail = mail_of(context, MentorshipState.WRAPPING_UP)
    return MailContent(
        subject=_("You and %(name)s close here, as agreed") % mail.subject_words,
        heading=_("You and %(name)s close here, as agreed") % mail.words,
        lines=(
            _("Your mentorship ends on %(day)s. Until then there’s time for a last meeting.")
            % {"day": day(mail.row.state_since + WRAP_UP_FOR)},
            _("It has had a beginning, a middle and an end: that’s worth a thank you."),
        ),
        action=mail.link(_("Open your mentorship")),
    )
