"""What a row of a member's data says: for programs, for reading, and as a schema."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, Model
from django.db.models.fields.files import FieldFile
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import formatted
from core.privacy import declared, kinds
from data_protection.belongings import WAY
from mentors.models import Mentor

# JSON Schema's types of columns whose values aren't texts.
TYPES = {
    "BooleanField": "boolean",
    "PositiveSmallIntegerField": "integer",
    "PositiveIntegerField": "integer",
    "PositiveBigIntegerField": "integer",
    "SmallIntegerField": "integer",
    "IntegerField": "integer",
    "ArrayField": "array",
    "ManyToManyField": "array",
    "JSONField": "object",
}
FORMATS = {"DateTimeField": "date-time", "DateField": "date", "TimeField": "time", "EmailField": "email"}


@dataclass(frozen=True, slots=True)
class ExportedColumn:
    """A field whose line says that it is exported."""

    name: str
    field: Any

    @property
    def title(self) -> str:
        """Its name, in the active language."""
        return str(self.field.verbose_name)

    @property
    def is_many(self) -> bool:
        return bool(self.field.many_to_many)

    @property
    def loads(self) -> list[str]:
        """What to load with the row, so that naming whom it points at needs no query."""
        if not isinstance(self.field, ForeignKey):
            return []
        return [f"{self.name}__user"] if self.field.related_model is Mentor else [self.name]


@cache
def columns_of(label: str) -> list[ExportedColumn]:
    """The fields of a model that are exported."""
    meta = apps.get_model(label)._meta
    fields = (meta.get_field(name) for name, line in declared[label].items() if line.export)
    return [ExportedColumn(field.name, field) for field in fields if isinstance(field, Field)]


def record_of(label: str, row: Model, member: User) -> dict[str, Any]:
    """A row for programs: its number, and the exported fields that are the member's to see."""
    identifier = getattr(row, "uuid", None) or row.pk
    hidden = _hidden_from(label, row)
    said = {
        column.name: _plain(_value(column, row), member) for column in columns_of(label) if column.name not in hidden
    }
    return {"id": identifier if isinstance(identifier, int) else str(identifier), **said}


def facts_of(label: str, row: Model, member: User) -> Iterator[tuple[str, str]]:
    """A row to read: what isn't empty, each with its label, in the active language."""
    hidden = _hidden_from(label, row)
    for column in columns_of(label):
        if column.name in hidden:
            continue
        value = _value(column, row)
        shown = getattr(row, f"get_{column.name}_display", None)
        if text := _read(shown() if shown and value else value, member):
            yield column.title, text


def schema_of() -> dict[str, Any]:
    """What `data.json` says, as JSON Schema (2020-12), in the active language."""
    records = {}
    for label, kind in kinds.items():
        above = kinds[kind.part_of] if kind.part_of else kind
        items = {"id": {"type": ["integer", "string"]}} | {
            column.name: _described(column) for column in columns_of(label)
        }
        records[label] = {
            "title": str(above.title),
            "description": f"{above.why} {above.goes}",
            "type": "array",
            "items": {"type": "object", "properties": items},
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "club": {"type": "string"},
            "made_at": {"type": "string", "format": "date-time"},
            "schema": {"type": "string"},
            "records": {"type": "object", "properties": records},
        },
        "required": ["club", "made_at", "records"],
    }


def _described(column: ExportedColumn) -> dict[str, Any]:
    kind = column.field.get_internal_type()
    described: dict[str, Any] = {"title": column.title, "type": [TYPES.get(kind, "string"), "null"]}
    if kind in FORMATS:
        described["format"] = FORMATS[kind]
    return described


def _hidden_from(label: str, row: Model) -> set[str]:
    """The fields that are someone else's, unless a row is the member's in another way, too."""
    people = enumerate(kinds[label].people)
    hidden = [set(person.hides) for place, person in people if person.export and getattr(row, f"{WAY}{place}")]
    return set.intersection(*hidden) if hidden else set()


def _value(column: ExportedColumn, row: Model) -> Any:
    value = getattr(row, column.name)
    return list(value.all()) if column.is_many else value


def _plain(value: Any, member: User) -> Any:
    """A value as JSON has it."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): _plain(each, member) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each, member) for each in value]
    return _named(value, member)


def _read(value: Any, member: User) -> str:
    """A value as people read it; "" if it says nothing."""
    if value is None or value == "" or value is False:
        return ""
    if value is True:
        return _("yes")
    if isinstance(value, datetime):
        return formatted(localtime(value), "DATETIME_FORMAT")  # with its year, as it may be read long after
    if isinstance(value, date):
        return formatted(value, "DATE_FORMAT")
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_read(each, member)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_read(each, member) for each in value)
    return _named(value, member)


def _named(value: Any, member: User) -> str:
    """Whom or what a value points at."""
    if isinstance(value, Mentor):
        value = value.user
    if isinstance(value, User):
        return _("you") if value.pk == member.pk else str(value.display_name)
    if isinstance(value, FieldFile):
        return value.name or ""
    return str(value)
