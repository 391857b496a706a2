"""Emails about rounds: an invitation, and then nothing before the team has confirmed the pairs or called it off."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import short_datetime
from core.http import absolute
from matching.models import Answer, Invitation, Pair, Participant, Role
from matching.presenters.rounds import sentences
from matching.services.rounds import refusal_to_answer, refusal_to_join
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, Quote, loads_about, notice


@loads_about
def pairs() -> QuerySet[Pair]:
    return Pair.objects.with_people()


@loads_about
def participants() -> QuerySet[Participant]:
    return Participant.objects.select_related("round__follows", "member")


@loads_about
def invitations() -> QuerySet[Invitation]:
    return Invitation.objects.select_related("round")


@notice("round_invited", title=gettext_lazy("Invitation to a round"))
def round_invited(context: NoticeContext) -> MailContent:
    """To those in a table of the team's: nothing happens unless they join."""
    invitation: Invitation = context.about
    row = invitation.round
    if invitation.declined_at or row.participants.filter(member=invitation.member_id, role=invitation.role).exists():
        raise NoticeObsolete("it has been answered")
    if reason := refusal_to_join(row, now=context.now):
        raise NoticeObsolete(reason)
    words = {"round": row.name, "until": short_datetime(row.closes_at)}
    if invitation.role == Role.MENTOR:
        line = _("The club team would like you to be a mentor in the round “%(round)s”.") % words
    else:
        line = _("The club team would like you to be a mentee in the round “%(round)s”.") % words
    return MailContent(
        subject=_("%(round)s: would you like to join?") % words,
        heading=_("Would you like to join?"),
        lines=(
            line,
            _("In a round, the team brings many mentees and mentors together at once."),
            _("You’re only in it if you say yes by %(until)s. If you do nothing, nothing happens.") % words,
        ),
        quote=Quote(row.about, _("The club team")) if row.about else None,
        action=Link(_("Say yes or no"), absolute(row.get_absolute_url())),
    )


@notice("round_followed_up", title=gettext_lazy("A round that follows up on another"))
def round_followed_up(context: NoticeContext) -> MailContent:
    """To those whom a round has left without a pair: they're in the next, unless they leave it."""
    participant: Participant = context.about
    row = participant.round
    if reason := refusal_to_join(row, now=context.now):
        raise NoticeObsolete(reason)
    before = row.follows.name if row.follows else row.name
    words = {"before": before, "round": row.name, "until": short_datetime(row.closes_at)}
    return MailContent(
        subject=_("%(round)s: we’re looking for someone for you again") % words,
        heading=_("We’re looking for someone for you again"),
        lines=(
            _("The round “%(before)s” is over, and there’s still no pair for you.") % words,
            _(
                "So you’re in the next one, “%(round)s”, with the choices you made before. There’s nothing you need to "
                "do."
            )
            % words,
            _("If you’d rather not, leave it by %(until)s.") % words,
        ),
        action=Link(_("Change or leave"), absolute(row.get_absolute_url())),
    )


@notice("round_pair", title=gettext_lazy("A pair in a round: yes or no?"))
def round_pair(context: NoticeContext) -> MailContent:
    """To both people of a pair: who the other is, why, and the question."""
    pair, role, words = _asked(context)
    heading = _("We’ve found you a mentor") if role == Role.MENTEE else _("We’ve found you a mentee")
    return MailContent(
        subject=_("%(round)s: you and %(name)s?") % words,
        heading=heading,
        lines=(
            _("In the round “%(round)s”, we’d like to bring you and %(name)s together.") % words,
            *sentences([pair], to_the_team=False)[pair.pk],
        ),
        action=Link(_("Say yes or no"), absolute(pair.get_absolute_url())),
        more=(
            _("Please answer by %(until)s.") % words,
            _("%(first_name)s is asked as well. Once you’ve both said yes, you’re a pair.") % words,
        ),
    )


@notice("round_pair_reminder", title=gettext_lazy("Reminder of a pair in a round"))
def round_pair_reminder(context: NoticeContext) -> MailContent:
    """To those of a pair who haven't answered, three days before the end."""
    pair, _role, words = _asked(context)
    return MailContent(
        subject=_("%(round)s: you and %(name)s?") % words,
        heading=_("You and %(name)s?") % words,
        lines=(
            _("We’ve asked you whether you and %(name)s would like to be a pair.") % words,
            _("Please answer by %(until)s. A no helps, too. We won’t remind you again.") % words,
        ),
        action=Link(_("Say yes or no"), absolute(pair.get_absolute_url())),
    )


