"""The data in var/ goes on with this code, or it is put aside."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from mentoring_club import old_data

PROVIDE = """
import sys
from pathlib import Path
from mentoring_club import dev_services
dev_services.VAR = Path(sys.argv[1])
dev_services.provide()
print("ready", flush=True)
if sys.stdin.readline().strip() == "put aside":
    print(dev_services.put_data_aside(), flush=True)
"""


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(old_data, "RECORD", tmp_path / "migrations.json")
    return tmp_path / "migrations.json"


@pytest.mark.django_db
def test_database_of_this_code_goes_on_with_a_record_and_without(record: Path) -> None:
    assert old_data.foreign_migrations() == []
    old_data.record_migrations()
    assert old_data.foreign_migrations() == []


@pytest.mark.django_db
def test_migration_that_is_gone_or_of_other_content_is_foreign(record: Path) -> None:
    old_data.record_migrations()
    digests = json.loads(record.read_text())
    record.write_text(json.dumps(digests | {"outbox.0001_initial": "0" * 64, "outbox.0099_not_applied": "0" * 64}))
    MigrationRecorder(connection).record_applied("bookings", "0099_gone")
    MigrationRecorder(connection).record_applied("sites", "0099_of_a_library")
    assert old_data.foreign_migrations() == ["bookings.0099_gone", "outbox.0001_initial"]


@pytest.mark.django_db
def test_migration_that_came_before_one_it_needs_is_foreign(record: Path) -> None:
    MigrationRecorder(connection).record_unapplied("outbox", "0001_initial")
    assert "outbox.0001_initial" not in old_data.foreign_migrations() != []


@pytest.mark.django_db
def test_migration_that_is_still_to_come_is_not_foreign(record: Path) -> None:
    last = max(name for name in old_data.migration_digests() if name.startswith("outbox."))
    MigrationRecorder(connection).record_unapplied(*last.split("."))
    assert old_data.foreign_migrations() == []


def user_of(var: Path) -> "subprocess.Popen[str]":
    """A process that has asked for services in `var`; it ends at the end of its input."""
    own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    process = subprocess.Popen(
        [sys.executable, "-c", PROVIDE, str(var)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=own
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_data_is_put_aside_once_nobody_uses_it(tmp_path: Path) -> None:
    var = tmp_path / "var"
    first = user_of(var)
    (var / "media").mkdir()
    (var / "media" / "photo.webp").write_bytes(b"photo")
    (var / "secret").write_text("stays")

    second = user_of(var)
    assert second.communicate("put aside\n", timeout=30)[0] == "None\n"
    assert (var / "postgres" / "postmaster.pid").exists()

    aside = Path(first.communicate("put aside\n", timeout=30)[0].strip())
    assert aside.parent == var
    assert (aside / "postgres" / "PG_VERSION").exists()
    assert not (aside / "postgres" / "postmaster.pid").exists()
    assert (aside / "media" / "photo.webp").read_bytes() == b"photo"
    assert sorted(path.name for path in var.iterdir() if not path.name.startswith("services.")) == [
        aside.name,
        "secret",
    ]

    user_of(var).communicate(timeout=30)
    assert (var / "postgres" / "PG_VERSION").exists()
