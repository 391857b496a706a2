from datetime import UTC, datetime, timedelta

import factory

from matching.models import Ask, AskState, Dismissal, DismissalReason, Need, NeededTopic, Request
from mentors.models import Topic
from tests.factories.base import Factory
from tests.factories.members import LONG_AGO, UserFactory
from tests.factories.mentors import MentorFactory

ASKED = datetime(2026, 11, 23, 8, 50, tzinfo=UTC)  # a Monday
GOAL = "I’ve led a team of four for half a year, and I’d like to talk about how to give feedback that is heard. " * 2


class NeedFactory(Factory[Need]):
    """What a member looks for. Pass `topics=[...]`, the most important first."""

    class Meta:
        model = Need
        skip_postgeneration_save = True

    member = factory.SubFactory(UserFactory)
    goal = "I’d like to negotiate my salary."
    changed_at = LONG_AGO

    @factory.post_generation
    def topics(self, create: bool, extracted: list[Topic] | None, **kwargs: object) -> None:
        if create:
            for position, topic in enumerate(extracted or []):
                NeededTopic.objects.create(need=self, topic=topic, position=position)


class DismissalFactory(Factory[Dismissal]):
    """A mentor whom a member doesn't want to be shown."""

    class Meta:
        model = Dismissal

    member = factory.SubFactory(UserFactory)
    mentor = factory.SubFactory(MentorFactory)
    reason = DismissalReason.OTHER
    dismissed_at = LONG_AGO


class RequestFactory(Factory[Request]):
    """A live request without asks."""

    class Meta:
        model = Request

    mentee = factory.SubFactory(UserFactory)
    goal = GOAL.strip()
    created_at = ASKED


class AskFactory(Factory[Ask]):
    """The first mentor's turn, a week long. Traits: waiting, asked_back, accepted, declined, expired."""

    class Meta:
        model = Ask

    class Params:
        waiting = factory.Trait(state=AskState.WAITING, position=1, sent_at=None, due_at=None)
        asked_back = factory.Trait(
            state=AskState.ASKED_BACK,
            question="How large is your team?",
            asked_at=ASKED + timedelta(days=2),
            due_at=ASKED + timedelta(days=7),
            left=timedelta(days=5),
        )
        accepted = factory.Trait(state=AskState.ACCEPTED, settled_at=ASKED + timedelta(days=1))
        declined = factory.Trait(state=AskState.DECLINED, reason="time", settled_at=ASKED + timedelta(days=1))
        expired = factory.Trait(state=AskState.EXPIRED, settled_at=ASKED + timedelta(days=7))

    request = factory.SubFactory(RequestFactory)
    mentor = factory.SubFactory(MentorFactory, bookable=True)
    position = 0
    state = AskState.SENT
    sent_at = ASKED
    due_at = ASKED + timedelta(days=7)
