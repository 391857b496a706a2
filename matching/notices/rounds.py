"""Emails about rounds: nothing before the team has confirmed the pairs."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.http import absolute
from matching.models import Pair, Participant, Role, RoundState
from matching.presenters.rounds import sentences
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, loads_about, notice


@loads_about
def pairs() -> QuerySet[Pair]:
    return Pair.objects.with_people()


@loads_about
def participants() -> QuerySet[Participant]:
    return Participant.objects.select_related("round", "member")


@notice("round_pair", title=gettext_lazy("A pair of a round: yes or no?"))
def round_pair(context: NoticeContext) -> MailContent:
    """To both people of a pair: who the other is, why, and the question."""
    pair, role, words = _told(context)
    if pair.is_off or pair.answer_of(role):
        raise NoticeObsolete("it has been answered")
    heading = _("We’ve found you a mentor") if role == Role.MENTEE else _("We’ve found you a mentee")
    return MailContent(
        subject=_("%(round)s: you and %(name)s?") % words,
        heading=heading,
        lines=(
            _("In the round “%(round)s”, we’d like to bring you and %(name)s together.") % words,
            *sentences([pair], to_the_team=False)[pair.pk],
        ),
        action=Link(_("Say yes or no"), absolute(pair.get_absolute_url())),
        more=(_("%(first_name)s is asked as well. Once you’ve both said yes, you’re a pair.") % words,),
    )


@notice("round_without_pair", title=gettext_lazy("No pair in a round"))
def round_without_pair(context: NoticeContext) -> MailContent:
    """To those for whom a round has no one."""
    participant: Participant = context.about
    row = participant.round
    if row.state == RoundState.WITHDRAWN:
        raise NoticeObsolete("the round was withdrawn")
    words = {"round": row.name}
    if participant.is_mentor:
        line = _("There were enough mentors in the round “%(round)s”, so there’s no mentee for you this time.") % words
        page = Link(_("Go to my desk"), absolute(reverse("bookings:desk")))
    else:
        line = _("In the round “%(round)s”, we couldn’t find a mentor who fits you.") % words
        page = Link(_("Find a mentor"), absolute(reverse("directory:list")))
    return MailContent(
        subject=_("%(round)s: no one for you this time") % words,
        heading=_("No one for you this time"),
        lines=(line, _("Thank you for joining. You’re welcome in the next round.")),
        action=page,
    )


@notice("round_agreed", title=gettext_lazy("A pair of a round has said yes"))
def round_agreed(context: NoticeContext) -> MailContent:
    """To both, once they've both said yes."""
    pair, role, words = _told(context)
    if not pair.is_agreed:
        raise NoticeObsolete("one of them has said no")
    mentor = getattr(pair.mentor.member, "mentor", None)
    if role == Role.MENTEE and mentor is not None and mentor.is_shown:
        line = _("Book your first session with %(first_name)s whenever it suits you both.") % words
        page = Link(_("Book %(first_name)s") % words, absolute(mentor.get_absolute_url()))
    else:
        line = _("%(first_name)s can now book a first session with you.") % words
        page = Link(_("Go to the round"), absolute(pair.get_absolute_url()))
    return MailContent(
        subject=_("You and %(name)s are a pair") % words,
        heading=_("You’ve both said yes"),
        lines=(line,),
        action=page,
    )


@notice("round_declined", title=gettext_lazy("Someone has said no to a pair of a round"))
def round_declined(context: NoticeContext) -> MailContent:
    """To the other one."""
    _pair, role, words = _told(context)
    onward = Link(_("Find a mentor"), absolute(reverse("directory:list")))
    return MailContent(
        subject=_("%(round)s: %(name)s can’t make it") % words,
        heading=_("%(name)s can’t make it") % words,
        lines=(_("It isn’t about you: people’s plans change. Thank you for being open to it."),),
        action=onward if role == Role.MENTEE else Link(_("Go to my desk"), absolute(reverse("bookings:desk"))),
    )


@notice("round_withdrawn", title=gettext_lazy("A round was withdrawn"))
def round_withdrawn(context: NoticeContext) -> MailContent:
    """To those who were asked, when the team withdraws the round."""
    pair: Pair = context.about
    words = {"round": pair.round.name}
    return MailContent(
        subject=_("%(round)s: the round was withdrawn") % words,
        heading=_("The round was withdrawn"),
        lines=(
            _("The team has withdrawn the round “%(round)s”, so there’s nothing for you to answer any more.") % words,
            _("We’re sorry about that."),
        ),
        action=Link(_("Other rounds"), absolute(reverse("matching:rounds"))),
    )


def _told(context: NoticeContext) -> tuple[Pair, Role, dict[str, str]]:
    """The pair, the reader's side, and words about the other person."""
    pair: Pair = context.about
    if context.recipient is None or pair.round.state == RoundState.WITHDRAWN:
        raise NoticeObsolete("the round was withdrawn")
    role = pair.side_of(context.recipient)
    other = pair.member_on(Role.MENTOR if role == Role.MENTEE else Role.MENTEE)
    words = {"round": pair.round.name, "name": other.display_name, "first_name": other.get_short_name()}
    return pair, role, words
