"""Staying in contact after a mentorship: only if both said yes, and as long as both do."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorships.models.mentorships import Mentorship

if TYPE_CHECKING:
    from accounts.models import User


class ContactQuerySet(models.QuerySet["Contact"]):
    def mutual(self) -> Self:
        """Those of two who both said yes."""
        return self.filter(mentee_yes_at__isnull=False, mentor_yes_at__isnull=False)

    def of(self, member: "User") -> Self:
        """Those of a member, with the people."""
        rows = self.filter(Q(mentorship__mentee=member) | Q(mentorship__mentor__user=member))
        return rows.select_related("mentorship__mentor__user", "mentorship__mentee")

    def between(self, one: int, other: int) -> Self:
        """Those of two members, by their primary keys, in either role."""
        mentee_first = Q(mentorship__mentee=one, mentorship__mentor__user=other)
        return self.filter(mentee_first | Q(mentorship__mentee=other, mentorship__mentor__user=one))


class Contact(models.Model):
    """Who of two would like to stay in contact. Whoever wouldn't isn't asked to say so: there is no "no".

    Without a yes there is no row, so that none is left of who has changed their mind.
    """

    mentorship = models.OneToOneField(Mentorship, on_delete=models.CASCADE, related_name="contact", primary_key=True)
    mentee_yes_at = models.DateTimeField(_("the mentee said yes"), null=True, blank=True)
    mentor_yes_at = models.DateTimeField(_("the mentor said yes"), null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(
                name="contact_wanted_by_one",
                condition=Q(mentee_yes_at__isnull=False) | Q(mentor_yes_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.mentorship_id)

    @property
    def is_mutual(self) -> bool:
        """Whether both said yes."""
        return self.mentee_yes_at is not None and self.mentor_yes_at is not None

    def is_wanted_by(self, member: "User") -> bool:
        """Whether one of the two said yes."""
        mine = self.mentee_yes_at if member.pk == self.mentorship.mentee_id else self.mentor_yes_at
        return mine is not None
