"""Reports: someone says that a rule of the club was broken."""

import secrets
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from core.groups import SAFEGUARDING
from feedback.models import Feedback
from matching.models import Ask, Participant
from mentorships.models import Mentorship
from safety.policy import LONGEST_WORDS

if TYPE_CHECKING:
    from accounts.models import User

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another when it is read out


class ReportKind(models.TextChoices):
    HARASSMENT = "harassment", _("Harassment")
    DANGER = "danger", _("Someone is in danger")
    DISCRIMINATION = "discrimination", _("Discrimination")
    SELLING = "selling", _("Selling something")
    MONEY = "money", _("Asked for money")
    CHEATING = "cheating", _("Asked me to cheat")
    SPAM = "spam", _("Spam")
    OTHER = "other", _("Something else")


CONFIDENTIAL = (ReportKind.HARASSMENT, ReportKind.DANGER)


class Place(models.TextChoices):
    """Where it happened."""

    PROFILE = "profile", _("on a profile")
    BOOKING = "booking", _("in a booking")
    FEEDBACK = "feedback", _("in feedback")
    REQUEST = "request", _("in a request")
    ROUND = "round", _("in a round")
    MENTORSHIP = "mentorship", _("in a mentorship")
    MESSAGE = "message", _("in a message")


def may_read_confidential(reader: "User") -> bool:
    """Whether they are of the group for safeguarding. Being an admin isn't enough."""
    return reader.groups.filter(name=SAFEGUARDING).exists()


def new_number() -> str:
    """What a report is called when people speak of it, such as K7M3-QPXA."""
    text = "".join(secrets.choice(LETTERS) for _letter in range(8))
    return f"{text[:4]}-{text[4:]}"


class ReportQuerySet(models.QuerySet["Report"]):
    def waiting(self) -> Self:
        """Reports that no one has answered."""
        return self.filter(answered_at=None)

    def overdue(self, *, at: datetime) -> Self:
        return self.waiting().filter(due_at__lte=at)

    def open_to(self, reader: "User") -> Self:
        """Those that someone on the team may see: none about themselves, confidential ones only for safeguarding."""
        rows = self.exclude(about=reader)
        return rows if may_read_confidential(reader) else rows.exclude(kind__in=CONFIDENTIAL)


class Report(models.Model):
    """What someone has told the team about a member, and its answer (Art. 16 of Regulation (EU) 2022/2065)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=9, unique=True, default=new_number, editable=False)
    kind = models.CharField(_("kind"), max_length=14, choices=ReportKind.choices)
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("about"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    place = models.CharField(_("where"), max_length=10, choices=Place.choices)
    booking = models.ForeignKey(Booking, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    feedback = models.ForeignKey(Feedback, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ask = models.ForeignKey(Ask, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    mentorship = models.ForeignKey(Mentorship, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The reported message and those around it, as they were then: all that the team ever sees of a conversation.
    excerpt = models.JSONField(_("the message and what’s around it"), default=list, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    address = models.EmailField(_("email address of a visitor"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    words = models.TextField(_("what happened"), max_length=LONGEST_WORDS)
    made_at = models.DateTimeField(_("reported"))
    due_at = models.DateTimeField(_("to be answered by"))
    answer = models.TextField(_("answer"), max_length=LONGEST_WORDS, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            models.Index(fields=["due_at"], name="report_waiting", condition=Q(answered_at=None)),
            models.Index(fields=["-made_at", "-id"], name="report_made"),
        ]
        constraints = [
            models.CheckConstraint(name="report_of_a_kind", condition=Q(kind__in=ReportKind.values)),
            models.CheckConstraint(name="report_of_a_place", condition=Q(place__in=Place.values)),
            models.CheckConstraint(name="report_has_words", condition=~Q(words="")),
            models.CheckConstraint(name="report_due_later", condition=Q(due_at__gt=F("made_at"))),
            models.CheckConstraint(
                name="report_answer_is_dated", condition=Q(answer="") ^ Q(answered_at__isnull=False)
            ),
            models.CheckConstraint(name="report_excerpt_of_a_message", condition=Q(place="message") ^ Q(excerpt=[])),
            models.CheckConstraint(name="report_by_another", condition=Q(by=None) | ~Q(by=F("about"))),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_confidential(self) -> bool:
        return self.kind in CONFIDENTIAL

    def is_overdue(self, *, at: datetime) -> bool:
        return self.answered_at is None and self.due_at <= at
