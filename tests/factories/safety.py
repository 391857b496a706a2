import factory

from safety.models import Measure, Report
from safety.policy import answer_by
from tests.bookings.moments import NOW
from tests.factories.base import Factory
from tests.factories.members import UserFactory


class ReportFactory(Factory[Report]):
    """A report about someone's profile, not answered yet."""

    class Meta:
        model = Report

    about = factory.SubFactory(UserFactory)
    by = factory.SubFactory(UserFactory)
    kind = "selling"
    place = "profile"
    language = "en"
    words = "They wanted to sell me a course for 900 euros."
    made_at = NOW
    due_at = factory.LazyAttribute(lambda report: answer_by(report.made_at, NOW.tzinfo))


class MeasureFactory(Factory[Measure]):
    """A word from the team, not acknowledged yet."""

    class Meta:
        model = Measure

    member = factory.SubFactory(UserFactory)
    kind = "word"
    rule = "Nothing is sold in the club."
    facts = "You offered a course for 900 euros to a mentee."
    taken_at = NOW
    taken_by = factory.SubFactory(UserFactory, staff=True)
