from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from core.db import violates
from mentors.models import Application, Mentor, MentorStatus, Recommendation, Review
from tests.factories import ApplicationFactory, CategoryFactory, MentorFactory, TopicFactory, UserFactory

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def breaks(constraint: str, queryset: object, **changes: object) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        queryset.update(**changes)  # type: ignore[attr-defined]
    assert violates(caught.value, constraint)


def test_member_has_one_open_application() -> None:
    first = ApplicationFactory()
    ApplicationFactory(applicant=first.applicant, state="withdrawn")
    breaks("application_one_open", Application.objects.filter(state="withdrawn"), state="draft")


@pytest.mark.parametrize("changes", [{"submitted_at": None}, {"conduct_agreed_at": None}, {"letter": ""}])
def test_sent_application_is_dated_agreed_and_says_something(changes: dict[str, object]) -> None:
    ApplicationFactory(submitted=True)
    breaks("application_sent_is_dated_and_agreed", Application.objects.all(), **changes)


@pytest.mark.parametrize("changes", [{"state": "approved"}, {"state": "declined"}, {"decided_at": NOW}])
def test_decision_and_its_date_go_together(changes: dict[str, object]) -> None:
    ApplicationFactory(submitted=True)
    breaks("application_decided_is_dated", Application.objects.all(), **changes)


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("status", MentorStatus)
def test_row_says_the_same_of_itself_as_the_querysets(status: MentorStatus, is_active: bool) -> None:
    mentor = MentorFactory(status=status, user__is_active=is_active)
    assert mentor.is_listed == Mentor.objects.listed().exists() == (status == "listed" and is_active)
    assert mentor.is_shown == Mentor.objects.with_page().exists()


def review(**fields: object) -> Review:
    grades = {"seniority": 3, "practice": 3, "altruism": 3, "recommendation": Recommendation.UNSURE, "changed_at": NOW}
    return Review.objects.create(**(grades | fields))


@pytest.mark.parametrize("name", ["seniority", "practice", "altruism"])
@pytest.mark.parametrize("grade", [0, 6])
def test_grades_go_from_1_to_5(name: str, grade: int) -> None:
    review(application=ApplicationFactory(submitted=True), reviewer=UserFactory())
    breaks("review_grades_from_1_to_5", Review.objects.all(), **{name: grade})


def test_reviewer_judges_once() -> None:
    application, reviewer = ApplicationFactory(submitted=True), UserFactory()
    review(application=application, reviewer=reviewer)
    other = review(application=application, reviewer=UserFactory())
    breaks("review_one_per_reviewer", Review.objects.filter(pk=other.pk), reviewer=reviewer)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("mentor_has_address", {"slug": ""}),
        ("mentor_listed_was_approved", {"approved_at": None}),
        ("mentor_years_of_practice_believable", {"years_of_practice": 71}),
    ],
)
def test_mentor_is_well_formed(constraint: str, changes: dict[str, object]) -> None:
    MentorFactory()
    breaks(constraint, Mentor.objects.all(), **changes)


def test_mentor_has_an_address_of_their_own() -> None:
    MentorFactory(slug="mei")
    other = MentorFactory(slug="ling")
    breaks("mentors_mentor_slug_key", Mentor.objects.filter(pk=other.pk), slug="mei")


@pytest.mark.parametrize("factory", [TopicFactory, CategoryFactory])
def test_topic_has_a_slug_of_its_own(factory: type) -> None:
    one, other = factory(), factory()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(one).objects.filter(pk=other.pk).update(slug=one.slug)


def test_every_constraint_is_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        there = {name for (name,) in cursor.fetchall()}
    models = (Application, Review, Mentor)
    assert {constraint.name for model in models for constraint in model._meta.constraints} <= there
