import factory

from matching.models import Dismissal, DismissalReason, Need, NeededTopic
from mentors.models import Topic
from tests.factories.base import Factory
from tests.factories.members import LONG_AGO, UserFactory
from tests.factories.mentors import MentorFactory


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
