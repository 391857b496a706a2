"""What two people write to each other at the end."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from mentorships.models.mentorships import Mentorship
from mentorships.policy import LONGEST_WORDS

FAREWELL_LINES = ("reached", "learned", "thanks", "advice")


class Farewell(models.Model):
    """One's words of farewell. The other reads them once both have written, or a week later.

    Attributes:
        written_at: when it was first written; a change leaves it as it is.
    """

    # Numbers in order would tell whoever looks at a copy of their data whether the other has written before them.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="farewells", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reached = models.TextField(_("what you’ve reached"), max_length=LONGEST_WORDS, blank=True)
    learned = models.TextField(_("what you’ve learned"), max_length=LONGEST_WORDS, blank=True)
    thanks = models.TextField(_("thanks"), max_length=LONGEST_WORDS, blank=True)
    advice = models.TextField(_("advice"), max_length=LONGEST_WORDS, blank=True)
    written_at = models.DateTimeField(_("written"))

    class Meta:
        ordering = ["written_at"]
        verbose_name = _("farewell")
        verbose_name_plural = _("farewells")
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "member"], name="farewell_once_each"),
            models.CheckConstraint(
                name="farewell_says_something", condition=~Q(reached="", learned="", thanks="", advice="")
            ),
            models.CheckConstraint(
                name="farewell_words_not_too_long",
                condition=Q(*(LessThanOrEqual(Length(line), LONGEST_WORDS) for line in FAREWELL_LINES)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.mentorship_id)
