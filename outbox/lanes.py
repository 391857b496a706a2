"""Lanes: one queue for each degree of urgency, so that nothing urgent waits behind other jobs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lane(models.TextChoices):
    """The queue of a job, the most urgent first. Each worker serves one or more lanes (`--queues`)."""

    CODES = "codes", _("codes")  # someone is waiting for it on a page
    MAIL = "mail", _("email")
    WORK = "work", _("work")  # everything else, and beat's tasks
    BULK = "bulk", _("email to many")  # thousands of emails for which no one is waiting
    CALENDARS = "calendars", _("calendars")  # reads files that may be expensive on purpose

    @property
    def batch(self) -> int:
        """How many jobs a process claims at once: several where each is short and they share a connection."""
        return 20 if self == Lane.MAIL else 1
