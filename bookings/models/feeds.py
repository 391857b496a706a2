"""The private calendar feed of a member."""

import uuid

from django.conf import settings
from django.db import models


class CalendarFeed(models.Model):
    """The revision from which a member's feed token is derived; raising it revokes the old address.

    Attributes:
        with_words: whether the feed shows a mentor what mentees wrote.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    revision = models.PositiveIntegerField(default=0)
    with_words = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.uuid)
