"""A backup restored into an empty installation is the same club; whatever is wrong with it, nothing is restored."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from psycopg2.extensions import make_dsn
from pytest_django.fixtures import Settings

from core import clock
from mentoring_club.backup import archive
from notifications.services import notify
from tests.architecture.world import NOW
from tests.databases import database_url
from tests.factories import BookingFactory, MentorFactory
from tests.operating.installation import wait_until

KEY = "a key for backups that nobody guesses"
FRESH = "test_club_restored"
RESTORE_EACH = """
import django, json, sys
django.setup()
from django.core.management import CommandError, call_command
said = {}
for path in sys.argv[1:]:
    try:
        call_command("restore", path)
    except CommandError as refused:
        said[path] = str(refused)
print(json.dumps(said))
"""  # in one process: starting the club takes longer than reading a file


def manage(*arguments: str, database: str, media: Path, key: str = KEY) -> "subprocess.CompletedProcess[str]":
    return python("manage.py", *arguments, database=database, media=media, key=key)


def python(*arguments: str, database: str, media: Path, key: str) -> "subprocess.CompletedProcess[str]":
    before, _slash, rest = os.environ["DATABASE_URL"].rpartition("/")
    variables = {
        "DATABASE_URL": f"{before}/{database}" + "".join(rest.partition("?")[1:]),
        "MEDIA_ROOT": str(media),
        "BACKUP_KEY": key,
    }
    return subprocess.run(
        [sys.executable, *arguments], env=os.environ | variables, capture_output=True, text=True, check=False
    )  # fmt: skip


def started(*arguments: str, database: str, media: Path, **more: str) -> "subprocess.Popen[bytes]":
    variables = {"DATABASE_URL": database_url(database), "MEDIA_ROOT": str(media), "BACKUP_KEY": KEY, **more}
    return subprocess.Popen([sys.executable, "manage.py", *arguments], env=os.environ | variables)


def connected(database: str) -> "psycopg2.extensions.connection":
    known = connection.get_connection_params()
    parts = {key: known[key] for key in ("host", "port", "user", "password") if known.get(key)}
    opened = psycopg2.connect(make_dsn(dbname=database, **parts))
    opened.autocommit = True
    return opened


def rows(database: str) -> dict[str, list[str]]:
    """Every row of every table, and where every sequence stands."""
    opened = connected(database)
    try:
        with opened.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            tables = [name for (name,) in cursor.fetchall()]
            found = {}
            for name in tables:
                cursor.execute(f'SELECT t::text FROM "{name}" t ORDER BY 1')
                found[name] = [row for (row,) in cursor.fetchall()]
            cursor.execute("SELECT schemaname || sequencename || ' ' || coalesce(last_value, 0) FROM pg_sequences")
            found["sequences"] = sorted(row for (row,) in cursor.fetchall())
            cursor.execute(
                "SELECT conrelid::regclass || ' ' || conname || contype::text FROM pg_constraint"
                " WHERE connamespace = 'public'::regnamespace"
            )
            found["constraints"] = sorted(row for (row,) in cursor.fetchall())
            return found
    finally:
        opened.close()


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def fresh() -> Iterator[str]:
    opened = connected("postgres")
    name = FRESH + os.environ.get("TEST_DB_SUFFIX", "") + os.environ.get("PYTEST_XDIST_WORKER", "")
    with opened.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}")
    yield name
    with opened.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    opened.close()


@pytest.fixture
def club(transactional_db: None, settings: Settings, tmp_path: Path) -> Path:
    """A club with rows and files, one larger than a sealed piece; its media."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.BACKUP_KEY = KEY
    booking = BookingFactory(mentor=MentorFactory(bookable=True), mentee__display_name="Ümläut „quoted“ \\ O'Neil")
    notify(booking.mentee, "booking_confirmed", about=booking, now=NOW)
    default_storage.save("mentors/photo-96.webp", ContentFile(os.urandom(3_000_000)))
    default_storage.save("mentors/deep/empty.webp", ContentFile(b""))
    return tmp_path / "media"


def name_of_database() -> str:
    return str(connection.settings_dict["NAME"])


