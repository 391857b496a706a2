"""What each term of the ranking counts."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from core.errors import Refused
from matching.models import Weights
from matching.models.weights import THE_ONE
from matching.ranking import TERMS


class WeightsRefused(Refused):
    """The weights make no ranking. Safe to show."""


def weights_now() -> dict[str, int]:
    """What each term counts now: what the team has set, or the defaults."""
    row = Weights.objects.first() or Weights()
    return {name: getattr(row, name) for name in TERMS}


def set_weights(weights: Mapping[str, int]) -> Weights:
    """Let each term count this much from now on.

    Raises:
        WeightsRefused: nothing would count.
    """
    if not any(weights.values()):
        raise WeightsRefused(_("At least one of them must count."))
    row, _made = Weights.objects.update_or_create(pk=THE_ONE, defaults=dict(weights))
    return row
