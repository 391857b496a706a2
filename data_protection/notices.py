"""Emails about one's data."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import formatted
from core.http import absolute
from data_protection.models import Erasure, ErasureReason, Export, InactivityWarning
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, notice


def _day(at: datetime) -> str:
    return formatted(localtime(at), "DATE_FORMAT")


def _page() -> str:
    return absolute(reverse("data_protection:data"))


@notice("export_ready", title=gettext_lazy("Copy of one’s data"))
def export_ready(context: NoticeContext) -> MailContent:
    """To the member: their copy can be downloaded."""
    export: Export = context.about
    if not export.file or export.expires_at is None or export.expires_at <= context.now:
        raise NoticeObsolete("the file is gone")
    return MailContent(
        subject=_("Your data is ready"),
        heading=_("Here’s the copy of your data"),
        lines=(
            _("It’s a ZIP file with everything we hold about you: a page to read, the data for programs, your bookings "
              "as a calendar, and your photo."),
            _("You can download it until %(day)s. You’ll need to be signed in.") % {"day": _day(export.expires_at)},
        ),
        action=Link(_("Go to the download"), _page()),
        more=(_("Didn’t ask for it? Someone may be signed in to your account. Change your password and write to us."),),
    )  # fmt: skip


@notice("erasure_asked", title=gettext_lazy("Account will be erased"))
def erasure_asked(context: NoticeContext) -> MailContent:
    """To the member: their account will be erased, unless they undo it."""
    erasure: Erasure = context.about
    if erasure.undone_at or erasure.done_at:
        raise NoticeObsolete("it is undone, or done")
    day = {"day": _day(erasure.due_at), "club": settings.CLUB_NAME}
    by_team = erasure.reason == ErasureReason.TEAM
    return MailContent(
        subject=_("Your account will be erased on %(day)s") % day,
        heading=_("We’ll erase your account on %(day)s") % day,
        lines=(
            _("You asked the club team to erase it.") if by_team else _("You asked us to erase it."),
            _("On that day we delete what you wrote and what we know about you. Sessions that are still to come are "
              "cancelled, and the others are told. What you had with others stays without your name."),
            _("Until then, you can undo it. After that, no one can. This is the only email about it."),
        ),
        action=Link(_("See what goes, or keep the account"), _page()),
    )  # fmt: skip


@notice("inactivity_warning", title=gettext_lazy("Unused account will be erased"))
def inactivity_warning(context: NoticeContext) -> MailContent:
    """To a member who hasn't been there for a long time."""
    warning: InactivityWarning = context.about
    day = {"day": _day(warning.erased_from), "club": settings.CLUB_NAME}
    return MailContent(
        subject=_("Do you still need your account?"),
        heading=_("Do you still need your account?"),
        lines=(
            _("You haven’t signed in to %(club)s for almost two years. We don’t keep accounts that no one uses.") % day,
            _("If you’d like to keep yours, sign in before %(day)s. That’s all. Otherwise we’ll erase it then.") % day,
        ),
        action=Link(_("Sign in"), absolute(reverse("account_login"))),
    )
