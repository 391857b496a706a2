"""Who is paired with whom in a round: the computation, which a worker does, and the team's what-ifs."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import Block
from matching import cohort
from matching.assignment import NO_ONE, assign
from matching.models import (
    ExclusionReason,
    Pair,
    Participant,
    Round,
    RoundState,
    Unmatched,
)
from matching.round_fit import STEP, Fit, fit, reasons, why_unmatched
from matching.services.rounds import RoundRefused, refusal_to_join
from outbox.services import enqueue

if TYPE_CHECKING:
    from accounts.models import User

COMPUTE = "matching.compute_round"
MOST_CELLS = 25_000_000  # mentees times places; eight bytes each, several times over
READ, WEIGHED, ASSIGNED, ALL = 20, 40, 80, 100  # progress, in per cent


def compute(*, round: Round, by: "User", now: datetime, close_joining: bool = False) -> Round:  # noqa: A002
    """Have a worker compute the pairs. Fixed ones stay; all others are found anew. A round being computed stays so.

    Args:
        close_joining: whether to end the time in which members can join, if it hasn't passed.

    Raises:
        RoundRefused: members can still join, there is no one to pair, or it is too late. Safe to show.
    """
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=round.pk)
        if row.state == RoundState.COMPUTING:
            return row
        _check_changeable(row)
        if not refusal_to_join(row, now=now) and not close_joining:
            raise RoundRefused(_("Members can still join this round. Close joining to compute the pairs now."))
        if not row.participants.mentees().exists() or not row.participants.mentors().exists():
            raise RoundRefused(_("There has to be at least one mentee and one mentor."))
        places = row.participants.mentors().aggregate(all=Sum("capacity"))["all"]
        if row.participants.mentees().count() * places > MOST_CELLS:
            raise RoundRefused(_("This round is too large to pair at once. Please open several smaller ones."))
        if row.closes_at > now:
            row.closes_at = now
            row.save(update_fields=["closes_at"])
        _queue(row, keep=False, now=now)
    return row


def fix(*, mentee: Participant, mentor: Participant, by: "User", now: datetime) -> Round:
    """Pair two people whatever their fit. In a preview, all other pairs stay, but for one if the mentor is full.

    Two who are already paired for good stay as they are.

    Raises:
        RoundRefused: they mustn't be paired, the mentor has no room, or it is too late. Safe to show.
    """
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=mentee.round_id)
        _check_two(mentee, mentor)
        if row.pairs.filter(mentee=mentee, mentor=mentor, is_fixed=True).exists():
            return row
        _check_changeable(row)
        excluded = row.exclusions.filter(mentee=mentee, mentor=mentor)
        apart = Block.objects.between(mentee.member_id, mentor.member_id)
        if excluded.exclude(why=ExclusionReason.TEAM).exists() or apart.exists():
            raise RoundRefused(_("One of them has asked not to be paired with the other."))
        excluded.delete()
        row.pairs.filter(mentee=mentee).exclude(mentor=mentor).delete()
        pair = row.pairs.filter(mentee=mentee).first()
        if pair is None:
            _make_room(row, mentor)
            row.pairs.update(is_new=False)
            row.pairs.create(mentee=mentee, mentor=mentor, is_fixed=True, is_new=True)
        else:
            row.pairs.filter(pk=pair.pk).update(is_fixed=True)
        if row.state == RoundState.PREVIEW and pair is None:
            _queue(row, keep=True, now=now)
    return row


def unfix(*, pair: Pair, by: "User", now: datetime) -> None:
    """Leave a pair to the next computation; until then it stays.

    Raises:
        RoundRefused: it is too late. Safe to show.
    """
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=pair.round_id)
        fixed = row.pairs.filter(pk=pair.pk, is_fixed=True)
        if fixed.exists():
            _check_changeable(row)
            fixed.update(is_fixed=False)


def take_apart(*, pair: Pair, by: "User", now: datetime) -> Round:
    """Exclude a pair, and look for others for the two. In a preview, all other pairs stay.

    Raises:
        RoundRefused: it is too late. Safe to show.
    """
    return exclude(mentee=pair.mentee, mentor=pair.mentor, why=ExclusionReason.TEAM, by=by, now=now)


def exclude(*, mentee: Participant, mentor: Participant, why: ExclusionReason, by: "User", now: datetime) -> Round:
    """Say that two people mustn't be paired. If they were, a preview looks for others for them.

    What the team has said before isn't said again.

    Raises:
        RoundRefused: it is too late. Safe to show.
    """
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=mentee.round_id)
        _check_two(mentee, mentor)
        paired = row.pairs.filter(mentee=mentee, mentor=mentor)
        if row.exclusions.filter(mentee=mentee, mentor=mentor, why=why).exists() and not paired.exists():
            return row
        _check_changeable(row)
        row.exclusions.get_or_create(mentee=mentee, mentor=mentor, why=why, defaults={"by": by, "made_at": now})
        gone, _rows = paired.delete()
        if gone and row.state == RoundState.PREVIEW:
            row.pairs.update(is_new=False)
            _queue(row, keep=True, now=now)
    return row


def run(*, round_id: int, computation: int, keep: bool, now: datetime) -> None:
    """Compute the pairs of a round and store them; called by a worker, outside any transaction.

    Does nothing if the round was withdrawn, or is computed anew by another job. Safe to repeat.

    Args:
        keep: whether all present pairs stay, not only the fixed ones.
    """
    row = Round.objects.filter(pk=round_id, state=RoundState.COMPUTING, computation=computation).first()
    if row is None:
        return
    loaded = cohort.load(row, now=now)
    _report(row, READ)
    fitting = fit(loaded.cohort)
    _report(row, WEIGHED)
    kept = _kept(row, loaded, keep=keep)
    found = assign(fitting.points, loaded.capacities, kept, step=STEP)
    _report(row, ASSIGNED)
    pairs = _pairs(row, loaded, fitting, found, kept)
    left = why_unmatched(fitting, found)
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=row.pk)
        if row.state != RoundState.COMPUTING or row.computation != computation:
            return
        before = dict(row.pairs.values_list("mentee", "is_new"))
        for pair in pairs:
            pair.is_new = keep and before.get(pair.mentee_id, True)
        row.pairs.all().delete()
        Pair.objects.bulk_create(pairs, batch_size=1_000)
        _note_unmatched(row, loaded, left)
        row.state, row.progress, row.computed_at = RoundState.PREVIEW, ALL, now
        row.save(update_fields=["state", "progress", "computed_at"])


def give_up(*, round_id: int, computation: int) -> None:
    """Let the team try again after a computation that failed for good."""
    row = Round.objects.filter(pk=round_id, state=RoundState.COMPUTING, computation=computation)
    row.filter(computed_at=None).update(state=RoundState.OPEN, progress=0)
    row.exclude(computed_at=None).update(state=RoundState.PREVIEW, progress=0)


def _check_changeable(row: Round) -> None:
    """See that the pairs of a locked round can still change.

    Raises:
        RoundRefused: they can't.
    """
    if row.state == RoundState.COMPUTING:
        raise RoundRefused(_("The pairs are being computed. Please wait a moment."))
    if not row.is_changeable:
        raise RoundRefused(_("This round can’t be changed any more."))


def _check_two(mentee: Participant, mentor: Participant) -> None:
    if mentee.round_id != mentor.round_id or mentee.is_mentor or not mentor.is_mentor:
        raise RoundRefused(_("Please choose a mentee and a mentor of this round."))
    if mentee.member_id == mentor.member_id:
        raise RoundRefused(_("No one can be their own mentor."))


def _make_room(row: Round, mentor: Participant) -> None:
    """Release the least fitting pair of a mentor who is full.

    Raises:
        RoundRefused: all of them are fixed.
    """
    theirs = row.pairs.filter(mentor=mentor)
    if theirs.count() < mentor.capacity:
        return
    least = theirs.filter(is_fixed=False).order_by("fit", "pk").first()
    if least is None:
        raise RoundRefused(_("This mentor has no room: all their pairs are locked."))
    least.delete()


def _queue(row: Round, *, keep: bool, now: datetime) -> None:
    row.state, row.progress, row.computation = RoundState.COMPUTING, 0, row.computation + 1
    row.save(update_fields=["state", "progress", "computation"])
    enqueue(COMPUTE, {"round_id": row.pk, "computation": row.computation, "keep": keep}, now=now)


def _report(row: Round, progress: int) -> None:
    """Say how far it is, to whoever looks at the page; committed at once."""
    Round.objects.filter(pk=row.pk, state=RoundState.COMPUTING, computation=row.computation).update(progress=progress)


def _kept(row: Round, loaded: cohort.Loaded, *, keep: bool) -> dict[tuple[int, int], bool]:
    """The pairs that stay, and whether each is fixed. Who has left or lost their room is free again."""
    mentees = {pk: place for place, pk in enumerate(loaded.mentees)}
    mentors = {pk: place for place, pk in enumerate(loaded.mentors)}
    room = list(loaded.capacities)
    kept = {}
    pairs = row.pairs.all() if keep else row.pairs.filter(is_fixed=True)
    for mentee, mentor, fixed in pairs.order_by("-is_fixed", "pk").values_list("mentee", "mentor", "is_fixed"):
        if mentee in mentees and mentor in mentors and room[mentors[mentor]]:
            room[mentors[mentor]] -= 1
            kept[mentees[mentee], mentors[mentor]] = fixed
    return kept


def _pairs(
    row: Round, loaded: cohort.Loaded, fitting: Fit, found: list[int], kept: dict[tuple[int, int], bool]
) -> list[Pair]:
    made = []
    for mentee, mentor in enumerate(found):
        if mentor == NO_ONE:
            continue
        said = reasons(loaded.cohort, mentee, mentor)
        made.append(
            Pair(
                round=row,
                mentee_id=loaded.mentees[mentee],
                mentor_id=loaded.mentors[mentor],
                fit=sum(reason["points"] for reason in said),
                reasons=said,
                is_fixed=kept.get((mentee, mentor), False),
            )
        )
    return made


def _note_unmatched(row: Round, loaded: cohort.Loaded, left: tuple[dict[int, str], dict[int, str]]) -> None:
    """Note why people have no one, in one statement for each reason."""
    by_reason: dict[str, list[int]] = {}
    for people, theirs in zip((loaded.mentees, loaded.mentors), left, strict=True):
        for place, why in theirs.items():
            by_reason.setdefault(why, []).append(people[place])
    by_reason[Unmatched.AWAY] = list(row.participants.away().values_list("pk", flat=True))
    row.participants.exclude(unmatched="").update(unmatched="")
    for why, keys in by_reason.items():
        row.participants.filter(pk__in=keys).update(unmatched=why)
