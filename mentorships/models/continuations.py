"""Whether two people continue after the planned end: what each of them has answered, until it is settled."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorships.models.mentorships import Mentorship
from mentorships.policy import MORE_WEEKS


class ContinueAs(models.TextChoices):
    AS_BEFORE = "as_before", _("as before")
    LESS_OFTEN = "less_often", _("less often")
    FINISH = "finish", _("close here")


class Continuation(models.Model):
    """One's answer. Only its author can see it, and it is deleted as soon as the question is settled.

    Attributes:
        weeks: for how long they would continue; None for whoever would close here.
    """

    # Numbers in order would tell whoever looks at a copy of their data whether the other has answered before them.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="continuations", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(_("continue?"), max_length=10, choices=ContinueAs.choices)
    weeks = models.PositiveSmallIntegerField(_("for how many weeks"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        verbose_name = _("answer to “continue?”")
        verbose_name_plural = _("answers to “continue?”")
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "member"], name="continuation_one_answer_each"),
            models.CheckConstraint(
                name="continuation_of_some_weeks",
                condition=Q(answer=ContinueAs.FINISH, weeks=None)
                | Q(
                    answer__in=[ContinueAs.AS_BEFORE, ContinueAs.LESS_OFTEN], weeks__isnull=False, weeks__in=MORE_WEEKS
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.mentorship_id)
