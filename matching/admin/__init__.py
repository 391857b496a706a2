"""The team's pages of matching."""

from matching.admin.requests import RequestAdmin
from matching.admin.rounds import ParticipantAdmin, RoundAdmin
from matching.admin.weights import WeightsAdmin

__all__ = ["ParticipantAdmin", "RequestAdmin", "RoundAdmin", "WeightsAdmin"]
