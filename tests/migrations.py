"""Migrations that the version before survives and that lock nothing for long: expand, contract a release later.

The rules are django-safe-migrations', with those of ours that it has not. What a migration makes itself is empty and
used by nobody, so it may be built in one go. An exception stands in the migration, above the operation, with a reason:
`# safe-migrations: ignore SM002 -- no release since 0.4 reads it`.
"""

import logging
import os
import sys
from collections.abc import Iterable
from typing import Any

import django
from django.contrib.postgres import operations as postgres
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django_safe_migrations.analyzer import MigrationAnalyzer
from django_safe_migrations.rules import get_all_rules
from django_safe_migrations.rules.base import BaseRule, Issue, Severity
from django_safe_migrations.suppression import get_suppressions_for_migration

from tests.architecture.files import LAYERS

logging.getLogger("django_safe_migrations").setLevel(logging.ERROR)  # it does not know the numbers of our own rules

REASONS = {
    "SM001": "the version before cannot insert: give the field a db_default",
    "SM002": "the version before still reads the column: drop it a release after the last one that does, and say which",
    "SM003": "the version before still reads the table: drop it a release after the last one that does, and say which",
    "SM004": "the table is rewritten, or read through, under a lock: add a column, fill it, change over",
    "SM005": "every row is checked under a lock: add the foreign key NOT VALID, validate it after",
    "SM006": "the version before knows the column by its old name: add one, fill it, drop the other a release later",
    "SM007": "a release that goes wrong is taken back: say how, or that nothing has to be done",
    "SM009": "the index is built under a lock: build it concurrently first",
    "SM010": "the index is built under a lock: AddIndexConcurrently",
    "SM011": "the index is built under a lock: build it concurrently first",
    "SM013": "the table is read through under a lock, and what is longer fails",
    "SM014": "the version before knows the table by its old name",
    "SM015": "the index is built under a lock: a UniqueConstraint over one that was built concurrently",
    "SM016": "a release that goes wrong is taken back: say how, or RunPython.noop",
    "SM017": "every row is checked under a lock: AddConstraintNotValid, and ValidateConstraint in the next migration",
    "SM018": "PostgreSQL builds nothing concurrently in a transaction: atomic = False",
    "SM020": "every row is checked under a lock: a check NOT VALID first, validated after",
    "SM021": "the index is built under a lock: build it concurrently first",
    "SM022": "computed for each row while the table is locked",
    "SM024": "values go into RunSQL as parameters",
    "SM026": "all rows at once: go through them in batches",
    "SM030": "writers wait: RemoveIndexConcurrently",
    "SM033": "the version before cannot insert: Django drops the default again, a db_default stays",
    "SM035": "nobody judges DDL in a text: use an operation, or say why it is safe",
    "SM037": "models as they are today, not as they were: apps.get_model",
    "SM038": "rows stay locked as long as the table: data in a migration of its own",
    "SM040": "one value for all rows is not unique",
    "SM041": "the table is rewritten under a lock",
    "SM042": "Django cannot do that to a table that is there",
    "SM047": "every row is checked under a lock: NOT VALID first",
    "SM048": "the version before still reads the rows",
    "SM049": "Django opens and ends the transaction",
    "SM050": "no migration drops a database",
    "SM056": "every row is checked under a lock: make sure that the table is small, and say so",
    "SM901": "nobody has judged this kind of operation: say why it is safe",
    "SM902": "the index is built under a lock: add the field without, then AddIndexConcurrently",
    "SM903": "rows stay locked until the last is done: atomic = False and batches, or say why they are few",
    "SM904": "the version before knows the column by its old name: add one, fill it, drop the other a release later",
}
JUDGED = (
    ops.AddConstraint, ops.AddField, ops.AddIndex, ops.AlterField, ops.AlterUniqueTogether, ops.DeleteModel,
    ops.RemoveField, ops.RemoveIndex, ops.RenameField, ops.RenameModel, ops.RunPython, ops.RunSQL,
    ops.SeparateDatabaseAndState,
)  # fmt: skip
HARMLESS = (
    ops.AlterConstraint, ops.AlterModelManagers, ops.AlterModelOptions, ops.AlterModelTableComment, ops.CreateModel,
    ops.RemoveConstraint, ops.RenameIndex, postgres.CreateExtension, postgres.ValidateConstraint,
)  # fmt: skip


