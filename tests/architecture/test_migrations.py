"""Migrations that the version before survives and that lock nothing for long; and the rules that say which do."""

from pathlib import Path

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import models
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import Q

from tests.migrations import HARMLESS, JUDGED, REASONS, all_found, found, rules

TEXT = models.CharField(max_length=100)
INDEX = models.Index(fields=["kind"], name="by_kind")
CHECK = models.CheckConstraint(condition=~Q(kind=""), name="has_kind")
ONCE = models.UniqueConstraint(fields=["kind"], name="kind_once")
ALONE = ExclusionConstraint(name="kind_alone", expressions=[("kind", "=")])
MEMBER = models.ForeignKey("accounts.User", models.CASCADE, null=True, db_index=False)
UPDATE = "UPDATE outbox_job SET kind = 'x'"


def everything_at_once(apps: object, schema_editor: object) -> None:
    for job in apps.get_model("outbox", "Job").objects.all():  # type: ignore[attr-defined]
        job.save()


def one_statement(apps: object, schema_editor: object) -> None:
    apps.get_model("outbox", "Job").objects.filter(kind="").update(kind="x")  # type: ignore[attr-defined]


UNSAFE: list[tuple[Operation, set[str]]] = [
    (ops.AddField("job", "sort", TEXT), {"SM001"}),
    (ops.AddField("job", "sort", models.CharField(max_length=9, default="")), {"SM033"}),
    (ops.AddField("job", "sort", models.CharField(max_length=9, null=True, db_index=True)), {"SM902"}),
    (ops.AddField("job", "sort", models.CharField(max_length=9, null=True, unique=True)), {"SM902"}),
    (ops.AddField("job", "member", MEMBER), {"SM005"}),
    (ops.RemoveField("job", "kind"), {"SM002"}),
    (ops.RenameField("job", "kind", "sort"), {"SM006"}),
    (ops.RenameModel("job", "task"), {"SM014"}),
    (ops.DeleteModel("job"), {"SM003"}),
    (ops.AlterModelTable("job", "task"), {"SM901"}),
    (ops.AlterOrderWithRespectTo("job", "kind"), {"SM901"}),
    (ops.AlterField("job", "kind", models.CharField(max_length=20)), {"SM004", "SM013"}),
    (ops.AlterField("job", "kind", models.CharField(max_length=100, db_index=True)), {"SM004"}),
    (ops.AlterField("job", "kind", models.CharField(max_length=100, unique=True)), {"SM004", "SM021"}),
    (ops.AlterField("job", "kind", models.CharField(max_length=100, db_column="sort")), {"SM904"}),
    (ops.AlterField("job", "attempts", models.BigIntegerField()), {"SM004"}),
    (ops.AlterField("job", "done_at", models.DateTimeField()), {"SM020"}),
    (ops.AddIndex("job", INDEX), {"SM010"}),
    (ops.RemoveIndex("job", "by_kind"), {"SM030"}),
    (AddIndexConcurrently("job", INDEX), {"SM018"}),  # in a transaction
    (ops.AddConstraint("job", CHECK), {"SM017"}),
    (ops.AddConstraint("job", ONCE), {"SM011"}),
    (ops.AddConstraint("job", ALONE), {"SM056"}),
    (ops.AlterUniqueTogether("job", {("kind", "key")}), {"SM015"}),
    (ops.RunSQL(UPDATE, ops.RunSQL.noop), {"SM903"}),
    (ops.RunSQL("ALTER TABLE outbox_job ALTER kind TYPE text", ops.RunSQL.noop), {"SM035", "SM903"}),
    (ops.RunPython(one_statement, ops.RunPython.noop), {"SM903"}),
    (ops.SeparateDatabaseAndState(database_operations=[ops.RemoveField("job", "kind")]), {"SM002"}),
]
UNSAFE_OUTSIDE: list[tuple[Operation, set[str]]] = [
    (ops.RunSQL(UPDATE), {"SM007"}),
    (ops.RunPython(one_statement), {"SM016"}),
    (ops.RunPython(everything_at_once, ops.RunPython.noop), {"SM026"}),
]
SAFE: list[Operation] = [
    ops.AddField("job", "sort", models.CharField(max_length=9, null=True)),
    ops.AddField("job", "sort", models.CharField(max_length=9, default="", db_default="")),
    ops.AddField("job", "members", models.ManyToManyField("accounts.User")),
    ops.AlterField("job", "kind", models.CharField("sort of job", max_length=100)),
    ops.AlterField("job", "kind", models.CharField(max_length=200)),
    ops.AlterModelOptions("job", {"ordering": ["id"]}),
    ops.RemoveConstraint("job", "outbox_job_ends_one_way"),
    ops.SeparateDatabaseAndState(state_operations=[ops.RemoveField("job", "kind")]),
    AddConstraintNotValid("job", CHECK),
    ValidateConstraint("job", "has_kind"),
]
SAFE_OUTSIDE: list[Operation] = [
    AddIndexConcurrently("job", INDEX),
    ops.RunSQL(UPDATE, ops.RunSQL.noop),
    ops.RunPython(one_statement, ops.RunPython.noop),
]


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None)


