"""How many of the team have to read an application before it is decided."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentors.models import Application, Decision, Recommendation, Recusal, Review
from mentors.services.limits import worded
from mentors.services.states import ApplicationRefused

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

PERMISSION = "mentors.vet_application"
FAR_APART = 2  # grades
GRADES = ("seniority", "practice", "altruism")


class ReadingsMissing(ApplicationRefused):
    """More of the team have to read the application first, or someone says why not. Safe to show."""


@dataclass(frozen=True, slots=True)
class Readings:
    """How far the reading of an application is.

    Attributes:
        given: how many of the team have saved an assessment.
        needed: how many a decision takes.
        are_far_apart: whether two grades are `FAR_APART`, or one reader says yes and another no.
    """

    given: int
    needed: int
    are_far_apart: bool

    @property
    def missing(self) -> int:
        return max(self.needed - self.given, 0)

    @property
    def what_is_missing(self) -> str:
        """A sentence for the team; "" if nothing is missing."""
        if not self.missing:
            return ""
        if self.are_far_apart and self.missing == 1:
            return _("The assessments are far apart, so one more person reads this before we decide.")
        return ngettext(
            "One more person needs to read this before we decide.",
            "%(count)d more people need to read this before we decide.",
            self.missing,
        ) % {"count": self.missing}


def readings_of(application: Application) -> Readings:
    """How far the reading of an application is; one more is needed if those who have read it are far apart."""
    reviews = list(Review.objects.counting().filter(application=application))
    are_far_apart = _are_far_apart(reviews)
    return Readings(
        given=len(reviews), needed=settings.VETTING_READERS + are_far_apart, are_far_apart=are_far_apart
    )  # fmt: skip


def may_read(application: Application) -> "QuerySet[User]":
    """Those on the team whom an application may be read by: not the applicant, or who has stepped aside."""
    team: QuerySet[User] = ModelBackend().with_perm(PERMISSION)
    left = Recusal.objects.in_force().filter(application=application, reader=OuterRef("pk"))
    readers = team.filter(~Exists(left), is_staff=True).exclude(pk=application.applicant_id)
    return readers.exclude(pk__in=judged_before(application))


def judged_before(application: Application) -> set[int]:
    """The keys of those who read or decided an application before it was reopened: it's for others now."""
    if application.reopened_at is None:
        return set()
    earlier = Review.objects.filter(application=application, changed_at__lte=application.reopened_at)
    decided = Decision.objects.filter(application=application, done_at__lte=application.reopened_at)
    found = {*earlier.values_list("reviewer", flat=True), *decided.values_list("by", flat=True)}
    return {pk for pk in found if pk is not None}


def readers_left(application: Application) -> "QuerySet[User]":
    """Those on the team who could still read an application, by name."""
    done = Review.objects.filter(application=application, reviewer=OuterRef("pk"))
    return may_read(application).filter(~Exists(done)).order_by("display_name", "pk")


def override_of(application: Application, *, reason: str) -> str:
    """Why a locked application is decided before enough of the team have read it; "" if enough have.

    Raises:
        ReadingsMissing: not enough have, and no reason is given.
        ApplicationRefused: the reason is too long.
    """
    readings = readings_of(application)
    if not readings.missing:
        return ""
    if not reason.strip():
        raise ReadingsMissing(readings.what_is_missing)
    return worded(reason, refusal=ApplicationRefused)


def _are_far_apart(reviews: list[Review]) -> bool:
    if len(reviews) < 2:
        return False
    for name in GRADES:
        grades = [getattr(review, name) for review in reviews]
        if max(grades) - min(grades) >= FAR_APART:
            return True
    return {Recommendation.APPROVE, Recommendation.DECLINE} <= {review.recommendation for review in reviews}
