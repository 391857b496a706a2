"""What the two want to talk about, what they note together, and what each notes for themselves."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from mentorships.models.mentorships import LoggedMeeting, Mentorship
from mentorships.policy import LONGEST_LINE, LONGEST_NOTE

if TYPE_CHECKING:
    from accounts.models import User


class AgendaQuerySet(models.QuerySet["AgendaItem"]):
    def open(self) -> Self:
        """What is still to be talked about: the agenda of the next meeting."""
        return self.filter(done_at=None)

    def of_meeting(self, *, begins_at: datetime) -> Self:
        """What was on the agenda when a meeting began, or will be as far as it is known."""
        return self.filter(added_at__lt=begins_at).filter(Q(done_at=None) | Q(done_at__gte=begins_at))


class AgendaItem(models.Model):
    """Something to talk about. It stays on the agenda from one meeting to the next until it is done.

    Attributes:
        by: whoever wrote it; None once their account is erased.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="agenda")
    text = models.CharField(_("to talk about"), max_length=LONGEST_LINE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(_("added"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    objects = AgendaQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("thing to talk about")
        verbose_name_plural = _("things to talk about")
        constraints = [
            models.CheckConstraint(name="agenda_item_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="agenda_item_done_after_adding", condition=Q(done_at=None) | Q(done_at__gte=F("added_at"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class NoteQuerySet(models.QuerySet["SharedNote"]):
    def about(self, booking: Booking | None, logged: LoggedMeeting | None) -> Self:
        """Those about one meeting; with neither, those about the mentorship as a whole."""
        return self.filter(booking=booking, logged=logged)


class Note(models.Model):
    """A note about a meeting that was booked, about one elsewhere, or, with neither, about the whole mentorship."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    logged = models.ForeignKey(LoggedMeeting, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    text = models.TextField(_("note"), max_length=LONGEST_NOTE)
    changed_at = models.DateTimeField(_("changed"))

    objects = NoteQuerySet.as_manager()

    class Meta:
        abstract = True


class SharedNote(Note):
    """What the two note together; both read and change it.

    Attributes:
        version: from 1; each change is the next, so that no one overwrites what they haven't read.
        changed_by: None once their account is erased.
    """

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="shared_notes", db_index=False)
    version = models.PositiveIntegerField(_("version"), default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("shared note")
        verbose_name_plural = _("shared notes")
        constraints = [
            models.UniqueConstraint(
                fields=["mentorship", "booking", "logged"], name="shared_note_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="shared_note_about_one", condition=Q(booking=None) | Q(logged=None)),
            models.CheckConstraint(
                name="shared_note_not_too_long", condition=LessThanOrEqual(Length("text"), LONGEST_NOTE)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class OwnNote(Note):
    """What one of the two notes for themselves. No one else ever reads it."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="own_notes", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("own note")
        verbose_name_plural = _("own notes")
        constraints = [
            models.UniqueConstraint(
                fields=["mentorship", "author", "booking", "logged"], name="own_note_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="own_note_about_one", condition=Q(booking=None) | Q(logged=None)),
            models.CheckConstraint(name="own_note_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="own_note_not_too_long", condition=LessThanOrEqual(Length("text"), LONGEST_NOTE)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CardsReadQuerySet(models.QuerySet["CardsRead"]):
    def of(self, member: "User") -> Self:
        return self.filter(member=member)


class CardsRead(models.Model):
    """A member has read the three cards for mentors, or those for mentees."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    as_mentor = models.BooleanField(_("as a mentor"))
    read_at = models.DateTimeField(_("read"))

    objects = CardsReadQuerySet.as_manager()

    class Meta:
        verbose_name = _("cards read")
        verbose_name_plural = _("cards read")
        constraints = [models.UniqueConstraint(fields=["member", "as_mentor"], name="cards_read_once")]

    def __str__(self) -> str:
        return str(self.pk)
