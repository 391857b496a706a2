"""What people looked for and didn't find, for the team to see whom the club is missing."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import languages
from mentors.models.topics import Topic


class Wish(models.Model):
    """One thing that readers of one language looked for and told the club about. Nobody's name is kept with it."""

    words = models.CharField(_("what they looked for"), max_length=120, blank=True)
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), null=True, blank=True, on_delete=models.CASCADE, related_name="wishes"
    )
    language = models.CharField(_("language of the page"), max_length=10, choices=languages.choices)
    times = models.PositiveIntegerField(_("how often"), default=1)
    first_at = models.DateTimeField(_("first time"))
    last_at = models.DateTimeField(_("last time"), db_index=True)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        indexes = [models.Index(fields=["-times", "-last_at", "-id"], name="wish_most")]
        constraints = [
            models.UniqueConstraint(fields=["words", "topic", "language"], name="wish_once", nulls_distinct=False),
            models.CheckConstraint(name="wish_says_something", condition=~Q(words="") | Q(topic__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.words or str(self.topic)
