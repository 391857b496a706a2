from datetime import UTC, datetime, timedelta

import factory

from mentorships.models import Agreement, Mentorship, MentorshipState, Offer
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
