"""Topics that mentors miss, and what the team made of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from mentors.models.profiles import Mentor
from mentors.models.topics import Topic

LONGEST_WORDS = 1000  # characters


class SuggestionOutcome(models.TextChoices):
    OPEN = "", _("waiting")
    MADE = "made", _("a new topic")
    MERGED = "merged", _("part of a topic")
    DECLINED = "declined", _("declined")


class TopicSuggestionQuerySet(models.QuerySet["TopicSuggestion"]):
    def waiting(self) -> Self:
        """Those that no one has decided."""
        return self.filter(outcome=SuggestionOutcome.OPEN)


class TopicSuggestion(models.Model):
    """A topic that a mentor would help with, if the club had it."""

    mentor = models.ForeignKey(
        Mentor, verbose_name=_("mentor"), on_delete=models.CASCADE, related_name="suggestions", db_index=False
    )
    name = models.CharField(_("name"), max_length=80)
    why = models.TextField(_("why"), max_length=LONGEST_WORDS, blank=True)
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)
    made_at = models.DateTimeField(_("suggested"))
    outcome = models.CharField(
        _("outcome"), max_length=8, choices=SuggestionOutcome.choices, blank=True, default=SuggestionOutcome.OPEN
    )
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.SET_NULL, null=True, blank=True, related_name="suggestions"
    )
    answer = models.TextField(_("answer"), max_length=LONGEST_WORDS, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = TopicSuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name = _("suggested topic")
        verbose_name_plural = _("suggested topics")
        constraints = [
            models.UniqueConstraint("mentor", Lower("name"), name="topic_suggestion_once"),
            models.CheckConstraint(name="topic_suggestion_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="topic_suggestion_of_an_outcome", condition=Q(outcome__in=SuggestionOutcome.values)
            ),
            models.CheckConstraint(
                name="topic_suggestion_decided_is_dated", condition=Q(outcome="") ^ Q(decided_at__isnull=False)
            ),
            models.CheckConstraint(
                name="topic_suggestion_decided_later", condition=Q(decided_at=None) | Q(decided_at__gte=F("made_at"))
            ),
            models.CheckConstraint(
                name="topic_suggestion_topic_is_of_a_yes",
                condition=Q(topic=None) | Q(outcome__in=["made", "merged"]),
            ),
            models.CheckConstraint(
                name="topic_suggestion_no_says_why", condition=~Q(outcome="declined") | ~Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_decided(self) -> bool:
        return self.outcome != SuggestionOutcome.OPEN
