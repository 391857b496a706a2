"""Packing a member's data into a ZIP file, row by row, so that a long history needs no more memory than a short one."""

import json
import shutil
import tempfile
import zipfile
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import TextIOWrapper
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from bookings import ical
from bookings.models import Booking
from core import dates
from core.privacy import kinds
from data_protection.belongings import listed_kinds, parts_of, shown_rows
from data_protection.records import columns_of, facts_of, record_of, schema_of
from mentors.models import Mentor

if TYPE_CHECKING:
    from django.db.models import Model

AT_ONCE = 200  # rows in memory
# Of the page that stands alone in the file.
STYLE = """\
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 44rem; padding: 1rem; }
dl { border-top: 1px solid; display: grid; gap: 0 1rem; grid-template-columns: 12rem 1fr; padding-top: 0.5rem; }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
@media (max-width: 36rem) { dl { grid-template-columns: 1fr; } }
"""


def pack(member: User, *, folder: str, now: datetime) -> tuple[str, int]:
    """Write everything about a member into a ZIP file in the storage; its name and its size in bytes."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, _reading_as(member):
            _add_page(archive, member, now=now)
            archive.writestr("style.css", STYLE)
            _add_data(archive, member, now=now)
            archive.writestr("schema.json", json.dumps(schema_of(), indent=1, ensure_ascii=False))
            bookings = Booking.objects.involving(member).with_people().order_by("starts_at")
            archive.writestr("bookings.ics", ical.feed(bookings, reader=member, with_words=True))
            for name in _photos(member):
                _add_file(archive, name)
        size = file.tell()
        file.seek(0)
        return default_storage.save(f"{folder}{uuid4().hex}.zip", File(file)), size


@contextmanager
def _reading_as(member: User) -> Iterator[None]:
    """The member's language, zone and clock."""
    reads = dates.reading(member.clock, language=member.language, zone=member.time_zone)
    with translation.override(member.language), timezone.override(zoneinfo.ZoneInfo(member.time_zone)), reads:
        yield


def _rows(label: str, member: User) -> "Iterator[Model]":
    """The rows of a model that are exported, a few at a time."""
    rows = shown_rows(label, member)
    columns = columns_of(label)
    related = [path for column in columns for path in column.loads]
    many = [column.name for column in columns if column.is_many]
    return rows.select_related(*related).prefetch_related(*many).iterator(chunk_size=AT_ONCE)


def _add_data(archive: zipfile.ZipFile, member: User, *, now: datetime) -> None:
    """`data.json`: an object with a list for each model."""
    with _opened(archive, "data.json") as out:
        head = {"club": settings.CLUB_NAME, "made_at": now.isoformat(), "schema": "schema.json"}
        out.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "records": {')
        for place, label in enumerate(kinds):
            out.write(("," if place else "") + f"\n{json.dumps(label)}: [")
            for number, row in enumerate(_rows(label, member)):
                record = json.dumps(record_of(label, row, member), ensure_ascii=False)
                out.write(("," if number else "") + "\n " + record)
            out.write("]")
        out.write("\n}}\n")


def _add_page(archive: zipfile.ZipFile, member: User, *, now: datetime) -> None:
    """`index.html`: everything, to read."""
    with _opened(archive, "index.html") as out:
        context = {"club": settings.CLUB_NAME, "member": member, "now": now, "language": member.language}
        head, _mark, foot = render_to_string("data_protection/export.html", context).partition("<!-- records -->")
        out.write(head)
        for label, kind in listed_kinds():
            rows = ((part, row) for part in parts_of(label) for row in _rows(part, member))
            for number, (part, row) in enumerate(rows):
                if number == 0:
                    out.write(render_to_string("data_protection/_export_kind.html", {"kind": kind}))
                facts = facts_of(part, row, member)
                out.write(render_to_string("data_protection/_export_row.html", {"facts": facts}))
        out.write(foot)


@contextmanager
def _opened(archive: zipfile.ZipFile, name: str) -> Iterator[TextIOWrapper]:
    with archive.open(name, "w", force_zip64=True) as raw, TextIOWrapper(raw, "utf-8") as out:
        yield out


def _photos(member: User) -> list[str]:
    return [str(mentor.photo.name) for mentor in Mentor.objects.filter(user=member).exclude(photo="")]


def _add_file(archive: zipfile.ZipFile, name: str) -> None:
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        return  # replaced in the meantime
    with file, archive.open(f"photos/{PurePosixPath(name).name}", "w") as out:
        shutil.copyfileobj(file, out)
