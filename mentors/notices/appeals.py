"""Emails about the appeal of an applicant. Its words stay on the site."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.http import absolute
from mentors.models import Appeal, ApplicationState, ApplicationStep
from mentors.notices.applications import page_of
from notifications.mail_content import TEAM, Link, MailContent, NoticeContext, NoticeObsolete, Quote, notice


@notice("application_appealed", title=gettext_lazy("Appeal received"))
def application_appealed(context: NoticeContext) -> MailContent:
    """To the applicant, after they appealed."""
    row: Appeal = context.about
    return MailContent(
        subject=_("Your appeal has arrived"),
        heading=_("We have your appeal"),
        action=Link(_("See your application"), page_of(row.application)),
        lines=(_("Someone who hasn’t read your application takes another look, and we’ll email you the answer."),),
    )


@notice("application_appeal_for_team", title=gettext_lazy("Appeal of an applicant, for the team"), budget=TEAM)
def application_appeal_for_team(context: NoticeContext) -> MailContent:
    """To the team: an appeal waits for someone who had no part in the decision."""
    row: Appeal = context.about
    if row.is_decided:
        raise NoticeObsolete("it has been decided")
    return MailContent(
        subject=_("Application %(label)s: there’s an appeal") % {"label": row.application.label},
        heading=_("An applicant appeals against a no"),
        lines=(_("Someone who neither read the application nor decided it takes another look."),),
        action=Link(_("Read the appeal"), absolute(reverse("admin:mentors_appeal_change", args=[row.pk]))),
    )


@notice("application_upheld", title=gettext_lazy("Appeal: the decision stays"))
def application_upheld(context: NoticeContext) -> MailContent:
    """To the applicant: someone else has looked, and the no stays."""
    row: Appeal = context.about
    return MailContent(
        subject=_("Your appeal has been decided"),
        heading=_("We looked again, and the decision stays"),
        quote=Quote(row.reason, author=_("The club team")),
        action=Link(_("See your application"), page_of(row.application)),
        more=(_("You can book mentors at any time."),),
    )


@notice("application_reopened", title=gettext_lazy("Appeal: read again"))
def application_reopened(context: NoticeContext) -> MailContent:
    """To the applicant: others read their application again."""
    step: ApplicationStep = context.about
    if step.application.state != ApplicationState.IN_REVIEW:
        raise NoticeObsolete("the application has moved on")
    return MailContent(
        subject=_("We’re reading your application again"),
        heading=_("You were right to ask"),
        quote=Quote(step.message, author=_("The club team")),
        action=Link(_("See your application"), page_of(step.application)),
        more=(
            _("People who haven’t read your application yet are reading it now. You’ll hear from us within ten days."),
        ),
    )
