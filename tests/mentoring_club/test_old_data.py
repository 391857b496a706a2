"""Data in var/ that this code can use is kept; other data is moved aside."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from mentoring_club import dev_services, old_data

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
def test_database_of_this_code_is_kept_with_and_without_a_record(record: Path) -> None:
    assert old_data.foreign_migrations() == []
    old_data.record_migrations()
    assert old_data.foreign_migrations() == []


@pytest.mark.django_db
def test_missing_or_different_migration_is_foreign(record: Path) -> None:
    old_data.record_migrations()
    digests = json.loads(record.read_text())
    record.write_text(json.dumps(digests | {"outbox.0001_initial": "0" * 64, "outbox.0099_not_applied": "0" * 64}))
    MigrationRecorder(connection).record_applied("bookings", "0099_gone")
    MigrationRecorder(connection).record_applied("sites", "0099_of_a_library")
    assert old_data.foreign_migrations() == ["bookings.0099_gone", "outbox.0001_initial"]


@pytest.mark.django_db
def test_migration_applied_before_its_dependency_is_foreign(record: Path) -> None:
    MigrationRecorder(connection).record_unapplied("mentors", "0001_initial")
    foreign = old_data.foreign_migrations()
    assert ("bookings.0001_initial" in foreign, "mentors.0001_initial" in foreign) == (True, False)


@pytest.mark.django_db
def test_unapplied_migration_is_not_foreign(record: Path) -> None:
    nodes = MigrationLoader(connection).graph.node_map
    last = next(key for key, node in nodes.items() if key[0] == "safety" and not node.children)
    MigrationRecorder(connection).record_unapplied(*last)
    assert old_data.foreign_migrations() == []


@contextmanager
def user_of(var: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that uses services in `var`, and moves the data aside when told to; it ends with its input."""
    own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    command = [sys.executable, "-c", PROVIDE, str(var)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=own) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process


def put_aside(process: "subprocess.Popen[str]") -> str:
    return process.communicate("put aside\n")[0].strip()


def test_data_is_moved_aside_once_no_one_else_uses_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder with spaces, and with a path too long for a socket."""
    folder = tmp_path / "Mein Übungs Ordner" / ("long" * 25)
    folder.mkdir(parents=True)
    var = folder / "var"
    monkeypatch.setattr(dev_services, "VAR", var)
    with user_of(var) as killed:
        dev_services.stop_unused()
        assert (var / "postgres" / "postmaster.pid").exists()
        killed.kill()
        killed.wait()
        dev_services.stop_unused()
        assert not (var / "postgres" / "postmaster.pid").exists()
    with user_of(var) as first:
        (var / "media").mkdir()
        (var / "media" / "photo.webp").write_bytes(b"photo")
        (var / "secret").write_text("stays")
        with user_of(var) as second:
            assert put_aside(second) == "None"
        assert (var / "postgres" / "postmaster.pid").exists()
        aside = Path(put_aside(first))
    assert aside.parent == var
    assert (aside / "postgres" / "PG_VERSION").exists()
    assert not (aside / "postgres" / "postmaster.pid").exists()
    assert (aside / "media" / "photo.webp").read_bytes() == b"photo"
    assert not (var / "postgres").exists()
    assert (var / "secret").read_text() == "stays"
