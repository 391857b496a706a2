"""When a mentor can be booked and for what. Times of day are in the mentor's zone."""

import uuid
from datetime import timedelta
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, DurationField, ExpressionWrapper, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from mentors.models import Mentor

STEPS = (5, 10, 15, 20, 30, 60)
MIN_MINUTES, MAX_MINUTES = 10, 240
WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)


class BookingRules(models.Model):
    """A mentor's rules for being booked."""

    mentor = models.OneToOneField(Mentor, on_delete=models.CASCADE, related_name="rules")
    step_minutes = models.PositiveSmallIntegerField(_("minutes between start times"), default=30)
    notice_hours = models.PositiveSmallIntegerField(_("notice"), default=24, validators=[MaxValueValidator(24 * 60)])
    horizon_days = models.PositiveSmallIntegerField(
        _("horizon"), default=42, validators=[MinValueValidator(1), MaxValueValidator(180)]
    )
    buffer_minutes = models.PositiveSmallIntegerField(_("buffer"), default=0, validators=[MaxValueValidator(240)])
    daily_limit = models.PositiveSmallIntegerField(
        _("maximum bookings per day"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    weekly_limit = models.PositiveSmallIntegerField(
        _("maximum bookings per week"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("booking rules")
        verbose_name_plural = _("booking rules")
        constraints = [
            models.CheckConstraint(
                name="rules_notice_within_horizon",
                condition=Q(notice_hours__lte=F("horizon_days") * 24),
                violation_error_message=_(
                    "The minimum notice has to be shorter than how far ahead people can "
                    "book, or no one can ever book you."
                ),
            ),
            models.CheckConstraint(name="rules_step_known", condition=Q(step_minutes__in=STEPS)),
            models.CheckConstraint(name="rules_horizon_in_range", condition=Q(horizon_days__range=(1, 180))),
            models.CheckConstraint(name="rules_notice_in_range", condition=Q(notice_hours__lte=24 * 60)),
            models.CheckConstraint(name="rules_buffer_in_range", condition=Q(buffer_minutes__lte=240)),
            models.CheckConstraint(
                name="rules_limits_in_range",
                condition=(Q(daily_limit=None) | Q(daily_limit__range=(1, 24)))
                & (Q(weekly_limit=None) | Q(weekly_limit__range=(1, 100))),
            ),
        ]

    def __str__(self) -> str:
        return str(self.mentor)


class WeeklyHoursQuerySet(models.QuerySet["WeeklyHours"]):
    def with_length(self) -> Self:
        """Adds `length`, how long each span is."""
        span = ExpressionWrapper(F("ends") - F("starts"), output_field=DurationField())
        past_midnight = ExpressionWrapper(span + Value(timedelta(days=1)), output_field=DurationField())
        return self.annotate(
            length=Case(When(ends__lte=F("starts"), then=past_midnight), default=span, output_field=DurationField())
        )


class WeeklyHours(models.Model):
    """A span of wall-clock time on a weekday. `ends <= starts` runs past midnight; equal means 24 hours."""

    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="weekly_hours", db_index=False)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=WEEKDAYS)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))

    objects = WeeklyHoursQuerySet.as_manager()

    class Meta:
        ordering = ["weekday", "starts"]
        verbose_name = _("weekly hours")
        verbose_name_plural = _("weekly hours")
        constraints = [
            models.CheckConstraint(name="weekly_hours_weekday", condition=Q(weekday__range=(0, 6))),
            models.CheckConstraint(name="weekly_hours_whole_minutes", condition=Q(starts__second=0, ends__second=0)),
            models.UniqueConstraint(fields=["mentor", "weekday", "starts"], name="weekly_hours_start_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"


class DateOverride(models.Model):
    """A date that differs from the weekly hours: its spans replace that day's hours; no spans mean closed.

    Dates that were set together share their `entry`.
    """

    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="date_overrides", db_index=False)
    date = models.DateField(_("date"))
    entry = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        ordering = ["date"]
        verbose_name = _("date override")
        verbose_name_plural = _("date overrides")
        constraints = [models.UniqueConstraint(fields=["mentor", "date"], name="date_override_once")]

    def __str__(self) -> str:
        return self.date.isoformat()


class OverrideSpan(models.Model):
    """A span of wall-clock time on a date with its own hours."""

    override = models.ForeignKey(DateOverride, on_delete=models.CASCADE, related_name="spans", db_index=False)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))

    class Meta:
        ordering = ["starts"]
        verbose_name = _("span")
        verbose_name_plural = _("spans")
        constraints = [
            models.CheckConstraint(name="override_span_whole_minutes", condition=Q(starts__second=0, ends__second=0)),
            models.UniqueConstraint(fields=["override", "starts"], name="override_span_start_once"),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"


class SessionTypeQuerySet(models.QuerySet["SessionType"]):
    def offered(self) -> Self:
        return self.filter(is_active=True)


class SessionType(models.Model):
    """What a mentor offers: a name, a length, instant or on request; what it is, what they ask, and what to bring."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="session_types")
    name = models.CharField(_("name"), max_length=80)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=30, validators=[MinValueValidator(MIN_MINUTES), MaxValueValidator(MAX_MINUTES)]
    )
    on_request = models.BooleanField(_("on request"), default=False)
    is_active = models.BooleanField(_("offered"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    description = models.CharField(_("description"), max_length=300, blank=True)
    question = models.CharField(_("question to the mentee"), max_length=200, blank=True)
    to_bring = models.CharField(_("what to bring"), max_length=300, blank=True)

    objects = SessionTypeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("session type")
        verbose_name_plural = _("session types")
        constraints = [
            models.CheckConstraint(name="session_type_minutes", condition=Q(minutes__range=(MIN_MINUTES, MAX_MINUTES))),
        ]

    def __str__(self) -> str:
        return self.name
