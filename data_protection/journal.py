"""The journal of erasures: a file outside the database, so that a restored backup doesn't bring anyone back.

Each line has a keyed hash of a member's uuid and says no more. The file is only ever appended to.
"""

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings

from core import encryption

PURPOSE = "erasure"


def add(member: UUID) -> None:
    """Record that a member is erased; on the disk when this returns.

    Raises:
        OSError: the file can't be written, so no one may be erased.
    """
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{encryption.fingerprint(PURPOSE, str(member))}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def recorded() -> set[str]:
    """The hashes of all who were erased."""
    try:
        return set(_path().read_text("ascii").split())
    except FileNotFoundError:
        return set()


def names(member: UUID, *, among: set[str]) -> bool:
    """Whether a member is among the hashes, made with today's key or with an older one that is still known."""
    return not among.isdisjoint(encryption.fingerprints(PURPOSE, str(member)))


def _path() -> Path:
    return Path(settings.ERASURE_JOURNAL)
