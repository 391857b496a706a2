"""Tables as people save them, and imports of them from beginning to end."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from mentors.models import Category, Topic
from outbox.services import drain
from tests.factories import UserFactory
from transfer.models import Batch, BatchState, TableKind
from transfer.services import advancing, uploading

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
HEADINGS = ["E-Mail", "Name", "Slogan", "Über mich", "Themen", "Sprachen", "Zeitzone", "Webseite", "Foto"]
ANA = ["Ana.Gross@Example.org", "Ana Groß", "Erste Führungsrolle", "Ich höre zu.\nUnd frage.", "Leadership; Bewerbung",
       "Deutsch, Englisch", "Wien", "example.org/ana", "ana.jpg"]  # fmt: skip
BEN = ["ben@example.org", "Ben Ito", "", "", "Leadershipp", "japanisch", "Tokyo", "", ""]


def csv_of(*rows: Sequence[str], encoding: str = "utf-8", separator: str = ";") -> bytes:
    """Rows as CSV, with quotes around each cell."""
    lines = (separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return "\r\n".join(lines).encode(encoding)


def xlsx_of(*rows: Sequence[Any]) -> bytes:
    """Rows as a workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def some_topics() -> dict[str, Topic]:
    """Two topics, with German names."""
    area, _made = Category.objects.get_or_create(slug="career", defaults={"name": "Career", "name_de": "Karriere"})
    names = {"leadership": ("Leadership", "Führung"), "applying": ("Applying", "Bewerbung")}
    return {
        slug: Topic.objects.get_or_create(slug=slug, category=area, defaults={"name": en, "name_de": de})[0]
        for slug, (en, de) in names.items()
    }


def team_member(**fields: Any) -> User:
    """Someone of the club team who may do everything."""
    return UserFactory(is_staff=True, is_superuser=True, last_login=NOW, **fields)


def uploaded(content: bytes, kind: TableKind = TableKind.MENTORS, *, by: User | None = None) -> Batch:
    """An import whose file has been read."""
    file = SimpleUploadedFile("old.csv", content)
    batch = uploading.upload(kind=kind, file=file, name="old.csv", by=by or team_member(), now=NOW)
    drain(now=NOW)
    batch.refresh_from_db()
    return batch


def checked(content: bytes, kind: TableKind = TableKind.MENTORS, *, by: User | None = None) -> Batch:
    """An import that waits to be confirmed, with its columns as guessed."""
    batch = uploaded(content, kind, by=by)
    assert batch.state == BatchState.MAPPING, batch.problem
    uploading.save_mapping(batch=batch, mapping=batch.mapping, by=batch.by, now=NOW)
    drain(now=NOW)
    batch.refresh_from_db()
    return batch


def imported(content: bytes, kind: TableKind = TableKind.MENTORS, *, by: User | None = None) -> Batch:
    """An import that is done, as far as there is something to do."""
    batch = checked(content, kind, by=by)
    if batch.counts.get("new") or batch.counts.get("changed"):
        advancing.confirm(batch=batch, by=batch.by, now=NOW)
        drain(now=NOW)
        batch.refresh_from_db()
        assert batch.state == BatchState.DONE
    return batch


def undone(batch: Batch) -> Batch:
    """The import, undone."""
    advancing.undo(batch=batch, by=batch.by, now=NOW)
    drain(now=NOW)
    batch.refresh_from_db()
    return batch
