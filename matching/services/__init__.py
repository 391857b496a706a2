"""Changing what a member looks for, and whom they are shown."""

from matching.services.needs import dismiss, forget_dismissals, forget_need, save_need

__all__ = ["dismiss", "forget_dismissals", "forget_need", "save_need"]
