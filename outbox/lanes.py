"""Lanes: one queue for each degree of urgency, so that no one waits behind what matters less."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lane(models.TextChoices):
    """The queue of a job, the most urgent first. Workers are started for some lanes each (`--queues`)."""

    CODES = "codes", _("codes")  # someone is waiting for it on a page
    MAIL = "mail", _("email")
    WORK = "work", _("work")  # the rest, and what beat calls
    CALENDARS = "calendars", _("calendars")  # reads what strangers may make expensive

    @property
    def batch(self) -> int:
        """How many jobs a process claims at once: several where each is short and they share a connection."""
        return 20 if self == Lane.MAIL else 1
