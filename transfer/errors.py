"""What can go wrong with an import or an export, in words that the team reads."""

from core.errors import Refused


class TransferRefused(Refused):
    """This step of an import or an export isn't possible now."""


class TableUnreadable(Refused):
    """A file isn't a table that can be read. The message says why, and what to do."""
