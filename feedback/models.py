"""Requests for feedback, and the feedback."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking, NoShowOutcome
from mentors.models import Mentor

DOUBTED = [outcome for outcome in NoShowOutcome if outcome != NoShowOutcome.DISMISSED]


class FeedbackRequestQuerySet(models.QuerySet["FeedbackRequest"]):
    def open(self, *, at: datetime) -> Self:
        """Requests that can be answered: by members, and not about a session of which a no-show is reported."""
        theirs = self.filter(feedback=None, expires_at__gt=at, booking__mentee__is_active=True)
        return theirs.exclude(booking__no_shows__outcome__in=DOUBTED)

    def with_people(self) -> Self:
        """Load what the form shows."""
        return self.select_related("booking__mentor__user", "booking__mentee", "booking__session_type")


class FeedbackRequest(models.Model):
    """The link that is sent after a booking, in the mentor's name."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="feedback_request")
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = FeedbackRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="feedback_request_expires_later", condition=Q(expires_at__gt=F("created_at")))
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def shown(self, shown: bool) -> Self:
        """Feedback that is on the profile, or that is not."""
        return self.filter(published_at__isnull=not shown)

    def public(self) -> Self:
        """Feedback that the mentee and the mentor both want shown."""
        return self.filter(may_publish=True, published_at__isnull=False).exclude(helped="")


class Feedback(models.Model):
    """What a mentee says after a booking."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.OneToOneField(FeedbackRequest, on_delete=models.CASCADE, related_name="feedback")
    # The mentor of the booking, here for the sake of the indexes.
    given_to = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="feedback", db_index=False)
    usefulness = models.PositiveSmallIntegerField(
        _("how useful it was"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    helped = models.TextField(_("what helped"), max_length=2000, blank=True)
    better = models.TextField(_("what could be better"), max_length=2000, blank=True)
    platform_message = models.TextField(_("message to the club"), max_length=2000, blank=True)
    language = models.CharField(_("language of the feedback"), max_length=10, default=settings.LANGUAGE_CODE)
    may_publish = models.BooleanField(_("the mentor may show what helped"), default=False)
    consent_asked_at = models.DateTimeField(_("asked for consent"), null=True, blank=True)
    created_at = models.DateTimeField(_("given"))
    published_at = models.DateTimeField(_("shown on the profile since"), null=True, blank=True)
    reply = models.TextField(_("the club’s answer"), max_length=2000, blank=True)
    replied_at = models.DateTimeField(_("answered"), null=True, blank=True)
    thanks = models.CharField(_("the mentor’s thanks"), max_length=300, blank=True)
    thanked_at = models.DateTimeField(_("thanked"), null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="feedback_given"),
            models.Index(fields=["given_to", "-created_at"], name="feedback_of_mentor"),
            models.Index(fields=["given_to", "-published_at"], name="feedback_public", condition=Q(may_publish=True)),
        ]
        constraints = [
            models.CheckConstraint(name="feedback_usefulness_from_1_to_5", condition=Q(usefulness__range=(1, 5))),
            models.CheckConstraint(
                name="feedback_published_with_consent", condition=Q(published_at=None) | Q(may_publish=True)
            ),
            models.CheckConstraint(name="feedback_reply_is_dated", condition=Q(reply="") ^ Q(replied_at__isnull=False)),
            models.CheckConstraint(
                name="feedback_thanks_is_dated", condition=Q(thanks="") | Q(thanked_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class MonthlyLetter(models.Model):
    """That a mentor is told by email what they gave in a month, once."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="monthly_letters", db_index=False)
    month = models.DateField()  # its first day
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # In this order, as who is still to be told is looked up among all letters of one month.
            models.UniqueConstraint(fields=["month", "mentor"], name="monthly_letter_once"),
            models.CheckConstraint(name="monthly_letter_names_a_month", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