@pytest.mark.parametrize("key", [KEY, ""])
def test_what_is_restored_is_what_was_there(club: Path, fresh: str, tmp_path: Path, key: str) -> None:
    done = manage("backup", str(tmp_path / "backups"), database=name_of_database(), media=club, key=key)
    assert done.returncode == 0, done.stderr
    (path,) = (tmp_path / "backups").iterdir()
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert ("It is not encrypted" in done.stderr) is not bool(key)
    assert (b"PGDMP" in path.read_bytes()) is not bool(key)
    done = manage("restore", str(path), database=fresh, media=tmp_path / "new", key=key)
    assert done.returncode == 0, done.stderr
    before = rows(name_of_database())
    assert before["bookings_booking"]
    assert rows(fresh) == before
    assert len(files(club)) == 2
    assert files(tmp_path / "new") == files(club)
    again = manage("restore", str(path), database=fresh, media=tmp_path / "other", key=key)
    assert (again.returncode, "The database holds tables already" in again.stderr) == (1, True)


def damaged(content: bytes, *, sealed: bool) -> dict[str, tuple[bytes, str]]:
    """Ways in which a file can be not as it was written, each with what is said about it."""
    middle = len(content) // 2
    half, other = content[:middle], content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    if not sealed:
        return {
            "cut off": (half, "cut off"),
            "one bit": (other, "The file is damaged: media/mentors/photo-96.webp"),
        }
    piece = len(b"mentoring-club-sealed-1\n") + 16 + 24 + 1024 * 1024 + 17
    return {
        "cut off": (half, "The file is damaged or cut off."),
        "cut by its last byte": (content[:-1], "damaged"),
        "cut after a piece": (content[:piece], "The file is cut off."),
        "one bit": (other, "The file is damaged or cut off."),
        "longer": (content + b"x", "damaged"),
        "its first byte": (b"x" + content[1:], "This is no backup"),
        "empty": (b"", "This is no backup"),
    }


@pytest.mark.parametrize("key", [KEY, ""])
def test_a_file_that_is_not_as_written_restores_nothing(
    club: Path, fresh: str, tmp_path: Path, settings: Settings, key: str
) -> None:
    settings.BACKUP_KEY = key
    written = archive.write(tmp_path / "backups", now=NOW).read_bytes()
    for how, (content, _message) in damaged(written, sealed=bool(key)).items():
        (tmp_path / how).write_bytes(content)
    expected = {str(tmp_path / how): message for how, (_, message) in damaged(written, sealed=bool(key)).items()}
    done = python("-c", RESTORE_EACH, *expected, database=fresh, media=tmp_path / "new", key=key)
    said = json.loads(done.stdout)
    assert said.keys() == expected.keys()
    for path, message in expected.items():
        assert message in said[path]
        assert "Nothing was restored" in said[path]
    assert {name: kept for name, kept in rows(fresh).items() if kept} == {}
    assert files(tmp_path / "new") == {}


@pytest.mark.parametrize(
    ("key", "message"), [("another key, as long as the other", "BACKUP_KEY is another"), ("", "set BACKUP_KEY")]
)
def test_the_wrong_key_opens_nothing(club: Path, fresh: str, tmp_path: Path, key: str, message: str) -> None:
    path = archive.write(tmp_path / "backups", now=NOW)
    done = manage("restore", str(path), database=fresh, media=tmp_path / "new", key=key)
    assert (done.returncode, message in done.stderr) == (1, True), done.stderr
    assert {name: kept for name, kept in rows(fresh).items() if kept} == {}


def test_uploads_that_are_there_are_left_alone(club: Path, fresh: str, tmp_path: Path) -> None:
    path = archive.write(tmp_path / "backups", now=NOW)
    done = manage("restore", str(path), database=fresh, media=club)
    assert (done.returncode, "There are uploaded files already" in done.stderr) == (1, True)
    assert len(files(club)) == 2


def test_a_newer_club_is_refused(club: Path, fresh: str, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('bookings', '9999_later', now())")
    try:
        path = archive.write(tmp_path / "backups", now=NOW)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    done = manage("restore", str(path), database=fresh, media=tmp_path / "new")
    assert (done.returncode, "bookings.9999_later is not known here" in done.stderr) == (1, True), done.stderr
    assert {name: kept for name, kept in rows(fresh).items() if kept} == {}


def test_a_database_that_breaks_off_leaves_no_files(club: Path, fresh: str, tmp_path: Path) -> None:
    """The tables come last and as one transaction: what was saved before is taken back."""
    opened = connected(fresh)
    with opened.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$"
        )
        cursor.execute(
            "CREATE EVENT TRIGGER refuse ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION refuse()"
        )
    opened.close()
    path = archive.write(tmp_path / "backups", now=NOW)
    done = manage("restore", str(path), database=fresh, media=tmp_path / "new")
    assert (done.returncode, "no room" in done.stderr) == (1, True), done.stderr
    assert {name: kept for name, kept in rows(fresh).items() if kept} == {}
    assert files(tmp_path / "new") == {}


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path) -> None:
    done = manage("backup", str(tmp_path / "backups"), database="nowhere_at_all", media=tmp_path)
    assert done.returncode == 1
    assert list((tmp_path / "backups").iterdir()) == []


