"""Run the whole club on this machine: `python -m mentoring_club.run demo` or `… development`.

One process prepares PostgreSQL, Redis, tables, translations and static files, then starts and stops web, workers and
beat together, so that Ctrl-C leaves nothing running. If it is killed itself, a guard stops them.
"""

import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

BASE = Path(__file__).resolve().parent.parent
VAR = BASE / "var"
STOP_SECONDS = 10.0
WORKERS = {"mail": "codes,mail", "work": "codes,work,bulk", "calendars": "calendars"}  # their lanes
DEMO_IMPRINT = "The Mentoring Club e. V. (Demo)\nBeispielweg 7\n00000 Musterstadt"


@dataclass(frozen=True, slots=True)
class Part:
    """One process of the club."""

    name: str
    command: list[str]


class Guard:
    """A forked process that stops the parts and the services when this one ends, even if it is killed.

    It reads the parts' process groups from a pipe, which is closed when this process dies.
    """

    def __init__(self) -> None:
        reading, self._writing = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._writing)
            os.setsid()
            with os.fdopen(reading) as told:
                _end([int(line) for line in told])
            os._exit(0)
        os.close(reading)

    def watch(self, group: int) -> None:
        os.write(self._writing, f"{group}\n".encode())

    def dismiss(self) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._writing)


