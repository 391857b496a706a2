"""The team's pages of matching."""

from matching.admin.fairness import FairnessAdmin
from matching.admin.requests import RequestAdmin
from matching.admin.rounds import ParticipantAdmin, RoundAdmin
from matching.admin.weights import WeightsAdmin

__all__ = ["FairnessAdmin", "ParticipantAdmin", "RequestAdmin", "RoundAdmin", "WeightsAdmin"]
