"""Writes email to files, for the demo's mailbox and for development."""

from pathlib import Path
from uuid import uuid4

from django.core.mail.backends import filebased


class EmailBackend(filebased.EmailBackend):
    """Django's backend, with unique file names.

    Django names a file by the second and the connection's id in memory, which the next connection often reuses: two
    emails within a second then share a file, and the mailbox shows only one.
    """

    file_path: str
    _fname: str | None

    def _get_filename(self) -> str:
        if self._fname is None:
            self._fname = str(Path(self.file_path) / f"{uuid4().hex}.log")
        return self._fname
