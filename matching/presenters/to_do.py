"""A member's to-dos from rounds: pairs and invitations that wait for an answer."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import F, Q, Value
from django.utils.translation import gettext as _

from accounts.hooks import Person, ToDo
from accounts.models import User
from core.dates import short_datetime
from matching.models import Invitation, Pair, Role, RoundState

PAIR, INVITATION = "pair", "invitation"


def rounds_to_do(member: User, *, most: int, now: datetime) -> Iterator[ToDo]:
    """One query, and one more for each of the two kinds that there is: most members have neither."""
    mine = Q(mentee__member=member, mentee_answer="") | Q(mentor__member=member, mentor_answer="")
    pairs = Pair.objects.filter(mine, round__state=RoundState.PROPOSED, due_at__gt=now).waiting()
    asked = Invitation.objects.to_answer(at=now).filter(member=member)
    waiting = pairs.annotate(kind=Value(PAIR), by=F("due_at")).values_list("pk", "kind", "by")
    asked = asked.annotate(kind=Value(INVITATION), by=F("round__closes_at"))
    waiting = waiting.union(asked.values_list("pk", "kind", "by"), all=True)
    keys: dict[str, list[int]] = {PAIR: [], INVITATION: []}
    for pk, kind, _by in waiting.order_by("by", "pk")[:most]:
        keys[kind].append(pk)
    if keys[PAIR]:
        for pair in Pair.objects.filter(pk__in=keys[PAIR]).with_people():
            yield _pair(pair, member, now=now)
    if keys[INVITATION]:
        for invitation in Invitation.objects.filter(pk__in=keys[INVITATION]).select_related("round"):
            yield _invitation(invitation)


def _pair(pair: Pair, member: User, *, now: datetime) -> ToDo:
    other = pair.mentor if pair.side_of(member) == Role.MENTEE else pair.mentee
    mentor = getattr(other.member, "mentor", None) if other.is_mentor else None
    words = {"name": other.member.display_name, "round": pair.round.name}
    return ToDo(
        person=Person(
            other.member.display_name,
            mentor.hue if mentor else other.member.hue,
            mentor.photo_url(192) if mentor else "",
        ),
        title=_("You and %(name)s?") % words,
        text=_("In the round “%(round)s”, we’d like to bring you two together.") % words,
        page=pair.get_absolute_url(),
        by=pair.due_at or now,
        label=_("Say yes or no"),
    )


def _invitation(invitation: Invitation) -> ToDo:
    row = invitation.round
    if invitation.role == Role.MENTOR:
        title = _("Would you be a mentor in the round “%(round)s”?")
    else:
        title = _("Would you be a mentee in the round “%(round)s”?")
    return ToDo(
        person=Person(settings.CLUB_NAME, 0),
        title=title % {"round": row.name},
        text=_("The club team would like you to join. You can say so until %(until)s.")
        % {"until": short_datetime(row.closes_at)},
        page=row.get_absolute_url(),
        by=row.closes_at,
        label=_("Say yes or no"),
    )
