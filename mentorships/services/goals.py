"""Goals of one of the two, private or shared, and the steps towards them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from mentorships.errors import MentorshipRefused
from mentorships.models import Goal, GoalState, Mentorship, Step
from mentorships.policy import MOST_GOALS, MOST_PRIVATE_GOALS, MOST_SHARED_GOALS, MOST_STEPS
from mentorships.services.states import locked_live

if TYPE_CHECKING:
    from accounts.models import User

WORDS = ("text", "measure", "target_on")


def add(*, mentorship: Mentorship, by: "User", words: dict[str, Any], is_shared: bool, now: datetime) -> Goal:
    """Write a goal down, for oneself or for both.

    Args:
        words: values for all of `WORDS`.

    Raises:
        MentorshipRefused: there are enough, or the mentorship has ended. Safe to show.
    """
    with transaction.atomic():
        row = locked_live(mentorship, by)
        if Goal.objects.filter(mentorship=row, owner=by).count() >= MOST_GOALS:
            raise MentorshipRefused(_("That’s a lot of goals. Please change one that you have."))
        _refuse_another(row, by, is_shared=is_shared)
        return Goal.objects.create(mentorship=row, owner=by, is_shared=is_shared, made_at=now, changed_at=now, **words)


def change(*, goal: Goal, by: "User", words: dict[str, Any], is_shared: bool, now: datetime) -> Goal:
    """Change one's goal, or whom it is shown to.

    Raises:
        MentorshipRefused: there are enough shared ones, or the other one has steps in it, so that it stays shared.
            Safe to show.
    """
    with transaction.atomic():
        row = locked_live(goal.mentorship, by)
        kept = _own(row, goal, by)
        if is_shared != kept.is_shared:
            if not is_shared and kept.steps.exclude(who=by).exists():
                name = row.other_than(by).get_short_name()
                text = _("%(name)s has steps in this goal, so it stays shared. Remove them first, or drop the goal.")
                raise MentorshipRefused(text % {"name": name})
            if kept.is_open:
                _refuse_another(row, by, is_shared=is_shared)
        for name in WORDS:
            setattr(kept, name, words[name])
        kept.is_shared, kept.changed_at = is_shared, now
        kept.save(update_fields=[*WORDS, "is_shared", "changed_at"])
    return kept


def settle(*, goal: Goal, by: "User", state: GoalState, now: datetime) -> Goal:
    """Say that one's goal is reached, dropped, carried on elsewhere, or open: again, or still. Dropping is fine.

    Raises:
        MentorshipRefused: it would be one open goal too many. Safe to show.
    """
    with transaction.atomic():
        row = locked_live(goal.mentorship, by)
        kept = _own(row, goal, by)
        if state == GoalState.OPEN and not kept.is_open:
            _refuse_another(row, by, is_shared=kept.is_shared)
        if state != kept.state:
            kept.settled_at = None if state == GoalState.OPEN else now
        kept.state, kept.changed_at = state, now
        kept.save(update_fields=["state", "settled_at", "changed_at"])
    return kept


def add_step(*, goal: Goal, by: "User", who: "User", text: str, until_on: date | None, now: datetime) -> Step:
    """Add a step: to one's own goal, or to one that is shared.

    Args:
        who: whoever will do it; of a private goal its owner.

    Raises:
        MentorshipRefused: the goal isn't open or has six, or isn't shared with `who`. Safe to show.
    """
    with transaction.atomic():
        row = locked_live(goal.mentorship, by)
        kept = _seen(row, goal, by)
        if not kept.is_open:
            raise MentorshipRefused(_("This goal isn’t open any more."))
        if who.pk not in ((row.mentee_id, row.mentor.user_id) if kept.is_shared else (kept.owner_id,)):
            raise MentorshipRefused(_("Only a shared goal has steps of both of you."))
        if kept.steps.count() >= MOST_STEPS:
            text_of = _("A goal has at most %(most)d steps. Remove one, or begin another goal.")
            raise MentorshipRefused(text_of % {"most": MOST_STEPS})
        _touch(kept, now)
        return Step.objects.create(goal=kept, who=who, text=text, until_on=until_on, made_at=now)


def tick(*, step: Step, by: "User", done: bool, now: datetime) -> None:
    """Say that a step is done, or isn't after all. Of a shared goal either may.

    Raises:
        MentorshipRefused: the mentorship has ended, or the goal isn't theirs to see. Safe to show.
    """
    with transaction.atomic():
        row = locked_live(step.goal.mentorship, by)
        goal = _seen(row, step.goal, by)
        kept = _still_there(goal, step)
        if (kept.done_at is not None) == done:
            return
        kept.done_at = now if done else None
        kept.save(update_fields=["done_at"])
        _touch(goal, now)


def remove_step(*, step: Step, by: "User", now: datetime) -> None:
    """Take a step away: one's own, or any of one's own goal.

    Raises:
        MentorshipRefused: it is a step of the other's in the other's goal. Safe to show.
    """
    with transaction.atomic():
        row = locked_live(step.goal.mentorship, by)
        goal = _seen(row, step.goal, by)
        kept = _still_there(goal, step)
        if by.pk not in (goal.owner_id, kept.who_id):
            raise MentorshipRefused(_("This step isn’t yours."))
        kept.delete()
        _touch(goal, now)


def _touch(goal: Goal, now: datetime) -> None:
    goal.changed_at = now
    goal.save(update_fields=["changed_at"])


def _own(row: Mentorship, goal: Goal, by: "User") -> Goal:
    found = row.goals.filter(pk=goal.pk, owner=by).first()
    if found is None:
        raise MentorshipRefused(_("This isn’t your goal."))
    return found


def _seen(row: Mentorship, goal: Goal, by: "User") -> Goal:
    found = row.goals.shown_to(by).filter(pk=goal.pk).first()
    if found is None:
        raise MentorshipRefused(_("This isn’t your goal."))
    return found


def _still_there(goal: Goal, step: Step) -> Step:
    found = goal.steps.filter(pk=step.pk).first()
    if found is None:
        raise MentorshipRefused(_("This step has just been removed."))
    return found


def _refuse_another(row: Mentorship, by: "User", *, is_shared: bool) -> None:
    """Refuse one open goal too many, under the lock of the mentorship."""
    if is_shared:
        if open_goals(row, by, is_shared=True) >= MOST_SHARED_GOALS:
            text = _("You two share %(most)d open goals already. Say that one is reached, or drop one.")
            raise MentorshipRefused(text % {"most": MOST_SHARED_GOALS})
    elif open_goals(row, by, is_shared=False) >= MOST_PRIVATE_GOALS:
        text = _("You have %(most)d open goals of your own already. Say that one is reached, or drop one.")
        raise MentorshipRefused(text % {"most": MOST_PRIVATE_GOALS})


def open_goals(row: Mentorship, by: "User", *, is_shared: bool) -> int:
    """How many open goals the two share, or one of them has alone."""
    rows = Goal.objects.open().filter(mentorship=row, is_shared=is_shared)
    return (rows if is_shared else rows.filter(owner=by)).count()
