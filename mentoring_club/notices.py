"""Emails from the club's own pages."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.addresses import readable
from mentors import languages
from notifications.mail_content import TEAM, MailContent, NoticeContext, Quote, notice


@notice("contact", title=gettext_lazy("Message to the team"), budget=TEAM)
def contact(context: NoticeContext) -> MailContent:
    """To the club team: a message from the contact page. A reply goes to the person who wrote it."""
    data = context.data
    return MailContent(
        subject=_("Message to the club: %(subject)s") % {"subject": data["subject"]},
        heading=data["subject"],
        quote=Quote(data["message"], data["name"], data.get("language", "")),
        facts=(
            (_("From"), f"{data['name']}, {readable(data['email'])}"),
            (_("Language"), languages.name(data.get("language", ""))),
        ),
        reply_to=(data["email"],),
    )
