"""Migrations that the version before survives and that lock nothing for long: expand, contract a release later."""

from django.db import models
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from tests.architecture.files import LAYERS

BREAKING = (ops.RemoveField, ops.RenameField, ops.RenameModel, ops.DeleteModel, ops.AlterModelTable)
LOCKING = (ops.AddIndex, ops.AddConstraint)  # AddIndexConcurrently, and AddConstraintNotValid with ValidateConstraint
# What was looked at and is harmless, or done in its second release: "app.migration Operation": why.
ARGUED = {"bookings.0002_rules_in_range AddConstraint": "older than the first release: no club had the table"}


def trouble(operation: Operation, made_here: set[str]) -> str:
    """What is unsafe about an operation on a table that is in use; "" when nothing is."""
    table = str(getattr(operation, "model_name", getattr(operation, "name", ""))).lower()
    if table in made_here:
        return ""
    if isinstance(operation, BREAKING):
        return "breaks the version before"
    if isinstance(operation, LOCKING):
        return "locks the table while it reads it"
    if isinstance(operation, ops.AddField):
        field = operation.field
        if not field.null and not field.has_db_default() and not field.many_to_many:
            return "the version before cannot insert: give it a db_default"
    return ""


def found(label: str, name: str, operations: list[Operation]) -> list[str]:
    made_here = {operation.name.lower() for operation in operations if isinstance(operation, ops.CreateModel)}
    lines = [(operation, trouble(operation, made_here)) for operation in operations]
    return [f"{label}.{name} {type(operation).__name__}: {why}" for operation, why in lines if why]


def test_no_migration_is_unsafe_on_a_table_in_use() -> None:
    loader = MigrationLoader(None)
    ours = [(key, step) for key, step in loader.disk_migrations.items() if key[0] in LAYERS and not step.initial]
    assert len(ours) > 3
    lines = [line for (label, name), step in ours for line in found(label, name, step.operations)]
    assert [line for line in lines if line.partition(":")[0] not in ARGUED] == []


def test_what_is_unsafe_is_found() -> None:
    text = models.CharField(max_length=9)
    unsafe = [
        ops.RemoveField("job", "kind"),
        ops.RenameField("job", "kind", "sort"),
        ops.AddField("job", "sort", text),
        ops.AddIndex("job", models.Index(fields=["kind"], name="by_kind")),
        ops.DeleteModel("job"),
    ]
    assert len(found("outbox", "0009", unsafe)) == len(unsafe)
    kind = models.CharField(max_length=9, default="", db_default="")
    made = ops.CreateModel("Fresh", [])
    safe = [ops.AddField("job", "sort", kind), made, ops.AddIndex("fresh", models.Index(fields=["x"], name="x"))]
    assert found("outbox", "0009", safe) == []
