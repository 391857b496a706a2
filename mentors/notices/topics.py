"""Emails about topics: what changed for those who help with them."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.http import absolute
from mentors.models import FormerAddress
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice("topic_merged", title=gettext_lazy("Topic merged into another"))
def topic_merged(context: NoticeContext) -> MailContent:
    """To a mentor: one of their topics is part of another now."""
    former: FormerAddress = context.about
    if former.topic is None:
        raise NoticeObsolete("the topic has become an area")
    language = get_language() or settings.LANGUAGE_CODE
    name = former.names.get(language) or former.names.get(settings.LANGUAGE_CODE) or former.slug
    words = {"topic": name, "other": former.topic.name_i18n}
    return MailContent(
        subject=_("“%(topic)s” is now part of “%(other)s”") % words,
        heading=_("“%(topic)s” is now part of “%(other)s”") % words,
        action=Link(_("Check your profile"), absolute(reverse("mentors:profile"))),
        lines=(
            _("We’ve brought two topics of the club together, so your profile now says “%(other)s”.") % words,
            _("You don’t need to do anything. Whoever searches for the old name still finds you."),
        ),
    )
