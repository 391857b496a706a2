"""Whom the team puts first on the page of a topic or an area."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from core.db import advisory_lock
from core.errors import Refused
from mentors.models import Category, FeaturedMentor, Mentor, Topic
from mentors.models.featured import MOST_FEATURED


class FeaturingRefused(Refused):
    """They can't be put first together. Safe to show."""


def feature(*, subject: Category | Topic, mentors: Sequence[Mentor]) -> None:
    """Put these mentors first on the page of `subject`, in this order and in place of those there were.

    Raises:
        FeaturingRefused: too many, or one of them twice.
    """
    if len(mentors) > MOST_FEATURED:
        raise FeaturingRefused(_("Only %(most)d mentors can come first.") % {"most": MOST_FEATURED})
    if len(set(mentors)) < len(mentors):
        raise FeaturingRefused(_("You’ve already chosen this mentor."))
    page = {"category": subject} if isinstance(subject, Category) else {"topic": subject}
    with transaction.atomic():
        advisory_lock(subject)  # two of the team may save the page at once
        FeaturedMentor.objects.on(subject).delete()
        FeaturedMentor.objects.bulk_create(
            FeaturedMentor(mentor=mentor, position=position, **page) for position, mentor in enumerate(mentors)
        )
