"""The request to become a mentor, and how the team judges it."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Avg, Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, TruncWeek
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from mentors.models.topics import Topic

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.utils.functional import _StrPromise as StrPromise

    from accounts.models import User


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    IN_REVIEW = "in_review", _("in review")
    MORE_INFORMATION = "more_information", _("question asked")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN_STATES = (
    ApplicationState.DRAFT,
    ApplicationState.SUBMITTED,
    ApplicationState.IN_REVIEW,
    ApplicationState.MORE_INFORMATION,
)
QUEUE_STATES = (ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW)
ANSWER_WITHIN = timedelta(days=10)  # what applicants are promised
JUDGED_IN = (*QUEUE_STATES, ApplicationState.MORE_INFORMATION)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def open(self) -> Self:
        """Applications that are not yet decided or withdrawn."""
        return self.filter(state__in=OPEN_STATES)

    def waiting(self) -> Self:
        """Applications that wait for the team, and aren't decided with a few minutes left to undo it."""
        pending = self._decisions().pending().filter(application=OuterRef("pk"))
        return self.filter(~Exists(pending), state__in=QUEUE_STATES)

    def waiting_for(self, reader: "User") -> Self:
        """Those that wait for one of the team: not judged by them yet, nor their own or of someone they know.

        Those that they are to read come first, then those of the week that is longest ago, and among them those that
        the fewest have read.
        """
        unread = self.waiting().not_left_by(reader).exclude(applicant=reader).exclude(reviews__reviewer=reader)
        unread = unread.exclude(
            Exists(self._decisions().filter(application=OuterRef("pk"), by=reader, done_at__isnull=False))
        )
        week = TruncWeek("waiting_since", tzinfo=UTC)
        counted = unread.with_assignments_of(reader).annotate(read=Count("reviews"))
        return counted.order_by("-is_theirs", week, "read", "waiting_since", "pk")

    def _decisions(self) -> Any:
        decision: Any = self.model._meta.get_field("decisions").related_model
        return decision.objects.all()

    def with_assignments_of(self, reader: "User") -> Self:
        """Adds `is_theirs`: whether this reader is to read it, and hasn't yet."""
        assignment: Any = self.model._meta.get_field("assignments").related_model
        theirs = assignment.objects.waiting().filter(application=OuterRef("pk"), reader=reader)
        return self.annotate(is_theirs=Exists(theirs))

    def not_left_by(self, reader: "User") -> Self:
        """Without those that this reader has left to others, because they know the applicant."""
        return self.exclude(Exists(Recusal.objects.in_force().filter(application=OuterRef("pk"), reader=reader)))

    def with_grades_for(self, reader: "User") -> Self:
        """Adds `judgements`, how many there are, and `average`, which is None as long as it is hidden from `reader`."""
        everyone = Review.objects.counting().filter(application=OuterRef("pk")).order_by().values("application")
        shown = Review.objects.shown_to(reader).filter(application=OuterRef("pk")).order_by().values("application")
        average = (Avg("seniority") + Avg("practice") + Avg("altruism")) / 3.0
        return self.annotate(
            judgements=Coalesce(Subquery(everyone.annotate(number=Count("pk")).values("number")), 0),
            average=Subquery(shown.annotate(average=average).values("average")),
        )

    def with_names_for(self, reader: "User", *, opened: "Collection[str]") -> Self:
        """Adds `is_named`, whether `reader` is shown who has applied, and `applicant_name`, None if they aren't.

        Args:
            opened: the keys of those for which the reader has said why they need to know.
        """
        own = Exists(Review.objects.filter(application=OuterRef("pk"), reviewer=reader))
        left = Exists(Recusal.objects.in_force().filter(application=OuterRef("pk"), reader=reader))
        told = ~Q(state__in=OPEN_STATES) | Q(own) | Q(pk__in=[int(key) for key in opened])
        return self.annotate(
            is_named=Case(When(Q(applicant=reader) | (~Q(left) & told), then=True), default=False),
            applicant_name=Case(When(is_named=True, then=F("applicant__display_name"))),
        )

    def unnamed_for(self, reader: "User", *, opened: "Collection[str]") -> Self:
        """Those sent and undecided of which `reader` isn't shown who has applied; `opened` as in `with_names_for`."""
        sent = self.open().exclude(state=ApplicationState.DRAFT)
        return sent.with_names_for(reader, opened=opened).filter(is_named=False)


