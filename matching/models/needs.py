"""What a member looks for in a mentor, and mentors they don't want to be shown."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from mentors.models import Mentor, Topic

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_GOAL = 600
LONGEST_UNWANTED = 200
MOST_TOPICS = 3


class Level(models.TextChoices):
    STUDENT = "student", _("I’m a student, or looking for my first job")
    BEGINNING = "beginning", _("I’ve worked for up to three years")
    EXPERIENCED = "experienced", _("I’ve worked for more than three years")
    LEADING = "leading", _("I lead other people")


class Tone(models.TextChoices):
    EITHER = "", _("Either is fine")
    PUSH = "push", _("Push me")
    LISTEN = "listen", _("Listen to me")


class Pace(models.TextChoices):
    EITHER = "", _("Either is fine")
    PLAN = "plan", _("Make a plan with me")
    EXPLORE = "explore", _("Explore with me")


class DismissalReason(models.TextChoices):
    FIELD = "field", _("a different field from mine")
    TIME = "time", _("the times don’t suit me")
    SENIOR = "senior", _("too far ahead of me")
    JUNIOR = "junior", _("not far enough ahead of me")
    KNOWN = "known", _("we know each other")
    OTHER = "other", _("something else")


class NeedQuerySet(models.QuerySet["Need"]):
    def of(self, member: "User") -> Self:
        """What a member looks for, with its topics."""
        topics = NeededTopic.objects.select_related("topic")
        return self.filter(member=member).prefetch_related(models.Prefetch("needed_topics", topics))


class Need(models.Model):
    """What a member looks for in a mentor. No one else reads it; a mentor they ask is told what fits, not the words.

    Attributes:
        hours: parts of the member's week in which they usually have time, such as "tue-evening", by their own clock.
        unwanted: words for what they don't want; mentors who have them come later.
        not_company: mentors from this company are not shown.
    """

    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="need")
    goal = models.TextField(_("goal"), max_length=LONGEST_GOAL)
    level = models.CharField(_("where they are now"), max_length=20, choices=Level.choices, blank=True)
    languages = ArrayField(models.CharField(max_length=3), verbose_name=_("languages"), default=list, blank=True)
    hours = ArrayField(models.CharField(max_length=20), verbose_name=_("usual free time"), default=list, blank=True)
    tone = models.CharField(_("push or listen"), max_length=10, choices=Tone.choices, blank=True)
    pace = models.CharField(_("plan or explore"), max_length=10, choices=Pace.choices, blank=True)
    unwanted = models.CharField(_("what they don’t want"), max_length=LONGEST_UNWANTED, blank=True)
    not_company = models.CharField(_("company to leave out"), max_length=80, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [
            models.CheckConstraint(name="need_says_a_goal", condition=~Q(goal="")),
            models.CheckConstraint(
                name="need_goal_not_too_long", condition=LessThanOrEqual(Length("goal"), LONGEST_GOAL)
            ),
            models.CheckConstraint(name="need_level_known", condition=Q(level__in=["", *Level])),
            models.CheckConstraint(name="need_tone_known", condition=Q(tone__in=[*Tone])),
            models.CheckConstraint(name="need_pace_known", condition=Q(pace__in=[*Pace])),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def topics(self) -> list[Topic]:
        """The topics in their order, without retired ones."""
        return [row.topic for row in self.needed_topics.all() if row.topic.is_active]


class NeededTopic(models.Model):
    """A topic of a need; the first one counts most."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="needed_topics", db_index=False)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="needed_by")
    position = models.PositiveSmallIntegerField()  # from 0

    class Meta:
        ordering = ["position"]
        verbose_name = _("needed topic")
        verbose_name_plural = _("needed topics")
        constraints = [
            models.UniqueConstraint(fields=["need", "position"], name="need_one_topic_a_place"),
            models.UniqueConstraint(fields=["need", "topic"], name="need_topic_once"),
            models.CheckConstraint(name="need_few_topics", condition=Q(position__lt=MOST_TOPICS)),
        ]

    def __str__(self) -> str:
        return str(self.topic)


class DismissalQuerySet(models.QuerySet["Dismissal"]):
    def of(self, member: "User") -> Self:
        """Whom a member doesn't want to be shown, the latest first."""
        return self.filter(member=member).order_by("-dismissed_at", "-pk")


class Dismissal(models.Model):
    """That a member doesn't want to be shown a mentor, and why. The mentor isn't told."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="dismissals", db_index=False
    )
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="dismissed_by")
    reason = models.CharField(_("reason"), max_length=10, choices=DismissalReason.choices)
    dismissed_at = models.DateTimeField(_("dismissed"))

    objects = DismissalQuerySet.as_manager()

    class Meta:
        verbose_name = _("dismissal")
        verbose_name_plural = _("dismissals")
        constraints = [
            models.UniqueConstraint(fields=["member", "mentor"], name="dismissed_once"),
            models.CheckConstraint(name="dismissal_reason_known", condition=Q(reason__in=[*DismissalReason])),
        ]

    def __str__(self) -> str:
        return str(self.pk)
