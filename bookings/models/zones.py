"""What the tz database said about the zones when a version of it came into use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ZoneRules(models.Model):
    """The offsets of all zones by one version of the tz database, to compare the next version with.

    The version that is used is the latest row. The one before stays until the members whom it concerned are told.
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
