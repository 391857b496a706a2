"""The content of a backup: a tar of pg_dump's output in pieces, `media/…`, and finally `manifest.json` with digests.

Everything is streamed, so that no unencrypted data and no temporary files are written.
"""

import fcntl
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from core import encryption
from core.encryption import Damaged
from mentoring_club.backup import postgres

FORMAT = 2
PLAIN = b"mentoring-club-backup-1\n"
# Copies of members' data, and tables on their way in and out, which are deleted after a week at most.
PASSING = ("exports/", "imports/", "archives/")
DUMP, MEDIA, MANIFEST = "database/", "media/", "manifest.json"
MAKING = ".making-"  # prefix of the name of an incomplete file
CHUNK = 1024 * 1024  # bytes
PIECE = 16 * CHUNK  # of the dump; a tar needs a file's size in advance


class Unfit(Exception):
    """The backup cannot be made or restored here; the message says why."""


def write(folder: Path, *, now: datetime) -> Path:
    """Write a backup into `folder`, completely or not at all; returns its path.

    Raises:
        Unfit: another backup is being written there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sealed = bool(settings.BACKUP_KEY)
    target = folder / f"club-{now:%Y-%m-%dT%H%M%SZ}.{'backup' if sealed else 'plain'}"
    with _alone(folder):
        for left_over in folder.glob(f"{MAKING}*"):  # from a killed process
            left_over.unlink()
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=MAKING)  # readable only by its owner
        try:
            with os.fdopen(descriptor, "wb") as file:
                sealer = encryption.Sealer(file, settings.BACKUP_KEY) if sealed else None
                if sealer is None:
                    file.write(PLAIN)
                with tarfile.open(fileobj=cast("BinaryIO", sealer or file), mode="w|") as tar:
                    _fill(tar, now=now)
                if sealer is not None:
                    sealer.finish()
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    return target


def complete(folder: Path) -> list[Path]:
    """The backups in `folder`, oldest first."""
    return sorted(path for path in folder.glob("club-*") if path.suffix in (".backup", ".plain"))


def prune(folder: Path, *, keep: int) -> None:
    """Delete all backups in `folder` but the newest `keep`, at least one."""
    for path in complete(folder)[: -max(keep, 1)]:
        path.unlink()


def check(source: Path) -> dict[str, Any]:
    """Read a whole backup, and compare everything with its manifest. Returns the manifest.

    Raises:
        Damaged: the file was changed, or the key is wrong.
    """
    sums: dict[str, str] = {}
    listed = b""
    try:
        for name, content in _members(source):
            hashed = _Hashed(content)
            while chunk := hashed.read(CHUNK):
                if name == MANIFEST:
                    listed += chunk
            sums[name] = hashed.digest.hexdigest()
    except (tarfile.TarError, EOFError) as error:
        raise Damaged("The file is damaged or cut off.") from error
    if MANIFEST not in sums:
        raise Damaged("The file is cut off: its list of contents is missing.")
    del sums[MANIFEST]
    try:
        manifest: dict[str, Any] = json.loads(listed)
        told = manifest["sha256"]
    except (ValueError, KeyError) as error:
        raise Damaged("The file is damaged: its list of contents cannot be read.") from error
    wrong = sorted(name for name in told.keys() | sums.keys() if told.get(name) != sums.get(name))
    if wrong:
        raise Damaged(f"The file is damaged: {wrong[0]} is not what was written ({len(wrong)} such files).")
    return manifest


def restore(source: Path) -> dict[str, Any]:
    """Check a backup, then restore it. Returns its manifest.

    Raises:
        Unfit: this installation is not empty, or the backup is from a newer version.
        Damaged: the file was changed, or the key is wrong.
        postgres.Failed: PostgreSQL refused; nothing has changed.
    """
    if postgres.tables():
        raise Unfit("The database holds tables already. Restore into an empty one: createdb club, without migrate.")
    if any(names(default_storage)):
        raise Unfit("There are uploaded files already. Restore where MEDIA_ROOT or the bucket is empty.")
    manifest = check(source)
    _refuse_newer(manifest)
    saved: list[str] = []
    try:
        _save_media(source, saved)
        with postgres.loading() as database:
            for name, content in _members(source):
                if name.startswith(DUMP):
                    shutil.copyfileobj(content, database, CHUNK)
    except BaseException:
        for path in saved:
            default_storage.delete(path)
        if isinstance(default_storage, FileSystemStorage):
            _remove_empty(Path(default_storage.location))
        raise
    return manifest


def names(storage: Storage, folder: str = "") -> Iterator[str]:
    """The names of all files in a storage, sorted within each folder."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in sorted(files) if name)
    for inner in sorted(folders):
        yield from names(storage, f"{folder}{inner}/")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Lock `folder`; the lock ends with the process."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Unfit(f"Another backup is being written into {folder}.") from error
    finally:
        os.close(descriptor)


