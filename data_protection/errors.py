"""What data protection refuses."""

from core.errors import Refused


class ErasureRefused(Refused):
    """The account can't be erased, or the erasure can't be undone."""


class ExportRefused(Refused):
    """There's no copy to be had now."""