@notice("round_lapsed", title=gettext_lazy("A pair in a round wasn’t answered in time"))
def round_lapsed(context: NoticeContext) -> MailContent:
    """To both: what became of their pair. What the other has said isn't told to someone who said nothing."""
    pair, role, words = _told(context)
    if pair.answer_of(role) == Answer.YES:
        line = _("You said yes to %(name)s. By %(until)s, we had no answer from %(first_name)s, and we don’t know why.")
        more = (_("Thank you for being open to it."),)
    else:
        line = _("We asked you about %(name)s, and you had until %(until)s to answer.")
        more = (_("That’s all right: there’s nothing you need to do."),)
    return MailContent(
        subject=_("%(round)s: you and %(name)s won’t be a pair") % words,
        heading=_("You and %(name)s won’t be a pair") % words,
        lines=(line % words, *more),
        action=_onward(role),
    )


@notice("round_without_pair", title=gettext_lazy("No pair in a round"))
def round_without_pair(context: NoticeContext) -> MailContent:
    """To those for whom a round has no one. Why isn't said: it can be that someone has asked not to meet them."""
    participant: Participant = context.about
    words = {"round": participant.round.name}
    if participant.is_mentor:
        line = _("In the round “%(round)s”, there’s no mentee for you this time.") % words
    else:
        line = _("In the round “%(round)s”, there’s no mentor for you this time.") % words
    return MailContent(
        subject=_("%(round)s: no one for you this time") % words,
        heading=_("No one for you this time"),
        lines=(line, _("Thank you for joining. You’re welcome in the next round.")),
        action=_onward(Role(participant.role)),
    )


@notice("round_agreed", title=gettext_lazy("Both said yes to a pair in a round"))
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


@notice("round_declined", title=gettext_lazy("Someone said no to a pair in a round"))
def round_declined(context: NoticeContext) -> MailContent:
    """To the other one."""
    _pair, role, words = _told(context)
    return MailContent(
        subject=_("%(round)s: %(name)s can’t make it") % words,
        heading=_("%(name)s can’t make it") % words,
        lines=(_("We don’t ask why, and no one has to say. Thank you for being open to it."),),
        action=_onward(role),
    )


@notice("round_withdrawn", title=gettext_lazy("A round was cancelled"))
def round_withdrawn(context: NoticeContext) -> MailContent:
    """To those who were waiting to hear from a round, and to pairs who had agreed, when the team calls it off."""
    participant: Participant = context.about
    row = participant.round
    words = {"round": row.name}
    agreed = Pair.objects.filter(round=row).agreed().involving(participant.member).with_people()
    if lines := [_still_a_pair(pair, participant.member_id) for pair in agreed]:
        lines.append(_("There’s nothing else for you to answer in this round."))
    elif row.proposed_at:
        lines = [_("There’s nothing for you to answer any more."), _("We’re sorry about that.")]
    else:
        lines = [_("So there won’t be a pair for you this time."), _("We’re sorry about that.")]
    return MailContent(
        subject=_("%(round)s: the round was cancelled") % words,
        heading=_("The round was cancelled"),
        lines=(_("The team has cancelled the round “%(round)s”.") % words, *lines),
        action=Link(_("Go to the round"), absolute(row.get_absolute_url())),
    )


def _still_a_pair(pair: Pair, member_id: int) -> str:
    other = pair.mentor if pair.mentee.member_id == member_id else pair.mentee
    return _("You and %(name)s have both said yes, so you’re still a pair.") % {"name": other.member.display_name}


def _onward(role: Role) -> Link:
    if role == Role.MENTEE:
        return Link(_("Find a mentor"), absolute(reverse("directory:list")))
    return Link(_("Go to my desk"), absolute(reverse("bookings:desk")))


def _asked(context: NoticeContext) -> tuple[Pair, Role, dict[str, str]]:
    """As `_told`, while the reader can still answer.

    Raises:
        NoticeObsolete: they can't, or have.
    """
    pair, role, words = _told(context)
    if pair.answer_of(role):
        raise NoticeObsolete("it has been answered")
    if context.recipient is None:
        raise NoticeObsolete("it has no reader")
    if reason := refusal_to_answer(pair, yes=True, by=context.recipient, now=context.now):
        raise NoticeObsolete(reason)
    return pair, role, words


def _told(context: NoticeContext) -> tuple[Pair, Role, dict[str, str]]:
    """The pair, the reader's side, and words about the other person."""
    pair: Pair = context.about
    if context.recipient is None:
        raise NoticeObsolete("it has no reader")
    role = pair.side_of(context.recipient)
    other = pair.member_on(Role.MENTOR if role == Role.MENTEE else Role.MENTEE)
    words = {
        "round": pair.round.name,
        "name": other.display_name,
        "first_name": other.get_short_name(),
        "until": short_datetime(pair.due_at) if pair.due_at else "",
    }
    return pair, role, words