def judged(loader: MigrationLoader, *operations: Operation, atomic: bool = True) -> list[str]:
    """What is found in a migration that comes after the first of the outbox."""
    first, second = ("outbox", "0001_initial"), ("outbox", "0002_sample")
    kind = type("Migration", (Migration,), {"operations": list(operations), "atomic": atomic, "dependencies": [first]})
    kind.__module__ = loader.disk_migrations[first].__module__
    migration = loader.disk_migrations[second] = kind(second[1], second[0])
    loader.graph.add_node(second, migration)
    loader.graph.add_dependency(migration, second, first)
    try:
        return found(migration, loader)
    finally:
        loader.graph.remove_replacement_node(second, [])
        del loader.disk_migrations[second]


def named(operation: Operation) -> str:
    return f"{type(operation).__name__} {operation.describe()}"


def test_no_migration_of_ours_is_unsafe() -> None:
    number, lines = all_found()
    assert number >= 9
    assert lines == []


@pytest.mark.parametrize(
    ("operation", "expected"), UNSAFE, ids=lambda value: named(value) if isinstance(value, Operation) else ""
)
def test_what_is_unsafe_is_found(loader: MigrationLoader, operation: Operation, expected: set[str]) -> None:
    lines = judged(loader, operation)
    assert {line.rpartition("(")[2].strip(")") for line in lines} == expected
    assert all(REASONS[rule] in "".join(lines) for rule in expected)


@pytest.mark.parametrize(("operation", "expected"), UNSAFE_OUTSIDE)
def test_what_is_unsafe_outside_a_transaction_is_found(
    loader: MigrationLoader, operation: Operation, expected: set[str]
) -> None:
    assert {line.rpartition("(")[2].strip(")") for line in judged(loader, operation, atomic=False)} == expected


@pytest.mark.parametrize("operation", SAFE, ids=named)
def test_what_is_safe_passes(loader: MigrationLoader, operation: Operation) -> None:
    assert judged(loader, operation) == []


@pytest.mark.parametrize("operation", SAFE_OUTSIDE, ids=named)
def test_what_is_safe_outside_a_transaction_passes(loader: MigrationLoader, operation: Operation) -> None:
    assert judged(loader, operation, atomic=False) == []


def test_table_is_free_from_where_the_migration_makes_it(loader: MigrationLoader) -> None:
    """What nobody uses yet may be built in one go; a table of that name that was there before it may not."""
    made = ops.CreateModel("Fresh", [("kind", TEXT)])
    assert judged(loader, made, ops.AddIndex("fresh", INDEX), ops.AddConstraint("fresh", CHECK)) == []
    assert len(judged(loader, ops.AddIndex("fresh", INDEX), made)) == 1


def test_exception_needs_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole migration, read from disk: argued, bare, and forgotten."""
    package = tmp_path / "sample_of_migrations"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "0001_three.py").write_text(
        "from django.db import migrations\n\n\n"
        "class Migration(migrations.Migration):\n"
        "    operations = [\n"
        '        migrations.RemoveField("job", "error"),\n'
        "        # safe-migrations: ignore SM002 -- no release since 0.4 reads it\n"
        '        migrations.RemoveField("job", "kind"),\n'
        "        # safe-migrations: ignore SM002\n"
        '        migrations.RemoveField("job", "key"),\n'
        "    ]\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("django.conf.settings.MIGRATION_MODULES", {"directory": "sample_of_migrations"})
    number, lines = all_found(["directory"])
    assert number == 1
    assert [line.partition(": ")[0] for line in lines] == [
        "directory.0001_three:6 RemoveField(job.error)", "directory.0001_three:9"
    ]  # fmt: skip


def test_every_reason_belongs_to_a_rule_and_every_kind_of_operation_is_judged() -> None:
    """A new release of the library, or of Django, is looked at before it changes what is let through."""
    assert sorted(rule.rule_id for rule in rules()) == sorted(REASONS)
    known = {kind.__name__ for kind in (*JUDGED, *HARMLESS)}
    assert set(ops.__all__) - known == {"AlterIndexTogether", "AlterModelTable", "AlterOrderWithRespectTo"}
