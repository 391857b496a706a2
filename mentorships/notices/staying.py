"""The email to two who both said that they'd stay in contact."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorships.models import Contact, MentorshipState
from mentorships.notices.mentorship_mail import mail_of
from notifications.mail_content import MailContent, NoticeContext, NoticeObsolete, notice


@notice("mentorship_contact", title=gettext_lazy("Staying in contact"))
def mentorship_contact(context: NoticeContext) -> MailContent:
    """To both, once both have said yes."""
    mail = mail_of(context, MentorshipState.WRAPPING_UP, MentorshipState.ENDED)
    if not Contact.objects.mutual().filter(mentorship=mail.row).exists():
        raise NoticeObsolete("one of them has withdrawn it")
    return MailContent(
        subject=_("You and %(name)s stay in contact") % mail.subject_words,
        heading=_("You and %(name)s stay in contact") % mail.words,
        lines=(
            _("You both said you’d like to. You can write to each other here for as long as both of you want."),
            _("Either of you can end it at any time, without giving reasons."),
        ),
        action=mail.link(_("Open your mentorship")),
    )