class Application(models.Model):
    """A member's request to become a mentor."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="applications", verbose_name=_("applicant")
    )
    state = models.CharField(
        _("status"), max_length=20, choices=ApplicationState.choices, default=ApplicationState.DRAFT
    )
    letter = models.TextField(_("motivation letter"), max_length=6000, blank=True)
    years_of_practice = models.PositiveSmallIntegerField(
        _("years of experience"), null=True, blank=True, validators=[MaxValueValidator(70)]
    )
    role = models.CharField(_("current role"), max_length=80, blank=True)
    company = models.CharField(_("company"), max_length=80, blank=True)
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), related_name="applications", blank=True)
    languages = ArrayField(models.CharField(max_length=3), verbose_name=_("languages"), default=list, blank=True)
    text_language = models.CharField(_("language of the texts"), max_length=10, default=settings.LANGUAGE_CODE)
    country = CountryField(_("country"), blank=True)
    link = models.URLField(_("LinkedIn or another link"), max_length=300, blank=True)
    hours_per_week = models.PositiveSmallIntegerField(
        _("hours per week"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(40)],
    )
    conduct_agreed_at = models.DateTimeField(_("agreed to the code of conduct"), null=True, blank=True)
    created_at = models.DateTimeField(_("started"))
    changed_at = models.DateTimeField(_("changed"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    again_on = models.DateField(_("may apply again from"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("reopened after an appeal"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        permissions = [("vet_application", _("Can vet applications"))]
        constraints = [
            models.UniqueConstraint(
                fields=["applicant"],
                name="application_one_open",
                condition=Q(state__in=["draft", "submitted", "in_review", "more_information"]),
                violation_error_message=_("You’ve already applied."),
            ),
            models.CheckConstraint(
                name="application_sent_is_dated_and_agreed",
                condition=Q(state__in=["draft", "withdrawn"])
                | (Q(submitted_at__isnull=False) & Q(conduct_agreed_at__isnull=False) & ~Q(letter="")),
            ),
            models.CheckConstraint(
                name="application_decided_is_dated",
                condition=Q(state__in=["approved", "declined"]) ^ Q(decided_at=None),
            ),
            models.CheckConstraint(
                name="application_wait_follows_a_no", condition=Q(again_on=None) | Q(state="declined")
            ),
        ]

    def __str__(self) -> str:
        return gettext("Application %(label)s") % {"label": self.label}

    def get_absolute_url(self) -> str:
        return reverse("mentors:application", args=[self.uuid])

    @property
    def label(self) -> str:
        """What the team calls it before they know whose it is."""
        return self.uuid.hex[:4].upper()

    @property
    def answer_by(self) -> datetime | None:
        """When the applicant has been promised an answer; None if it isn't the team's turn."""
        return self.waiting_since + ANSWER_WITHIN if self.waits_for_team and self.waiting_since else None

    @property
    def waits_for_team(self) -> bool:
        return self.state in QUEUE_STATES


class ApplicationStep(models.Model):
    """One change of an application's state: from which to which, by whom, when, with what message."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps")
    from_state = models.CharField(_("from"), max_length=20, choices=ApplicationState.choices)
    to_state = models.CharField(_("to"), max_length=20, choices=ApplicationState.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    message = models.TextField(_("message"), max_length=6000, blank=True)
    override = models.TextField(_("reason to decide before enough have read it"), max_length=6000, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.CheckConstraint(
                name="step_override_is_of_a_decision",
                condition=Q(override="") | Q(to_state__in=["approved", "declined"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class Recommendation(models.TextChoices):
    APPROVE = "approve", _("approve")
    UNSURE = "unsure", _("unsure")
    DECLINE = "decline", _("decline")


def grade(name: "StrPromise") -> models.PositiveSmallIntegerField:
    """A grade from 1 to 5."""
    return models.PositiveSmallIntegerField(name, validators=[MinValueValidator(1), MaxValueValidator(5)])


class Criterion(models.TextChoices):
    """What the team looks for, and grades."""

    SENIORITY = "seniority", _("Seniority")
    PRACTICE = "practice", _("Practical knowledge")
    ALTRUISM = "altruism", _("Altruism")


class RecusalQuerySet(models.QuerySet["Recusal"]):
    def in_force(self) -> Self:
        """Those that haven't been withdrawn."""
        return self.filter(until=None)


class Recusal(models.Model):
    """Someone on the team knows the applicant, and leaves the application to the others."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="recusals", db_index=False)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reader"], name="recusal_one_in_force", condition=Q(until=None)
            ),
            models.CheckConstraint(
                name="recusal_ends_after_it_began", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.since}"


class ReviewQuerySet(models.QuerySet["Review"]):
    def counting(self) -> Self:
        """Those that a decision counts: not by readers who have stepped aside since, nor from before an appeal."""
        fresh = Q(application__reopened_at=None) | Q(changed_at__gt=F("application__reopened_at"))
        return self._not_left().filter(fresh)

    def shown_to(self, reader: "User") -> Self:
        """Those that count and someone on the team may see.

        That's their own, and the others' once theirs is saved or all is decided, but none of their own application,
        or of one that they have left to others. What was thought before an appeal is shown once all is decided.
        """
        own = Review.objects.filter(application=OuterRef("application"), reviewer=reader)
        left = Recusal.objects.in_force().filter(application=OuterRef("application"), reader=reader)
        not_theirs = self._not_left().exclude(application__applicant=reader).exclude(Exists(left))
        fresh = Q(application__reopened_at=None) | Q(changed_at__gt=F("application__reopened_at"))
        return not_theirs.filter(Q(Exists(own), fresh) | ~Q(application__state__in=OPEN_STATES))

    def _not_left(self) -> Self:
        left = Recusal.objects.in_force().filter(application=OuterRef("application"), reader=OuterRef("reviewer"))
        return self.exclude(Exists(left))


class Review(models.Model):
    """What one member of the team thinks of an application. The applicant never sees it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviews", db_index=False)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seniority = grade(_("seniority"))
    practice = grade(_("practical knowledge"))
    altruism = grade(_("altruism"))
    recommendation = models.CharField(_("recommendation"), max_length=10, choices=Recommendation.choices)
    notes = models.TextField(_("notes"), max_length=4000, blank=True)
    changed_at = models.DateTimeField(_("changed"))
    swayed_at = models.DateTimeField(_("changed after reading the others"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["changed_at"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="review_one_per_reviewer"),
            models.CheckConstraint(
                name="review_grades_from_1_to_5",
                condition=Q(seniority__range=(1, 5), practice__range=(1, 5), altruism__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="review_swayed_was_changed_then", condition=Q(swayed_at=None) | Q(swayed_at__lte=F("changed_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.recommendation}"
