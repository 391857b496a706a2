"""Changing what a member looks for, whom they are shown, and whom they ask."""

from matching.services import asks, relaying, requests, suggesting
from matching.services.needs import dismiss, forget_dismissals, forget_need, save_need

__all__ = ["asks", "dismiss", "forget_dismissals", "forget_need", "relaying", "requests", "save_need", "suggesting"]
