"""Emails to the club team."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.http import absolute
from matching.models import Request, RequestState
from notifications.mail_content import TEAM, Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice("request_for_team", title=gettext_lazy("Request for the team"), budget=TEAM)
def request_for_team(context: NoticeContext) -> MailContent:
    """To the club team: a mentee has let them look. The words stay on the site."""
    request: Request = context.about
    if request.state != RequestState.WITH_TEAM:
        raise NoticeObsolete("the request is no longer with the team")
    return MailContent(
        subject=_("A request for the team"),
        heading=_("A mentee would like you to look for someone"),
        action=Link(_("Read the request"), absolute(reverse("admin:matching_request_change", args=[request.pk]))),
        lines=(_("You have two weeks to suggest up to three mentors."),),
    )