def main(mode: str) -> int:
    port = os.environ.get("PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        return _complain(f"PORT={port} is no port number.")
    if not _free(int(port)):
        return _complain(
            f"Port {port} is taken{_by_whom(int(port))}. Stop what runs there, or choose another: "
            f"make {_target(mode)} PORT=8001"
        )
    os.chdir(BASE)
    VAR.mkdir(exist_ok=True)
    guard = Guard()
    try:
        return _guarded(mode, port, guard)
    finally:
        guard.dismiss()


def _guarded(mode: str, port: str, guard: Guard) -> int:
    _environment(mode, port)
    started = time.monotonic()
    _say("Starting PostgreSQL and Redis in var/ …")
    from mentoring_club import dev_services  # after the environment is set

    environment = dict(os.environ)
    dev_services.provide()
    import django

    django.setup()
    from mentoring_club import old_data

    is_in_var = not environment.get("DATABASE_URL")
    foreign = old_data.foreign_migrations() if is_in_var else []
    if foreign and mode == "demo":
        guard.dismiss()
        return _restart(environment)
    if foreign:
        _say(f"var/ comes from other code ({', '.join(foreign)}) and stays; make demo would put it aside.")
    _prepare(mode)
    if is_in_var and not foreign:
        old_data.record_migrations()
    parts = demo_parts(port) if mode == "demo" else development_parts(port)
    return _run(parts, lambda: _welcome(mode, port, time.monotonic() - started), port, guard)


def demo_parts(port: str) -> list[Part]:
    python = sys.executable
    return [
        Part("web", [python, "-m", "gunicorn", "mentoring_club.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "3",
                     "--worker-class", "gthread", "--threads", "16",  # browsers open idle connections
                     "--preload", "--worker-tmp-dir", str(VAR), "--no-control-socket"]),
        *(Part(name, [python, "-m", "celery", "--app", "mentoring_club", "worker", "--queues", lanes,
                      "--concurrency", "1", "--hostname", f"{name}@%h", "--loglevel", "INFO",
                      "--without-mingle", "--without-gossip"]) for name, lanes in WORKERS.items()),
        Part("beat", [python, "-m", "celery", "--app", "mentoring_club", "beat", "--loglevel", "INFO",
                      "--schedule", str(VAR / "beat"), "--pidfile", ""]),
    ]  # fmt: skip


def development_parts(port: str) -> list[Part]:
    python = sys.executable
    reload = [python, "-m", "watchfiles", "--filter", "python", "--ignore-paths", "var,.venv"]
    return [
        Part("web", [python, "manage.py", "runserver", f"127.0.0.1:{port}"]),
        *(Part(part.name, [*reload, " ".join(part.command), "."]) for part in demo_parts(port)[1:]),
    ]


def _environment(mode: str, port: str) -> None:
    os.environ["ENVIRONMENT"] = mode
    os.environ.setdefault("SECRET_KEY", _secret())
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    os.environ.setdefault("MAILBOX_DIR", str(VAR / "mailbox"))
    if mode == "demo":
        os.environ.setdefault("IMPRINT", DEMO_IMPRINT)
        os.environ.setdefault("CLUB_SINCE", "2020")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_club.settings")


def _secret() -> str:
    """This checkout's own secret, created at the first start."""
    path = VAR / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


def _restart(environment: dict[str, str]) -> int:
    """Move the data in var/ aside, which this code cannot use, and restart in a new process."""
    from mentoring_club import dev_services

    aside = dev_services.put_data_aside()
    if aside is None:
        return _complain("The data in var/ comes from other code, and something uses it. Stop that, then start again.")
    _say(f"The data in var/ comes from other code; it is kept in {aside.relative_to(BASE)}/. Starting anew …")
    return os.execve(sys.executable, [sys.executable, "-m", "mentoring_club.run", "demo"], environment)  # noqa: S606  # this program, with its own environment


def _prepare(mode: str) -> None:
    from django.core.cache import cache
    from django.core.management import call_command

    from mentoring_club import translations

    _say("Bringing the tables up to date …")
    call_command("migrate", verbosity=0, interactive=False)
    cache.clear()  # the cache may be from another version
    translations.compile_all()
    if mode == "demo":
        _collect_static()
    from demo import fill

    fill.fill_once(say=_say)


def _collect_static() -> None:
    """Collect and compress static files if any has changed since the last time."""
    from django.core.management import call_command

    stamp = VAR / "static.stamp"
    files = sorted((BASE / "static").rglob("*"))
    state = [f"{path}:{path.stat().st_mtime_ns}" for path in files] + [(BASE / "requirements.txt").read_text()]
    digest = hashlib.sha256("\n".join(state).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    _say("Collecting static files …")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(digest)


def _run(parts: list[Part], welcome: Callable[[], None], port: str, guard: Guard) -> int:
    """Start the parts, wait for a signal or for one of them to end, then stop all."""
    logs = VAR / "log"
    logs.mkdir(exist_ok=True)
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    running: list[tuple[Part, subprocess.Popen[bytes]]] = []
    ended: Part | None = None
    try:
        for part in parts:
            with (logs / f"{part.name}.log").open("ab") as log:
                process = subprocess.Popen(
                    part.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
                )
            running.append((part, process))
            guard.watch(process.pid)
        while not stopping and not ended and _free(int(port)):
            time.sleep(0.05)
            ended = next((part for part, process in running if process.poll() is not None), None)
        if not stopping and not ended:
            welcome()
        while not stopping and not ended:
            time.sleep(0.2)
            ended = next((part for part, process in running if process.poll() is not None), None)
        if stopping:
            _say("Stopping …")
    finally:
        _stop([process for _part, process in running])
    if ended and not stopping:
        return _complain(f"{ended.name} stopped by itself; {logs / (ended.name + '.log')} says why.")
    _say("Stopped. The data stays in var/.")
    return 0


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    end = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        finally:
            _signal_group(process.pid, signal.SIGKILL)  # any leftover children


def _end(groups: list[int]) -> None:
    """Stop process groups started by another process, then PostgreSQL and Redis unless others use them."""
    waiting = {group for group in groups if _signal_group(group, signal.SIGTERM)}
    end = time.monotonic() + STOP_SECONDS
    while waiting and time.monotonic() < end:
        time.sleep(0.1)
        waiting = {group for group in waiting if _signal_group(group, 0)}
    for group in waiting:
        _signal_group(group, signal.SIGKILL)
    from mentoring_club import dev_services  # imported late: a waiting guard should need little memory

    dev_services.stop_unused()


def _signal_group(group: int, number: int) -> bool:
    """Send a signal; whether the group exists."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


def _welcome(mode: str, port: str, seconds: float) -> None:
    from demo import fill

    _say(f"The club runs (after {seconds:.0f} s):\n")
    print(f"    http://localhost:{port}/            the club, as a visitor sees it")
    print(f"    http://localhost:{port}/mailbox/    every email it sends, sign-in codes too")
    print(f"    http://localhost:{port}/admin/      for the club team\n")
    print(f"    Sign in with a code from the mailbox, or with the password “{fill.PASSWORD}”:")
    for role, address in fill.LOGINS:
        print(f"    {role:<12}{address}")
    print("\n    Ctrl-C stops everything.", flush=True)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _by_whom(port: int) -> str:
    """Which process listens on a port of this machine, as part of a sentence; "" if unknown."""
    import psutil

    try:
        pid = next(
            each.pid
            for each in psutil.net_connections("tcp")
            if each.status == psutil.CONN_LISTEN and each.laddr.port == port and each.pid
        )
        process = psutil.Process(pid)
        for parent in process.parents():
            if "mentoring_club.run" in parent.cmdline():
                return f" by a club that runs already, process {parent.pid}"
        return f" by process {pid} ({' '.join(process.cmdline())[:60]})"
    except (StopIteration, psutil.Error):
        return ""


def _target(mode: str) -> str:
    return "demo" if mode == "demo" else "dev"


def _say(text: str) -> None:
    print(f"→ {text}", flush=True)


def _complain(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "demo"))
