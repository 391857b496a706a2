"""The club in numbers, week by week."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

# Of each pair, the second is a part of the first.
PARTS = (
    ("booked", "held"),
    ("settled", "answered"),
    ("feedback", "useful"),
    ("decided", "in_time"),
    ("mentees", "new_mentees"),
)


def _number() -> models.PositiveIntegerField:
    return models.PositiveIntegerField(default=0)


class Week(models.Model):
    """What happened in one week, from Monday to Sunday in UTC: numbers that survive the rows they were counted from.

    Attributes:
        offering: mentors with weekly hours, `offered_minutes` all of these hours.
        booked: sessions that were to take place, `held` those that did.
        settled: requests for sessions in this week that were answered or ran out; `answered` those that were answered,
            `answer_minutes` how long all these answers took together.
        feedback: answers about sessions, `useful` those with four or five of five.
        submitted: applications sent in.
        decided: applications decided, `in_time` those within the promised days, `decision_hours` all their waits.
        mentees: members who had a session as a mentee, `new_mentees` those who had their first.
        standing: what there was at the end of the week, without small numbers; see `insights.standing`. None for a
            week that was first counted later.
    """

    starts_on = models.DateField(_("week from"), primary_key=True)
    counted_at = models.DateTimeField(_("counted"))
    offering = _number()
    offered_minutes = _number()
    booked = _number()
    booked_minutes = _number()
    held = _number()
    held_minutes = _number()
    settled = _number()
    answered = _number()
    answer_minutes = _number()
    feedback = _number()
    useful = _number()
    submitted = _number()
    decided = _number()
    in_time = _number()
    decision_hours = _number()
    mentees = _number()
    new_mentees = _number()
    standing = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = _("week in numbers")
        verbose_name_plural = _("weeks in numbers")
        constraints = [
            models.CheckConstraint(name="week_starts_on_a_monday", condition=Q(starts_on__iso_week_day=1)),
            *(
                models.CheckConstraint(name=f"week_{part}_within_{whole}", condition=Q(**{f"{part}__lte": F(whole)}))
                for whole, part in PARTS
            ),
        ]

    def __str__(self) -> str:
        return self.starts_on.isoformat()
