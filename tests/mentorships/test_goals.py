"""Goals and steps: who may do what, how many there are, and what the other never sees."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mentorships.errors import MentorshipRefused
from mentorships.models import Goal, GoalState, Mentorship, Step
from mentorships.policy import MOST_GOALS, STILL_THIS_GOAL
from mentorships.presenters.to_do import to_do
from mentorships.services import goals
from mentorships.services.parting import end_all
from tests.factories import GoalFactory, MentorshipFactory, StepFactory, UserFactory
from tests.factories.mentorships import BEGUN, STARTED

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WORDS = {"text": "Say no once a week", "measure": "", "target_on": None}


def another(row: Mentorship, *, is_shared: bool = False, of_mentor: bool = False) -> Goal:
    by = row.mentor.user if of_mentor else row.mentee
    return goals.add(mentorship=row, by=by, words=WORDS, is_shared=is_shared, now=STARTED)


def step_of(goal: Goal, **changes: Any) -> Step:
    said = {"by": goal.owner, "who": goal.owner, "text": "Ask", "until_on": None, "now": STARTED}
    return goals.add_step(goal=goal, **(said | changes))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("goal_state_known", {"state": "lost", "settled_at": STARTED}),
        ("goal_settled_is_dated", {"state": "reached"}),
        ("goal_settled_is_dated", {"settled_at": STARTED}),
        ("goal_words_not_too_long", {"text": "x" * 301}),
        ("goal_words_not_too_long", {"measure": "x" * 301}),
        ("goal_says_something", {"text": ""}),
        ("goal_changed_after_writing", {"changed_at": BEGUN - DAY}),
    ],
)
def test_goal_keeps_its_rules(constraint: str, changes: dict[str, Any]) -> None:
    row = GoalFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Goal.objects.filter(pk=row.pk).update(**changes)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [("step_says_something", {"text": ""}), ("step_done_after_writing", {"done_at": BEGUN - DAY})],
)
def test_step_keeps_its_rules(constraint: str, changes: dict[str, Any]) -> None:
    row = StepFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Step.objects.filter(pk=row.pk).update(**changes)


def test_the_two_share_three_open_goals_together() -> None:
    row = MentorshipFactory(active=True)
    first = another(row, is_shared=True)
    another(row, is_shared=True, of_mentor=True)
    another(row, is_shared=True)
    for of_mentor in (False, True):
        with pytest.raises(MentorshipRefused, match="share 3 open goals"):
            another(row, is_shared=True, of_mentor=of_mentor)
    private = another(row)
    with pytest.raises(MentorshipRefused, match="share 3 open goals"):
        goals.change(goal=private, by=row.mentee, words=WORDS, is_shared=True, now=STARTED)
    goals.settle(goal=first, by=row.mentee, state=GoalState.REACHED, now=STARTED)
    goals.change(goal=private, by=row.mentee, words=WORDS, is_shared=True, now=STARTED)
    with pytest.raises(MentorshipRefused, match="share 3 open goals"):
        goals.settle(goal=first, by=row.mentee, state=GoalState.OPEN, now=STARTED)


def test_each_has_five_open_goals_alone() -> None:
    row = MentorshipFactory(active=True)
    for _time in range(5):
        another(row)
    another(row, of_mentor=True)
    with pytest.raises(MentorshipRefused, match="5 open goals of your own"):
        another(row)


def test_goals_do_not_grow_without_end() -> None:
    row = MentorshipFactory(active=True)
    GoalFactory.create_batch(MOST_GOALS, mentorship=row, reached=True)
    with pytest.raises(MentorshipRefused, match="a lot of goals"):
        another(row)


def test_sharing_can_be_taken_back_unless_the_other_has_steps_in_it() -> None:
    row = MentorshipFactory(active=True)
    goal = another(row, is_shared=True)
    step = step_of(goal, by=row.mentor.user, who=row.mentor.user)
    with pytest.raises(MentorshipRefused, match="stays shared"):
        goals.change(goal=goal, by=row.mentee, words=WORDS, is_shared=False, now=STARTED)
    goals.remove_step(step=step, by=row.mentee, now=STARTED)
    goals.change(goal=goal, by=row.mentee, words=WORDS, is_shared=False, now=STARTED)
    assert list(Goal.objects.shown_to(row.mentor.user)) == []


def test_goal_has_six_steps() -> None:
    goal = GoalFactory(shared=True)
    for _time in range(6):
        step_of(goal)
    with pytest.raises(MentorshipRefused, match="at most 6 steps"):
        step_of(goal, by=goal.mentorship.mentor.user)


def test_private_goal_is_its_owners_alone() -> None:
    goal = GoalFactory()
    step, mentor, now = step_of(goal), goal.mentorship.mentor.user, STARTED
    for refused in (
        lambda: goals.change(goal=goal, by=mentor, words=WORDS, is_shared=True, now=now),
        lambda: goals.settle(goal=goal, by=mentor, state=GoalState.DROPPED, now=now),
        lambda: step_of(goal, by=mentor, who=mentor),
        lambda: step_of(goal, who=mentor),
        lambda: goals.tick(step=step, by=mentor, done=True, now=now),
        lambda: goals.remove_step(step=step, by=mentor, now=now),
    ):
        with pytest.raises(MentorshipRefused):
            refused()
    assert Goal.objects.get().changed_at == STARTED
    assert Step.objects.get().done_at is None


def test_shared_goal_is_changed_by_its_owner_and_ticked_off_by_either() -> None:
    goal = GoalFactory(shared=True)
    step, mentor = step_of(goal, until_on=date(2026, 12, 24)), goal.mentorship.mentor.user
    with pytest.raises(MentorshipRefused, match="isn’t your goal"):
        goals.settle(goal=goal, by=mentor, state=GoalState.DROPPED, now=STARTED)
    with pytest.raises(MentorshipRefused, match="isn’t yours"):
        goals.remove_step(step=step, by=mentor, now=STARTED)
    goals.tick(step=step, by=mentor, done=True, now=STARTED)
    assert Step.objects.get().done_at == STARTED
    goals.tick(step=step, by=goal.owner, done=False, now=STARTED + DAY)
    assert Step.objects.get().done_at is None


def test_settled_goal_takes_no_steps_and_can_be_opened_again() -> None:
    goal = GoalFactory(reached=True)
    with pytest.raises(MentorshipRefused, match="isn’t open"):
        step_of(goal)
    goals.settle(goal=goal, by=goal.owner, state=GoalState.OPEN, now=STARTED)
    assert (Goal.objects.get().state, Goal.objects.get().settled_at) == ("open", None)


def test_nothing_changes_after_the_end_and_nothing_is_a_strangers() -> None:
    goal = GoalFactory(mentorship=MentorshipFactory(ended=True))
    with pytest.raises(MentorshipRefused, match="has ended"):
        step_of(goal)
    with pytest.raises(MentorshipRefused, match="isn’t your mentorship"):
        goals.settle(goal=GoalFactory(), by=UserFactory(), state=GoalState.DROPPED, now=STARTED)


def test_goal_that_rests_a_month_is_asked_about_until_it_is_kept_or_dropped() -> None:
    row = MentorshipFactory(active=True)
    row.agreements.update(mentee_signed_at=STARTED, mentor_signed_at=STARTED)
    goal = another(row, is_shared=True)
    later = STARTED + STILL_THIS_GOAL

    def asked(member: Any, now: Any) -> list[str]:
        return [each.page for each in to_do(member, most=9, now=now)]

    assert asked(row.mentee, later - DAY) == []
    assert asked(row.mentee, later) == [goal.get_absolute_url()]
    assert asked(row.mentor.user, later) == []
    goals.settle(goal=goal, by=row.mentee, state=GoalState.OPEN, now=later)
    assert asked(row.mentee, later) == []
    assert asked(row.mentee, later + STILL_THIS_GOAL) == [goal.get_absolute_url()]
    goals.settle(goal=goal, by=row.mentee, state=GoalState.DROPPED, now=later)
    assert asked(row.mentee, later + STILL_THIS_GOAL) == []


def test_goal_of_an_ended_mentorship_stays_readable_and_is_not_asked_about() -> None:
    goal = GoalFactory(mentorship__active=True)
    end_all(member=goal.mentorship.mentor.user, now=STARTED)
    assert list(to_do(goal.owner, most=9, now=STARTED + 2 * STILL_THIS_GOAL)) == []
    assert list(Goal.objects.shown_to(goal.owner)) == [goal]