class OwnRule(BaseRule):
    """A rule that the library has not; `breaks` says whether an operation is against it."""

    severity = Severity.ERROR

    def check(self, operation: Operation, migration: Migration, **known: Any) -> Issue | None:
        if not self.breaks(operation, migration, known.get("old_field")):
            return None
        return self.create_issue(operation=operation, migration=migration, message=self.description)

    def breaks(self, operation: Operation, migration: Migration, before: Any) -> bool:
        raise NotImplementedError


class UnknownOperation(OwnRule):
    rule_id, description = "SM901", "an operation that no rule looks at"

    def breaks(self, operation: Operation, migration: Migration, before: Any) -> bool:
        return not isinstance(operation, JUDGED + HARMLESS)


class AddFieldWithIndex(OwnRule):
    rule_id, description = "SM902", "a field with an index on a table in use"

    def breaks(self, operation: Operation, migration: Migration, before: Any) -> bool:
        field = getattr(operation, "field", None)
        return isinstance(operation, ops.AddField) and bool(field.db_index or field.unique)


class DataInOneTransaction(OwnRule):
    rule_id, description = "SM903", "data changed in one transaction"

    def breaks(self, operation: Operation, migration: Migration, before: Any) -> bool:
        return isinstance(operation, ops.RunPython | ops.RunSQL) and migration.atomic


class AlterFieldColumn(OwnRule):
    rule_id, description = "SM904", "a column renamed"

    def breaks(self, operation: Operation, migration: Migration, before: Any) -> bool:
        if not isinstance(operation, ops.AlterField) or before is None:
            return False
        return bool((before.db_column or before.name) != (operation.field.db_column or before.name))


OWN = (UnknownOperation, AddFieldWithIndex, DataInOneTransaction, AlterFieldColumn)


def rules() -> list[BaseRule]:
    return [rule for rule in (*get_all_rules("postgresql"), *(rule() for rule in OWN)) if rule.rule_id in REASONS]


def is_safe(operation: Operation, rule: str, made_here: set[str]) -> bool:
    """Whether the library errs: what it says of a table that nobody uses yet, or of the safe way itself."""
    if str(getattr(operation, "model_name", getattr(operation, "name", ""))).lower() in made_here:
        return True
    if rule == "SM017":
        return isinstance(operation, postgres.AddConstraintNotValid)
    return rule == "SM001" and bool(operation.field.many_to_many)  # type: ignore[attr-defined]  # a table of its own


def found(migration: Migration, loader: MigrationLoader) -> list[str]:
    """What is unsafe in one migration, and why."""
    label, name = migration.app_label, migration.name
    analyzer = MigrationAnalyzer(rules=rules(), db_vendor="postgresql", disabled_rules=[])
    made: set[str] = set()
    made_before = []  # for each operation, what those before it have made
    for operation in migration.operations:
        made_before.append(set(made))
        if isinstance(operation, ops.CreateModel):
            made.add(operation.name.lower())
    lines = []
    for issue in analyzer.analyze_migration(migration, label, name, loader):
        at = issue.operation_index
        if at is None or not is_safe(migration.operations[at], issue.rule_id, made_before[at]):
            lines.append(
                f"{label}.{name}:{issue.line_number} {issue.operation}: {REASONS[issue.rule_id]} ({issue.rule_id})"
            )
    unargued = [each for each in get_suppressions_for_migration(migration).values() if not each.reason]
    return lines + [f"{label}.{name}:{each.line_number}: an exception without its reason" for each in unargued]


def all_found(apps: Iterable[str] = LAYERS) -> tuple[int, list[str]]:
    """How many migrations were looked at, and what is unsafe in them."""
    loader = MigrationLoader(None)
    ours = [step for (label, _name), step in sorted(loader.disk_migrations.items()) if label in apps]
    return len(ours), [line for step in ours for line in found(step, loader)]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_club.settings")
    django.setup()
    number, lines = all_found()
    print("\n".join(lines) or f"{number} migrations, none unsafe")
    return 1 if lines or not number else 0


if __name__ == "__main__":
    sys.exit(main())
