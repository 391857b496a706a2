"""The door in: an export of a whole club, table by table and then its photos, as the team would import each."""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from transfer.errors import TransferRefused
from transfer.models import Batch, BatchState, Outcome, PhotoUpload, TableKind
from transfer.policy import LARGEST_TABLE
from transfer.services import adding_photos, advancing, uploading

if TYPE_CHECKING:
    from accounts.models import User


def import_club(file: BinaryIO, *, by: "User", now: datetime) -> Iterator[tuple[str, Batch | PhotoUpload | None]]:
    """Import all that is in an export, and say after each of its files what became of it: None if it has no rows.

    Nothing is made twice, so that an export can be imported again, or after an interruption. A worker may help.

    Args:
        by: who answers for it; mentors are approved only if they may vet applications.

    Raises:
        TransferRefused: it isn't an export of a club, or a part of it is refused; what came before stays.
    """
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise TransferRefused(_("This isn’t a ZIP file that we can read. Make it again, and upload it.")) from None
    with archive:
        tables = [(kind, name) for kind in TableKind for name in _files(archive, kind, "csv")]
        if not tables:
            raise TransferRefused(_("This ZIP has no tables of a club in it."))
        batches = []
        for kind, name in tables:
            with archive.open(name) as table:
                content = table.read(LARGEST_TABLE + 1)
            if b"\n" not in content.strip():  # a club without old addresses, for example
                yield name, None
                continue
            batch = _import(kind, ContentFile(content), name, by=by, now=now)  # type: ignore[arg-type]
            yield name, batch
            batches += [batch] if kind == TableKind.MENTORS and batch.state == BatchState.DONE else []
        for name in _files(archive, "photos", "zip"):
            for batch in batches:
                with archive.open(name) as photos:
                    upload = adding_photos.upload_photos(batch=batch, file=photos, by=by, now=now)  # type: ignore[arg-type]
                while adding_photos.add_photos(upload.pk, now=now):
                    pass
                upload.refresh_from_db()
                yield name, upload


def _files(archive: zipfile.ZipFile, name: str, kind: str) -> list[str]:
    """The files of a kind in their order: topics.csv, topics-2.csv and so on."""
    found = ((re.fullmatch(rf"{name}(?:-(\d+))?\.{kind}", each), each) for each in archive.namelist())
    return [each for _number, each in sorted((int(match[1] or 1), each) for match, each in found if match)]


def _import(kind: TableKind, table: BinaryIO, name: str, *, by: "User", now: datetime) -> Batch:
    batch = uploading.upload(kind=kind, file=table, name=name, by=by, now=now)
    uploading.read(batch.pk, now=now)
    batch.refresh_from_db()
    if batch.state == BatchState.REFUSED:
        return batch
    uploading.save_mapping(batch=batch, mapping=batch.mapping, by=by, now=now)
    _advance(batch, now=now)
    if batch.counts.get(Outcome.NEW) or batch.counts.get(Outcome.CHANGED):
        advancing.confirm(batch=batch, by=by, now=now)
        _advance(batch, now=now)
    else:
        uploading.give_up(batch=batch, by=by, now=now)
    return batch


def _advance(batch: Batch, *, now: datetime) -> None:
    while advancing.advance(batch.pk, now=now):
        pass
    batch.refresh_from_db()
