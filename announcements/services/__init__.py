"""Announcements: writing, whom they're for, and sending; called as `sending.confirm(…)`."""

from announcements.services import audience, drafting, sending

__all__ = ["audience", "drafting", "sending"]
