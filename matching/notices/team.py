"""Emails to the club team."""

from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.http import absolute
from matching.models import Request, RequestState, Role, Round
from matching.presenters.preview import numbers, without
from matching.services.following import free
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


@notice("round_over_for_team", title=gettext_lazy("How a round went"), budget=TEAM)
def round_over_for_team(context: NoticeContext) -> MailContent:
    """To the club team, once no pair of a round waits for an answer: how many agreed, and what they can do now."""
    row: Round = context.about
    counted, alone = numbers(row), Counter(without(row).values_list("role", flat=True))
    return MailContent(
        subject=_("%(round)s: how the round went") % {"round": row.name},
        heading=_("The round “%(round)s” is over") % {"round": row.name},
        action=Link(_("Go to the round"), absolute(reverse("admin:matching_round_change", args=[row.pk]))),
        lines=(_("Every pair has answered, or its time has passed."), _what_next(row)),
        facts=(
            (_("Both said yes"), str(counted.yeses)),
            (_("Someone said no"), str(counted.noes)),
            (_("Not answered in time"), str(counted.lapsed)),
            (_("Mentees without a pair"), str(alone[Role.MENTEE])),
            (_("Mentors without a pair"), str(alone[Role.MENTOR])),
        ),
    )


def _what_next(row: Round) -> str:
    """Whether another round could be opened for those who are still free."""
    if Round.objects.filter(follows=row).exists():
        return _("The next round, for those who were still free, is open already.")
    people = free(row)
    if {person.role for person in people} != {*Role}:
        return _("There isn’t a mentee and a mentor who are both still free, so there’s nothing left to do.")
    mentees = sum(not person.is_mentor for person in people)
    words = {"mentees": _mentees(mentees), "mentors": _mentors(len(people) - mentees)}
    return _("Still free are %(mentees)s and %(mentors)s. One button opens another round for them.") % words


def _mentees(number: int) -> str:
    return ngettext("%(number)d mentee", "%(number)d mentees", number) % {"number": number}


def _mentors(number: int) -> str:
    return ngettext("%(number)d mentor", "%(number)d mentors", number) % {"number": number}
