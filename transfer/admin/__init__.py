"""Imports, exports and old addresses in the admin."""

from transfer.admin.archives import ArchiveAdmin
from transfer.admin.batches import BatchAdmin
from transfer.admin.redirects import RedirectAdmin

__all__ = ["ArchiveAdmin", "BatchAdmin", "RedirectAdmin"]
