"""Whether a mentor takes mentorships, how many, and for whom."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from mentors.models import Mentor
from mentorships.policy import LONGEST_WORDS, MOST_PLACES, RHYTHMS, USUAL_RHYTHM, USUAL_WEEKS, WEEKS


class OfferQuerySet(models.QuerySet["Offer"]):
    def for_update(self) -> Self:
        """Lock the rows until the transaction ends. Lock order: mentors, request, offer, mentorship, jobs."""
        return self.select_for_update(of=("self",), no_key=True).select_related("mentor__user")


class Offer(models.Model):
    """What one mentor offers. Without a row, or with a closed one, they take no mentorships.

    Attributes:
        places: how many mentorships they have at once, 1 to 5.
        weeks: how long one usually lasts.
        rhythm: weeks from one meeting to the next.
        for_whom: whom they help best, in their words; may be empty.
        not_for: what they don't do; may be empty.
    """

    mentor = models.OneToOneField(Mentor, on_delete=models.CASCADE, related_name="mentorship_offer")
    is_open = models.BooleanField(_("takes mentorships"), default=False)
    places = models.PositiveSmallIntegerField(
        _("places"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)]
    )
    weeks = models.PositiveSmallIntegerField(_("weeks"), default=USUAL_WEEKS)
    rhythm = models.PositiveSmallIntegerField(_("weeks between meetings"), default=USUAL_RHYTHM)
    for_whom = models.TextField(_("for whom"), max_length=LONGEST_WORDS, blank=True)
    not_for = models.TextField(_("not for"), max_length=LONGEST_WORDS, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer of a mentorship")
        verbose_name_plural = _("offers of mentorships")
        constraints = [
            models.CheckConstraint(name="offer_few_places", condition=Q(places__gte=1, places__lte=MOST_PLACES)),
            models.CheckConstraint(name="offer_of_so_many_weeks", condition=Q(weeks__in=WEEKS)),
            models.CheckConstraint(name="offer_in_a_rhythm", condition=Q(rhythm__in=RHYTHMS)),
            models.CheckConstraint(
                name="offer_words_not_too_long",
                condition=LessThanOrEqual(Length("for_whom"), LONGEST_WORDS)
                & LessThanOrEqual(Length("not_for"), LONGEST_WORDS),
            ),
        ]

    def __str__(self) -> str:
        return str(self.mentor)
