"""No check of the database passes only because a field is empty: each says what it makes of NULL.

SQL lets a row through if its check is neither true nor false, so `ended_at >= began_at` accepts an end without a begin.
Each check is asked about every mix of a few values of its columns, the empty ones among them.
"""

import re
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import CheckConstraint, Model

from tests.architecture.test_indexes import MODELS

CHECKS = [(model, check) for model in MODELS for check in model._meta.constraints if isinstance(check, CheckConstraint)]
VALUES: list[tuple[Any, tuple[str, ...]]] = [
    (models.BooleanField, ("true", "false")),
    (models.DateField, ("2026-11-01", "2026-11-02")),  # with a time or without
    (models.TimeField, ("09:00", "10:00")),
    (models.DurationField, ("0", "1 hour")),
    (models.JSONField, ("{}", '{"en": "x"}')),
    (models.UUIDField, ("00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002")),
    (models.GenericIPAddressField, ("192.0.2.1", "192.0.2.2")),
    (ArrayField, ("{}", "{1}")),
    ((models.IntegerField, models.DecimalField, models.FloatField, models.ForeignKey), ("0", "1")),
    ((models.CharField, models.TextField, models.FileField), ("", "x")),
]


def values(field: Any) -> list[str | None]:
    """What a column may hold, as text that PostgreSQL reads; None if it may be empty."""
    chosen = [str(value) for value, _label in field.flatchoices] if field.choices else []
    some = next(texts for kinds, texts in VALUES if isinstance(field, kinds))
    return [*dict.fromkeys([*chosen, *some]), *([None] if field.null else [])]


def kind_of(field: Any) -> str:
    return str(field.rel_db_type(connection) if field.is_relation else field.db_type(connection))


def passed_by_null(model: type[Model], check: CheckConstraint) -> dict[str, Any]:
    """Values with which a check is neither true nor false; {} if there are none."""
    with connection.schema_editor(collect_sql=True) as editor:
        sql = check._get_check_sql(model, editor)  # type: ignore[attr-defined]  # not in the stubs
    named = set(re.findall(r'"(\w+)"', sql))
    fields = [field for field in model._meta.local_concrete_fields if field.column in named]
    if not any(field.null for field in fields):
        return {}
    columns = [
        f'(SELECT unnest(%s::text[])::{kind_of(field)} AS "{field.column}") AS "of_{field.column}"' for field in fields
    ]
    query = f"SELECT * FROM {', '.join(columns)} WHERE ({sql}) IS NULL LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute(query, [values(field) for field in fields])
        row = cursor.fetchone()
    return dict(zip([field.name for field in fields], row, strict=True)) if row else {}


@pytest.mark.django_db
def test_no_check_passes_because_a_field_is_empty() -> None:
    found = {check.name: passed_by_null(model, check) for model, check in CHECKS}
    assert {name: row for name, row in found.items() if row} == {}


@pytest.mark.django_db
def test_check_that_a_missing_time_passes_is_found() -> None:
    job = next(model for model in MODELS if model._meta.label == "outbox.Job")
    careless = CheckConstraint(name="careless", condition=models.Q(done_at__gte=models.F("created_at")))
    careful = CheckConstraint(name="careful", condition=models.Q(done_at=None) | models.Q(careless.condition))
    assert passed_by_null(job, careless)["done_at"] is None
    assert passed_by_null(job, careful) == {}