# Signals


def unfinished(database: str, *, program: str) -> bool:
    """Whether one of PostgreSQL's programs is at work in a database."""
    opened = connected("postgres")
    try:
        with opened.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND application_name = %s",
                [database, program],
            )
            return bool(cursor.fetchone() != (0,))
    finally:
        opened.close()


def readable(*folders: Path) -> list[str]:
    """Files in which something of the club can be read."""
    return sorted(str(path) for folder in folders for path in folder.rglob("*") if path.is_file())


@contextmanager
def held(database: str, table: str) -> Iterator[None]:
    """Nobody else reads a table for as long as this lasts; pg_dump waits for it."""
    opened = connected(database)
    opened.autocommit = False
    try:
        with opened.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        opened.close()


@pytest.mark.parametrize(
    "number",
    [pytest.param(signal.SIGTERM, id="told to end"), pytest.param(signal.SIGKILL, id="killed", marks=pytest.mark.long)],
)
def test_a_backup_that_is_ended_leaves_nothing_to_read(club: Path, tmp_path: Path, number: int) -> None:
    folder, temporary = tmp_path / "backups", tmp_path / "tmp"
    temporary.mkdir()
    with held(name_of_database(), "feedback_feedback"):
        process = started("backup", str(folder), database=name_of_database(), media=club, TMPDIR=str(temporary))
        assert wait_until(lambda: unfinished(name_of_database(), program="pg_dump"))
        assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())
        process.send_signal(number)
        assert process.wait(timeout=60) == (143 if number == signal.SIGTERM else -number)
        if number == signal.SIGTERM:
            assert readable(folder, temporary) == []
    assert wait_until(lambda: not unfinished(name_of_database(), program="pg_dump"))
    assert b"PGDMP" not in b"".join(Path(path).read_bytes() for path in readable(folder, temporary))
    archive.write(folder, now=NOW)
    assert len(readable(folder, temporary)) == 1  # what was killed is swept by the next


@contextmanager
def stopping_at(database: str, tag: str) -> Iterator[None]:
    """In this database, whatever does `tag` stops there for a minute, as a large table would make it."""
    opened = connected(database)
    try:
        with opened.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION wait() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); END $$"
            )
            cursor.execute(
                f"CREATE EVENT TRIGGER wait ON ddl_command_end WHEN TAG IN ('{tag}') EXECUTE FUNCTION wait()"
            )
        yield
    finally:
        opened.close()


@pytest.mark.parametrize("tag", [pytest.param("CREATE TABLE", marks=pytest.mark.long), "CREATE INDEX"])
def test_a_restore_that_is_told_to_end_has_restored_nothing(club: Path, fresh: str, tmp_path: Path, tag: str) -> None:
    path = archive.write(tmp_path / "backups", now=NOW)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    with stopping_at(fresh, tag):
        process = started("restore", str(path), database=fresh, media=tmp_path / "new", TMPDIR=str(temporary))
        assert wait_until(lambda: unfinished(fresh, program="pg_restore"))
        process.terminate()
        assert process.wait(timeout=60) == 143
    assert readable(temporary, tmp_path / "new") == []
    assert wait_until(lambda: not unfinished(fresh, program="pg_restore"))
    assert {name: kept for name, kept in rows(fresh).items() if kept} == {}


def test_two_backups_do_not_sweep_each_other_away(club: Path, tmp_path: Path) -> None:
    with archive._alone(tmp_path), pytest.raises(archive.Unfit, match="Another backup"):
        archive.write(tmp_path, now=NOW)


# Many


def test_the_newest_are_kept(club: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    names = [f"club-2026-01-0{day}T000000Z.backup" for day in (1, 2, 3)]
    for name in (*names, "notes.txt"):
        (folder / name).touch()
    call_command("backup", str(folder), "--keep", "2")
    oldest, made = archive.complete(folder)
    assert oldest.name == names[-1]
    assert (folder / "notes.txt").exists()
    call_command("restore", str(made), "--check")
    assert "Complete: the club" in capsys.readouterr().out
    assert 0 <= (clock.now() - cache.get("backup")).total_seconds() < 60
