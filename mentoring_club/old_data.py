"""Whether this code can use data in var/ that was written by another version.

Until the first release, migrations are edited when a table changes. So databases are compared by the content of their
migrations, and not only by name.
"""

import hashlib
import json
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
RECORD = BASE / "var" / "migrations.json"


def foreign_migrations() -> list[str]:
    """Migrations in the database that are missing, different or ordered differently in this code."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    own, recorded = migration_digests(), json.loads(RECORD.read_text()) if RECORD.exists() else {}
    apps = {name.partition(".")[0] for name in own | recorded}
    loader = MigrationLoader(connection)
    applied = loader.applied_migrations

    def is_foreign(app: str, migration: str) -> bool:
        name = f"{app}.{migration}"
        if name not in own or recorded.get(name, own[name]) != own[name]:
            return True
        return any(parent not in applied for parent in loader.graph.node_map[app, migration].parents)

    return sorted(f"{app}.{migration}" for app, migration in applied if app in apps and is_foreign(app, migration))


def pending_migrations() -> bool:
    """Whether the database lacks a migration of this code."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def record_migrations() -> None:
    """Record the migrations that the database has. Call it after `migrate`."""
    RECORD.write_text(json.dumps(migration_digests(), indent=1))


def migration_digests() -> dict[str, str]:
    """The club's own migrations as `app.name`, each with a digest of its file."""
    return {
        f"{path.parent.parent.name}.{path.stem}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(BASE.glob("*/migrations/[0-9]*.py"))
    }
