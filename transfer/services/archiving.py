"""The door out: the whole club as tables and photos that can be imported again, in a ZIP that a worker makes."""

import codecs
import io
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from bookings.models import WeeklyHours
from core.db import violates
from core.spreadsheets import written
from mentors.models import Category, Mentor, MentorStatus, Topic
from outbox.services import enqueue
from transfer.errors import TransferRefused
from transfer.models import Archive, TableKind
from transfer.policy import KEPT_FOR, LARGEST_TABLE, LARGEST_ZIP, MOST_FILES, MOST_ROWS
from transfer.resources import MentorTable, table_of

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("club.transfer")

MAKE, DELETE_ARCHIVE = "transfer.make_archive", "transfer.delete_archive"
FOLDER = "archives/"
AT_ONCE = 500  # rows in memory
ROOM = 512 * 1024  # of a ZIP with photos, for its list of two thousand names
LANGUAGE = settings.LANGUAGE_CODE  # commas between cells, whoever asks


def ask(*, by: "User", now: datetime) -> Archive:
    """Have the tables of the whole club made.

    Raises:
        TransferRefused: that is being done already.
    """
    try:
        with transaction.atomic():
            archive = Archive.objects.create(by=by, asked_at=now)
            enqueue(MAKE, {"archive": archive.pk}, now=now)
    except IntegrityError as error:
        if violates(error, "archive_one_at_a_time"):
            raise TransferRefused(_("An export is being made already.")) from error
        raise
    logger.warning("transfer.archive_asked", archive=str(archive.uuid), by=str(by.uuid))
    return archive


def make(archive_id: int, *, now: datetime) -> None:
    """Make the file of an export. Does nothing if it is made."""
    if not Archive.objects.waiting().filter(pk=archive_id).exists():
        return
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, translation.override(LANGUAGE):
            for kind in TableKind.values:
                for number, table in enumerate(_tables(kind), 1):
                    archive.writestr(_numbered(kind, number, "csv"), table)
            for number, photos in enumerate(_photos(), 1):
                archive.writestr(_numbered("photos", number, "zip"), photos, zipfile.ZIP_STORED)
        size = file.tell()
        file.seek(0)
        name = default_storage.save(f"{FOLDER}{uuid4().hex}.zip", File(file))
    made = False
    try:
        with transaction.atomic():
            row = Archive.objects.waiting().select_for_update(of=("self",)).filter(pk=archive_id).first()
            if row is not None:
                row.made_at, row.expires_at, row.file, row.size = now, now + KEPT_FOR, name, size
                row.save(update_fields=["made_at", "expires_at", "file", "size"])
                made = True
    finally:
        if not made:  # another worker was faster
            default_storage.delete(name)


def give_up(archive_id: int, *, now: datetime) -> None:
    """Record that an export couldn't be made, so that another can be asked for."""
    Archive.objects.waiting().filter(pk=archive_id).update(failed_at=now)


def forget(*, now: datetime) -> int:
    """Delete the exports whose week is over; returns how many."""
    done = 0
    for archive in Archive.objects.expired(at=now):
        if archive.file:
            default_storage.delete(archive.file)
        archive.delete()
        done += 1
    return done


def make_again(*, now: datetime) -> None:
    """Have every export deleted, because someone in it has been erased. One that was being made begins anew."""
    with transaction.atomic():
        # Locked, so that one which is just being finished is waited for, and its file isn't overlooked.
        for archive in Archive.objects.order_by("pk").select_for_update(of=("self",)):
            archive.delete()
            if archive.file:
                enqueue(DELETE_ARCHIVE, {"name": archive.file}, now=now)
            elif archive.failed_at is None:
                anew = Archive.objects.create(by_id=archive.by_id, asked_at=now)
                enqueue(MAKE, {"archive": anew.pk}, now=now)


def delete_archive(name: str) -> None:
    """Delete a file that no export has any more."""
    if name.startswith(FOLDER) and not Archive.objects.filter(file=name).exists():
        default_storage.delete(name)


def _numbered(name: str, number: int, kind: str) -> str:
    """The name of a file: topics.csv, then topics-2.csv for what doesn't fit into one upload."""
    return f"{name}.{kind}" if number == 1 else f"{name}-{number}.{kind}"


def _tables(kind: str) -> Iterator[bytes]:
    """A table as CSV files, each small enough to be imported; no cell can be taken for a formula."""
    table = table_of(kind)
    headings = written([table.get_export_headers()])
    file, rows = bytearray(headings), 0
    for instance in _rows(kind).iterator(chunk_size=AT_ONCE):
        line = written([table.export_resource(instance)]).removeprefix(codecs.BOM_UTF8)
        if rows == MOST_ROWS or len(file) + len(line) > LARGEST_TABLE:
            yield bytes(file)
            file, rows = bytearray(headings), 0
        file += line
        rows += 1
    yield bytes(file)


def _photos() -> Iterator[bytes]:
    """The photos of mentors as ZIPs, each small enough to be uploaded, with the file names that the table has."""
    named = MentorTable()
    out = io.BytesIO()
    archive, files, size = zipfile.ZipFile(out, "w"), 0, 0
    for mentor in _rows(TableKind.MENTORS).exclude(photo="").iterator(chunk_size=AT_ONCE):
        try:
            with default_storage.open(mentor.photo.name) as file:
                content = file.read()
        except FileNotFoundError:
            continue
        if files and (files == MOST_FILES or size + len(content) > LARGEST_ZIP - ROOM):
            archive.close()
            yield out.getvalue()
            out = io.BytesIO()
            archive, files, size = zipfile.ZipFile(out, "w"), 0, 0
        archive.writestr(named.dehydrate_photo(mentor), content)
        files, size = files + 1, size + len(content)
    archive.close()
    if files:
        yield out.getvalue()


def _rows(kind: str) -> QuerySet[Any]:
    members = Mentor.objects.exclude(status=MentorStatus.LEFT).filter(user__is_active=True)
    match kind:
        case TableKind.AREAS:
            return Category.objects.order_by("position", "slug")
        case TableKind.TOPICS:
            return Topic.objects.select_related("category").order_by("category__position", "slug")
        case TableKind.MENTORS:
            return members.select_related("user").prefetch_related("topics").order_by("slug")
        case TableKind.HOURS:
            hours = WeeklyHours.objects.filter(mentor__in=members).select_related("mentor__user")
            return hours.order_by("mentor__slug", "weekday", "starts")
    return Redirect.objects.filter(site=settings.SITE_ID).order_by("old_path")
