"""Why a page isn't saved."""

from core.errors import Refused


class PageRefused(Refused):
    """A new version of a page makes no sense, or someone else was faster."""