def _fill(tar: tarfile.TarFile, *, now: datetime) -> None:
    """Add the tables first, then the files, so that every photo in the tables is in the backup."""
    sums: dict[str, str] = {}
    with postgres.dumping() as dump:
        number = 0
        while piece := dump.read(PIECE):
            _add(tar, f"{DUMP}{number:06}", io.BytesIO(piece), len(piece), sums)
            number += 1
    for name in names(default_storage):
        if name.startswith(PASSING):
            continue
        try:
            content = default_storage.open(name)
        except FileNotFoundError:
            continue  # deleted after it was listed
        with content:
            _add(tar, MEDIA + name, cast("BinaryIO", content), content.size, sums)
    manifest = {
        "format": FORMAT,
        "club": club_version(),
        "postgresql": postgres.version(),
        "made_at": now.isoformat(),
        "migrations": sorted(f"{app}.{name}" for app, name in MigrationLoader(connection).applied_migrations),
        "sha256": sums,
    }
    listed = json.dumps(manifest, indent=1).encode()
    _add(tar, MANIFEST, io.BytesIO(listed), len(listed), {})


class _Hashed:
    """A file that computes its hash while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


def _add(tar: tarfile.TarFile, name: str, file: BinaryIO, size: int, sums: dict[str, str]) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    hashed = _Hashed(file)
    tar.addfile(member, cast("Any", hashed))
    sums[name] = hashed.digest.hexdigest()


@contextmanager
def _opened(source: Path) -> Iterator[BinaryIO]:
    """The tar in a file, encrypted or not."""
    with source.open("rb") as file:
        magic = file.read(len(encryption.MAGIC))
        if magic == PLAIN:
            yield file
        elif magic != encryption.MAGIC:
            raise Damaged("This is no backup of a club, or one of a newer club.")
        elif not settings.BACKUP_KEY:
            raise Damaged("The backup is encrypted: set BACKUP_KEY.")
        else:
            yield cast("BinaryIO", io.BufferedReader(encryption.Opener(file, settings.BACKUP_KEY)))


def _members(source: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield each file in a backup with its content, which must be read before the next.

    Raises:
        Damaged, tarfile.TarError: the backup cannot be read to its end.
    """
    with _opened(source) as file:
        with tarfile.open(fileobj=file, mode="r|") as tar:
            for member in tar:
                path, content = PurePosixPath(member.name), tar.extractfile(member)
                if content is None or path.is_absolute() or ".." in path.parts:
                    raise Damaged(f"The file is damaged: {member.name!r} has no place in a backup.")
                yield member.name, content
        while file.read(CHUNK):
            pass  # read to the end, as only the last piece proves that an encrypted file is complete


def _refuse_newer(manifest: dict[str, Any]) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    newer = sorted(set(manifest["migrations"]) - known)
    if manifest["format"] > FORMAT or newer:
        named = f" ({newer[0]} is not known here)" if newer else ""
        raise Unfit(f"The backup comes from a newer club, {manifest['club']}{named}. Install that version first.")
    if manifest["postgresql"] > postgres.version():
        raise Unfit(f"The backup comes from PostgreSQL {manifest['postgresql']}; this one is {postgres.version()}.")


def _save_media(source: Path, saved: list[str]) -> None:
    for path, content in _members(source):
        if path.startswith(MEDIA):
            name = path.removeprefix(MEDIA)
            saved.append(default_storage.save(name, ContentFile(content.read())))
            if saved[-1] != name:
                raise Unfit(f"The storage keeps {name} under another name.")


def _remove_empty(root: Path) -> None:
    for path in sorted(root.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def club_version() -> str:
    """The version in pyproject.toml."""
    try:
        return str(tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"])
    except (OSError, KeyError):
        return "unknown"
