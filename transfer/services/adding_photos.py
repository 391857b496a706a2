"""Photos from a ZIP, matched by the file names in the table, and taken through the same processing as any upload."""

import io
import struct
import zipfile
import zlib
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO
from uuid import uuid4

import structlog
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from mentors import directory_version, photos
from mentors.hooks import follow_profile
from mentors.models import Mentor, MentorStatus
from outbox.services import enqueue
from transfer.cells import plain
from transfer.errors import TransferRefused
from transfer.models import Batch, BatchState, PhotoUpload, Row, TableKind
from transfer.policy import LARGEST_ZIP, LONGEST_CONTENTS, MOST_FILES, PHOTOS_AT_ONCE
from transfer.services.moving import locked
from transfer.services.uploading import DELETE_FILE, FOLDER

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("club.transfer")

ADD_PHOTOS = "transfer.add_photos"
MOST_SAID = 100
# Where a ZIP ends: the number of its entries, and the size of its table of contents (PKWARE's APPNOTE 6.3.10, 4.3.16).
END, END_SIGN, END_SIGN_64 = struct.Struct("<4s4H2LH"), b"PK\5\6", b"PK\6\7"
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others take what memory a file says that they need
BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError)


def upload_photos(*, batch: Batch, file: BinaryIO, by: "User", now: datetime) -> PhotoUpload:
    """Have a worker take photos out of a ZIP. There may be several, one after the other.

    Raises:
        TransferRefused: the import isn't done, has no column with file names, or it's no ZIP or too much of one.
    """
    if batch.kind != TableKind.MENTORS or "photo" not in batch.mapping:
        raise TransferRefused(_("This import has no column with the names of photos."))
    content = file.read(LARGEST_ZIP + 1)
    if len(content) > LARGEST_ZIP:
        raise TransferRefused(_("This ZIP is larger than 7 MB. Put the photos into several."))
    _check_end(content)
    try:
        with zipfile.ZipFile(ContentFile(content)) as archive:
            number = sum(not entry.is_dir() for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise _unreadable() from None
    if number > MOST_FILES:
        raise _crowded()
    stored = default_storage.save(f"{FOLDER}{uuid4().hex}", ContentFile(content))
    try:
        with transaction.atomic():
            row = locked(batch, BatchState.DONE)
            upload = PhotoUpload.objects.create(batch=row, file=stored, uploaded_at=now, total=number)
            enqueue(ADD_PHOTOS, {"upload": upload.pk}, now=now)
    except Exception:
        default_storage.delete(stored)
        raise
    logger.info("transfer.photos_uploaded", batch=str(batch.uuid), files=number, by=str(by.uuid))
    return upload


def _check_end(content: bytes) -> None:
    """Refuse a ZIP with a long table of contents before any of it is read.

    Seven megabytes have room for 150,000 entries, which would keep a request busy for a second. zipfile reads as many
    as the size has room for, whatever their number is said to be; so the size counts, too. Where it looks for the end
    is where this looks.

    Raises:
        TransferRefused: there are too many entries, or it's no ZIP, or one that is made for more than 4 GB.
    """
    place = max(len(content) - END.size, 0)
    if not (content.startswith(END_SIGN, place) and content.endswith(b"\0\0")):  # a comment follows
        place = content.rfind(END_SIGN)
    if place < 0 or len(content) < place + END.size:
        raise _unreadable()
    _sign, _disk, _first, _here, entries, size, _start, _comment = END.unpack_from(content, place)
    if END_SIGN_64 in content[max(place - 20, 0) : place]:  # the size is somewhere else
        raise _unreadable()
    if entries > MOST_FILES or size > LONGEST_CONTENTS:
        raise _crowded()


def _unreadable() -> TransferRefused:
    return TransferRefused(_("This isn’t a ZIP file that we can read. Make it again, and upload it."))


def _crowded() -> TransferRefused:
    return TransferRefused(_("There are more than %(most)d files in this ZIP.") % {"most": MOST_FILES})


def add_photos(upload_id: int, *, now: datetime) -> bool:
    """Take the next photos out of a ZIP; whether there are more. Safe to repeat."""
    upload = PhotoUpload.objects.select_related("batch__by").filter(pk=upload_id, done_at=None).first()
    if upload is None:
        return False
    by = upload.batch.by
    with translation.override(by.language if by else None), default_storage.open(upload.file) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                entries = [entry for entry in archive.infolist() if not entry.is_dir()]
                chunk = entries[upload.position : upload.position + PHOTOS_AT_ONCE]
                rows = _rows_by_file(upload.batch)
                for entry in chunk:
                    _add(upload, archive, entry, rows, now=now)
        except (zipfile.BadZipFile, OSError):
            chunk, entries = [], []
            upload.says.append(["", _("This ZIP is broken. Make it again, and upload it.")])
    upload.position += len(chunk)
    more = upload.position < len(entries)
    with transaction.atomic():
        current = PhotoUpload.objects.select_for_update().filter(pk=upload_id, done_at=None).first()
        if current is None:
            return False
        if not more:
            enqueue(DELETE_FILE, {"name": upload.file}, now=now)
            upload.done_at, upload.file = now, ""
        upload.says = upload.says[:MOST_SAID]
        upload.save(update_fields=["position", "says", "added", "done_at", "file"])
    return more


def give_up(upload_id: int, *, now: datetime) -> None:
    """End an upload whose job was abandoned: what was added stays, and the ZIP is deleted."""
    upload = PhotoUpload.objects.select_for_update().filter(pk=upload_id, done_at=None).first()
    if upload is None:
        return
    enqueue(DELETE_FILE, {"name": upload.file}, now=now)
    upload.says = [["", _("This ZIP is broken. Make it again, and upload it.")], *upload.says]
    upload.done_at, upload.file = now, ""
    upload.save(update_fields=["says", "done_at", "file"])


def end_uploads(batch_ids: list[int], *, now: datetime) -> None:
    """Delete the ZIPs of some imports, and the names of the photos: they may be of someone who is erased."""
    for upload in PhotoUpload.objects.select_for_update().filter(batch__in=batch_ids).order_by("pk"):
        if upload.file:
            enqueue(DELETE_FILE, {"name": upload.file}, now=now)
        upload.done_at, upload.file, upload.says = upload.done_at or now, "", []
        upload.save(update_fields=["done_at", "file", "says"])


def _name(path: str) -> str:
    """The name of a file without its folders, however they are written, for comparing."""
    return plain(PurePosixPath(path.replace("\\", "/")).name)


def _rows_by_file(batch: Batch) -> dict[str, Row]:
    place = batch.mapping.index("photo")
    rows = batch.rows.made().exclude(undone=True).only("pk", "cells", "made", "batch")
    return {_name(row.cells[place]): row for row in rows.iterator() if place < len(row.cells) and row.cells[place]}


def _add(
    upload: PhotoUpload, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, rows: dict[str, Row], *, now: datetime
) -> None:
    name = PurePosixPath(entry.filename.replace("\\", "/")).name[:80]
    row = rows.get(_name(entry.filename))
    if name.startswith(".") or "__MACOSX" in entry.filename:
        return
    if row is None:
        upload.says.append([name, _("No row has this file name.")])
        return
    try:
        squares = photos.square(_content(archive, entry), size=min(entry.file_size, photos.MAX_BYTES + 1))
    except ValidationError as error:
        upload.says.append([name, error.messages[0]])
        return
    except BROKEN:
        upload.says.append([name, _("This file is broken, or has a password.")])
        return
    upload.added += _keep(row, squares, now=now)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> io.BytesIO:
    """What is in a file, in memory: nothing of a ZIP is written to a disk, and never more than a photo may have."""
    if entry.file_size > photos.MAX_BYTES:
        return io.BytesIO()  # `square` refuses it by its size
    if entry.compress_type not in METHODS:
        raise NotImplementedError("an unusual compression")
    with archive.open(entry) as file:
        return io.BytesIO(file.read(photos.MAX_BYTES + 1))


def _keep(row: Row, squares: list[tuple[int, bytes]], *, now: datetime) -> bool:
    """Give a mentor the photo if they have none; returns whether that was so."""
    stored = photos.store(squares)
    try:
        with transaction.atomic():
            mentor = Mentor.objects.for_update().filter(pk=row.made["target"], photo="").first()
            if mentor is None or mentor.status == MentorStatus.LEFT:
                photos.delete(stored)
                return False
            mentor.photo, mentor.changed_at = stored, now
            mentor.save(update_fields=["photo", "changed_at"])
            current = Row.objects.select_for_update().get(pk=row.pk)
            current.made |= {"photo": stored}
            current.save(update_fields=["made"])
            follow_profile(mentor, now=now)
            directory_version.bump()
    except Exception:
        photos.delete(stored)
        raise
    return True
