"""What the page of a mentorship says of goals, promises, the agenda and notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.timezone import localtime

from mentorships.models import AgendaItem, Goal, Mentorship, SharedNote, Step
from mentorships.policy import MOST_PRIVATE_GOALS, MOST_SHARED_GOALS, MOST_STEPS, TALKED_ABOUT_SHOWN
from mentorships.presenters import Met

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class StepPresenter:
    """A step as one of the two sees it. Needs its goal and `who` loaded."""

    step: Step
    reader: "User"
    today: date

    @property
    def is_mine(self) -> bool:
        return self.step.who_id == self.reader.pk

    @property
    def can_remove(self) -> bool:
        return self.reader.pk in (self.step.who_id, self.step.goal.owner_id)

    @property
    def is_late(self) -> bool:
        """Whether the day is over by which it was to be done."""
        step = self.step
        return step.done_at is None and step.until_on is not None and step.until_on < self.today


@dataclass(frozen=True, slots=True)
class GoalPresenter:
    """A goal as one of the two sees it. Needs its steps with `who`, and its owner, loaded."""

    goal: Goal
    reader: "User"
    now: datetime

    @property
    def is_mine(self) -> bool:
        return self.goal.owner_id == self.reader.pk

    @property
    def is_stale(self) -> bool:
        """Whether its owner is asked if it is still their goal."""
        return self.is_mine and self.goal.is_unchanged(at=self.now)

    @property
    def steps(self) -> list[StepPresenter]:
        today = localtime(self.now).date()
        rows = list(self.goal.steps.all())
        for row in rows:
            row.goal = self.goal
        return [StepPresenter(row, self.reader, today) for row in rows]

    @property
    def done(self) -> int:
        return sum(step.step.done_at is not None for step in self.steps)

    @property
    def takes_steps(self) -> bool:
        return self.goal.is_open and len(self.steps) < MOST_STEPS


@dataclass(frozen=True, slots=True)
class AgendaPresenter:
    """Something to talk about as one of the two sees it."""

    item: AgendaItem
    reader: "User"

    @property
    def is_mine(self) -> bool:
        return self.item.by_id == self.reader.pk


@dataclass(frozen=True, slots=True)
class Plan:
    """What the two want to reach, talk about and keep in mind, as one of them sees it.

    Attributes:
        goals: all that the reader may see.
        agenda: what is still to be talked about.
        talked_about: what was ticked off last.
        note: what they last noted together; None without.
        next_meeting: the next one that is booked, or on right now; None without.
    """

    row: Mentorship
    goals: Sequence[GoalPresenter]
    agenda: Sequence[AgendaPresenter]
    talked_about: Sequence[AgendaPresenter]
    note: SharedNote | None
    next_meeting: Met | None
    has_begun: bool

    @property
    def shared(self) -> list[GoalPresenter]:
        return [each for each in self.goals if each.goal.is_open and each.goal.is_shared]

    @property
    def private(self) -> list[GoalPresenter]:
        return [each for each in self.goals if each.goal.is_open and not each.goal.is_shared]

    @property
    def settled(self) -> list[GoalPresenter]:
        return [each for each in self.goals if not each.goal.is_open]

    @property
    def promises(self) -> list[StepPresenter]:
        """Steps of shared goals that aren't done: what has a day first, by day."""
        steps = [step for goal in self.shared for step in goal.steps if step.step.done_at is None]
        return sorted(steps, key=lambda each: (each.step.until_on or date.max, each.step.made_at))

    @property
    def note_page(self) -> str:
        return page_of(self.row, self.note) if self.note else ""

    @property
    def takes_goals(self) -> bool:
        return len(self.shared) < MOST_SHARED_GOALS or len(self.private) < MOST_PRIVATE_GOALS


def plan_of(row: Mentorship, reader: "User", meetings: Sequence[Met], *, now: datetime) -> Plan:
    """The plan of a mentorship. Five queries."""
    coming = [met for met in meetings if met.is_coming]
    following = min(coming, key=lambda met: met.at, default=None)
    talked = AgendaItem.objects.filter(mentorship=row, done_at__isnull=False).select_related("by")
    return Plan(
        row=row,
        goals=goals_of(row, reader, now=now),
        agenda=[
            AgendaPresenter(item, reader)
            for item in AgendaItem.objects.filter(mentorship=row).open().select_related("by")
        ],
        talked_about=[AgendaPresenter(item, reader) for item in talked.order_by("-done_at")[:TALKED_ABOUT_SHOWN]],
        note=last_note(row),
        next_meeting=following,
        has_begun=following is not None and following.at <= now,
    )


def goals_of(row: Mentorship, reader: "User", *, now: datetime) -> list[GoalPresenter]:
    """The goals that one of the two may see. Two queries."""
    rows = row.goals.shown_to(reader).select_related("owner").prefetch_related("steps__who")
    found = []
    for goal in rows:
        goal.mentorship = row
        found.append(GoalPresenter(goal, reader, now))
    return found


def last_note(row: Mentorship) -> SharedNote | None:
    """What the two last noted together, with the meeting that it is about."""
    rows = row.shared_notes.exclude(text="").select_related("booking", "logged", "changed_by")
    return rows.order_by("-changed_at").first()


def page_of(row: Mentorship, note: SharedNote) -> str:
    """The address of a note's page."""
    about = note.booking or note.logged
    if about is None:
        return reverse("mentorships:notes", args=[row.uuid])
    return reverse("mentorships:notes_of", args=[row.uuid, about.uuid])
