from datetime import UTC, datetime, timedelta

import factory

from mentorships.models import (
    AgendaItem,
    Agreement,
    Goal,
    Mentorship,
    MentorshipState,
    Offer,
    OwnNote,
    SharedNote,
    Step,
)
from tests.factories.base import Factory
from tests.factories.matching import GOAL
from tests.factories.members import LONG_AGO, UserFactory
from tests.factories.mentors import MentorFactory

BEGUN = datetime(2026, 11, 23, 8, 50, tzinfo=UTC)  # a Monday
STARTED = BEGUN + timedelta(days=7)


class OfferFactory(Factory[Offer]):
    """An open offer with one place."""

    class Meta:
        model = Offer

    mentor = factory.SubFactory(MentorFactory)
    is_open = True
    changed_at = LONG_AGO


class MentorshipFactory(Factory[Mentorship]):
    """One that is being formed, with a draft that neither has signed. Traits: active, paused, wrapping_up, ended."""

    class Meta:
        model = Mentorship
        skip_postgeneration_save = True

    class Params:
        active = factory.Trait(state=MentorshipState.ACTIVE, state_since=STARTED, ends_at=STARTED + timedelta(weeks=12))
        paused = factory.Trait(
            state=MentorshipState.PAUSED,
            state_since=STARTED,
            ends_at=STARTED + timedelta(weeks=12),
            paused_until=STARTED + timedelta(weeks=4),
        )
        wrapping_up = factory.Trait(
            state=MentorshipState.WRAPPING_UP, state_since=STARTED, ends_at=STARTED + timedelta(days=14)
        )
        ended = factory.Trait(state=MentorshipState.ENDED, state_since=STARTED, ended_at=STARTED, end_kind="completed")

    mentor = factory.SubFactory(MentorFactory)
    mentee = factory.SubFactory(UserFactory)
    goal = GOAL.strip()
    weeks = 12
    rhythm = 2
    began_at = BEGUN
    state_since = BEGUN

    @factory.post_generation
    def draft(self, create: bool, extracted: object, **kwargs: object) -> None:
        if create:
            Agreement.objects.create(
                mentorship=self, version=1, goal=self.goal[:500], rhythm=2, weeks=12, written_at=self.began_at
            )


class GoalFactory(Factory[Goal]):
    """A private goal of the mentee. Traits: shared, reached."""

    class Meta:
        model = Goal

    class Params:
        shared = factory.Trait(is_shared=True)
        reached = factory.Trait(state="reached", settled_at=STARTED)

    mentorship = factory.SubFactory(MentorshipFactory)
    owner = factory.SelfAttribute("mentorship.mentee")
    text = "Lead my first review without reading from notes"
    made_at = BEGUN
    changed_at = BEGUN


class StepFactory(Factory[Step]):
    """A step that the goal's owner takes."""

    class Meta:
        model = Step

    goal = factory.SubFactory(GoalFactory)
    who = factory.SelfAttribute("goal.owner")
    text = "Ask Ben to listen once"
    made_at = BEGUN


class AgendaItemFactory(Factory[AgendaItem]):
    """Something that the mentee would like to talk about."""

    class Meta:
        model = AgendaItem

    mentorship = factory.SubFactory(MentorshipFactory)
    by = factory.SelfAttribute("mentorship.mentee")
    text = "How do I say no to my boss?"
    added_at = BEGUN


class SharedNoteFactory(Factory[SharedNote]):
    """A note of the two about their mentorship as a whole."""

    class Meta:
        model = SharedNote

    mentorship = factory.SubFactory(MentorshipFactory)
    text = "We meet on Mondays."
    changed_by = factory.SelfAttribute("mentorship.mentee")
    changed_at = BEGUN


class OwnNoteFactory(Factory[OwnNote]):
    """A note of the mentee for themselves."""

    class Meta:
        model = OwnNote

    mentorship = factory.SubFactory(MentorshipFactory)
    author = factory.SelfAttribute("mentorship.mentee")
    text = "I was nervous."
    changed_at = BEGUN
