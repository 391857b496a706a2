import factory

from mentors.models import (
    Appeal,
    Application,
    ApplicationState,
    Category,
    Mentor,
    MentorStatus,
    SavedSearch,
    Snippet,
    Topic,
    TopicSuggestion,
    Wish,
)
from tests.factories.base import Factory
from tests.factories.members import LONG_AGO, UserFactory

SOMEONE = f"mentors/{'b' * 32}-480.webp"  # a name; there is no such file


class CategoryFactory(Factory[Category]):
    class Meta:
        model = Category

    slug = factory.Sequence(lambda n: f"category-{n}")
    name = factory.Sequence(lambda n: f"Category {n}")
    name_de = factory.Sequence(lambda n: f"Kategorie {n}")
    position = factory.Sequence(lambda n: n)


class TopicFactory(Factory[Topic]):
    class Meta:
        model = Topic

    category = factory.SubFactory(CategoryFactory)
    slug = factory.Sequence(lambda n: f"topic-{n}")
    name = factory.Sequence(lambda n: f"Topic {n}")
    name_de = factory.Sequence(lambda n: f"Thema {n}")


class MentorFactory(Factory[Mentor]):
    """A listed mentor. Pass `topics=[...]`, `bookable=True` (Mon-Fri 9 to 17, own link). Traits: hidden, paused."""

    class Meta:
        model = Mentor
        skip_postgeneration_save = True

    class Params:
        hidden = factory.Trait(status=MentorStatus.HIDDEN)
        paused = factory.Trait(status=MentorStatus.PAUSED)

    user = factory.SubFactory(UserFactory)
    slug = factory.Sequence(lambda n: f"mentor-{n}")
    status = MentorStatus.LISTED
    headline = factory.Sequence(lambda n: f"Headline {n}")
    bio = "I help with *real* work."
    role = "Engineer"
    company = "Example"
    country = "DE"
    languages = factory.LazyFunction(lambda: ["en"])
    years_of_practice = 12
    # What isn’t public yet can be listed; a public page without one draws a face, and asks for no file.
    photo = factory.LazyAttribute(lambda row: "" if row.status == MentorStatus.LISTED else SOMEONE)
    approved_at = LONG_AGO
    probation_ended_at = factory.SelfAttribute("approved_at")
    changed_at = LONG_AGO

    @factory.post_generation
    def topics(self, create: bool, extracted: list[Topic] | None, **kwargs: object) -> None:
        if create and extracted:
            self.topics.set(extracted)

    @factory.post_generation
    def bookable(self, create: bool, extracted: bool | None, **kwargs: object) -> None:
        if create and extracted:
            # at the top this would be a circle: the factories of bookings need this one
            from bookings.models import WeeklyHours
            from tests.factories.bookings import BookingRulesFactory, SessionTypeFactory, WeeklyHoursFactory
            from tests.factories.meetings import MeetingPreferenceFactory

            BookingRulesFactory(mentor=self)
            MeetingPreferenceFactory(mentor=self)
            SessionTypeFactory(mentor=self)
            WeeklyHours.objects.bulk_create(WeeklyHoursFactory.build(mentor=self, weekday=day) for day in range(5))


class ApplicationFactory(Factory[Application]):
    """A draft. Traits: submitted."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    class Params:
        submitted = factory.Trait(
            state=ApplicationState.SUBMITTED, submitted_at=LONG_AGO, waiting_since=LONG_AGO, conduct_agreed_at=LONG_AGO
        )

    applicant = factory.SubFactory(UserFactory)
    letter = "I want to give an hour a week, because others once gave me theirs. " * 5
    years_of_practice = 12
    role = "Engineer"
    company = "Example"
    languages = factory.LazyFunction(lambda: ["en"])
    country = "DE"
    link = "https://example.org/me"
    hours_per_week = 2
    created_at = LONG_AGO
    changed_at = LONG_AGO

    @factory.post_generation
    def topics(self, create: bool, extracted: list[Topic] | None, **kwargs: object) -> None:
        if create:
            self.topics.set(extracted or [TopicFactory()])


class AppealFactory(Factory[Appeal]):
    """The appeal of someone who was declined, which no one has decided."""

    class Meta:
        model = Appeal

    application = factory.SubFactory(ApplicationFactory, submitted=True, state="declined", decided_at=LONG_AGO)
    words = "You asked for ten years, and I have twelve."
    made_at = LONG_AGO


class SavedSearchFactory(Factory[SavedSearch]):
    """A search that a member saved long ago, of whose mentors they haven't been told since."""

    class Meta:
        model = SavedSearch

    member = factory.SubFactory(UserFactory)
    query = factory.Sequence(lambda n: f"q=beekeeping+{n}")
    saved_at = LONG_AGO
    told_until = LONG_AGO


class TopicSuggestionFactory(Factory[TopicSuggestion]):
    """A topic that a mentor misses, which no one has decided."""

    class Meta:
        model = TopicSuggestion

    mentor = factory.SubFactory(MentorFactory)
    name = factory.Sequence(lambda n: f"Beekeeping {n}")
    made_at = LONG_AGO


class SnippetFactory(Factory[Snippet]):
    class Meta:
        model = Snippet

    criterion = "practice"
    text = factory.Sequence(lambda n: f"Reason {n}")
    text_de = factory.Sequence(lambda n: f"Grund {n}")
    advice = factory.Sequence(lambda n: f"Advice {n}")
    advice_de = factory.Sequence(lambda n: f"Rat {n}")


class WishFactory(Factory[Wish]):
    """What one reader of the English pages looked for."""

    class Meta:
        model = Wish

    words = factory.Sequence(lambda n: f"beekeeping {n}")
    language = "en"
    first_at = LONG_AGO
    last_at = LONG_AGO
