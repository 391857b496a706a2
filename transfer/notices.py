"""The invitation of those who come from the old site."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.http import absolute
from notifications.mail_content import MANY, Link, MailContent, NoticeContext, NoticeObsolete, notice
from transfer.models import Arrival


@notice("invited_from_old_site", title=gettext_lazy("Invitation from the old site"), budget=MANY)
def invited_from_old_site(context: NoticeContext) -> MailContent:
    """To a mentor who came with an import: their account waits for them."""
    arrival: Arrival = context.about
    if arrival.member.last_login is not None:
        raise NoticeObsolete("they have found it by themselves")
    words = {"club": settings.CLUB_NAME}
    mentor = getattr(arrival.member, "mentor", None)
    vetted = mentor is not None and mentor.approved_at is not None
    return MailContent(
        subject=_("Your place at %(club)s is ready") % words,
        heading=_("We’ve moved, and your profile came along"),
        lines=(
            _("%(club)s has a new site. We’ve brought over what you wrote on the old one, and it isn’t public yet.")
            % words,
            _("Sign in with this email address. You don’t need a password: we’ll email you a code."),
            _("Look at your profile, set your hours, and you’ll be in the list of mentors.")
            if vetted
            else _("Look at your profile and send us a short application. Once we’ve said yes, you can be booked."),
        ),
        action=Link(_("Sign in"), absolute(reverse("account_login"))),
        more=(_("Don’t want to be a mentor any more? Sign in and erase your account under “Your data”."),),
    )  # fmt: skip
