import factory

from club_pages.models import PageVersion
from tests.bookings.moments import NOW
from tests.factories.base import Factory
from tests.factories.members import UserFactory


class PageVersionFactory(Factory[PageVersion]):
    """What the team wrote about the club."""

    class Meta:
        model = PageVersion

    page = "about"
    number = factory.LazyAttribute(lambda row: PageVersion.objects.filter(page=row.page).count() + 1)
    text = factory.Sequence(lambda n: f"We are {n} people.\n")
    text_de = factory.Sequence(lambda n: f"Wir sind {n} Menschen.\n")
    saved_at = NOW
    saved_by = factory.SubFactory(UserFactory)
