"""The time zones' offsets in the versions of the tz database that the club has used."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ZoneRules(models.Model):
    """The offsets of all zones in one version of the tz database, to compare with the next version.

    The latest row is the version in use. The previous one stays until the members it affects have been told.
    """

    version = models.CharField(_("version"), max_length=10, unique=True)
    recorded_at = models.DateTimeField(_("recorded"))
    offsets = models.JSONField(_("offsets"), editable=False)  # by zone, as `core.zone_data.Offsets`

    class Meta:
        ordering = ["-version"]
        verbose_name = _("version of the time zones")
        verbose_name_plural = _("versions of the time zones")

    def __str__(self) -> str:
        return self.version
