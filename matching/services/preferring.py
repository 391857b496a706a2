"""What participants of a round say about those on the other side."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Block
from matching.models import ExclusionReason, Participant, Preference, Round
from matching.services.rounds import RoundRefused, refusal_to_join

if TYPE_CHECKING:
    from accounts.models import User


class Choice(models.TextChoices):
    NONE = "", gettext_lazy("nothing in particular")
    FIRST = "1", gettext_lazy("first choice")
    SECOND = "2", gettext_lazy("second choice")
    THIRD = "3", gettext_lazy("third choice")
    FOURTH = "4", gettext_lazy("fourth choice")
    FIFTH = "5", gettext_lazy("fifth choice")
    RATHER_NOT = "rather_not", gettext_lazy("rather not")
    NEVER = "never", gettext_lazy("not at all: we work together")


def prefer(*, participant: Participant, about: Participant, choice: Choice, by: "User", now: datetime) -> None:
    """Say what one participant thinks of being paired with another; whoever had the same rank loses it.

    What the other has said stays, and makes no difference to what is saved and shown.

    Raises:
        RoundRefused: the round is closed, or it isn't theirs to say. Safe to show.
    """
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=participant.round_id)
        is_there = Participant.objects.opposite(participant).filter(pk=about.pk).exists()
        apart = Block.objects.between(participant.member_id, about.member_id)
        if by.pk != participant.member_id or not is_there or apart.exists():
            raise RoundRefused(_("Please choose someone from the list."))
        mentee, mentor = (about, participant) if participant.is_mentor else (participant, about)
        never = row.exclusions.filter(mentee=mentee, mentor=mentor, by=by, why=ExclusionReason.MANAGER)
        said = Preference.objects.filter(participant=participant)
        about_them = said.filter(about=about)
        if choice == _choice(about_them.first(), is_never=never.exists()):
            return
        if reason := refusal_to_join(row, now=now):
            raise RoundRefused(reason)
        never.delete()
        about_them.delete()
        if choice == Choice.NEVER:
            row.exclusions.create(mentee=mentee, mentor=mentor, by=by, why=ExclusionReason.MANAGER, made_at=now)
            row.pairs.filter(mentee=mentee, mentor=mentor).delete()  # the team may have locked one already
        elif choice == Choice.RATHER_NOT:
            said.create(participant=participant, about=about, rather_not=True)
        elif choice:
            rank = int(choice)
            said.filter(rank=rank).delete()
            said.create(participant=participant, about=about, rank=rank)


def _choice(said: Preference | None, *, is_never: bool) -> Choice:
    """What a participant has said of another so far."""
    if is_never:
        return Choice.NEVER
    if said is None:
        return Choice.NONE
    return Choice.RATHER_NOT if said.rather_not else Choice(str(said.rank))
