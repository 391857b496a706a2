"""The team's pages of matching."""

from matching.admin.weights import WeightsAdmin

__all__ = ["WeightsAdmin"]
