"""The club as an operator runs it: production's settings, the containers' own command lines, a database of its own."""

import os
import shlex
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg2

from tests.architecture.files import ROOT
from tests.check import PRODUCTION
from tests.databases import database_dsn, database_url
from tests.notifications import smtp
from tests.operating.files import compose, image_environment, service, stages
from tests.ports import free_port

START_SECONDS = 120.0
DOMAIN = "localhost"  # for which Caddy makes a certificate by itself


@dataclass
class Installation:
    """Where everything is. Paths of the containers lie under `folder`."""

    folder: Path
    mail: smtp.Sink
    database: str
    web_port: int = field(default_factory=free_port)
    http_port: int = field(default_factory=free_port)
    https_port: int = field(default_factory=free_port)
    started: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://{DOMAIN}:{self.https_port}"

    def environment(self, name: str = "web") -> dict[str, str]:
        """What a container would be given, with this machine's services, ports and folders put in."""
        server = Path(sys.executable).parent
        given = image_environment() | service(name).get("environment", {})
        return {key: self.here(value) for key, value in given.items()} | {
            "PATH": f"{server}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "DOMAIN": DOMAIN,
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": DOMAIN,
            "DATABASE_URL": database_url(self.database),
            "REDIS_URL": os.environ["REDIS_URL"],
            "QUEUE": self.database,
            "CACHE_PREFIX": self.database,
            "OUTBOX_SWEEP_SECONDS": "1",
            "WEB_CONCURRENCY": "2",
            "BIND_ADDRESS": "127.0.0.1",
            "WEB_HOST": "127.0.0.1",
            "PORT": str(self.web_port),
            "HTTP_PORT": str(self.http_port),
            "HTTPS_PORT": str(self.https_port),
        }

    def here(self, text: str) -> str:
        """A container's path, or an option with one, as it is called here."""
        if text == "/etc/caddy/Caddyfile":
            return str(ROOT / "docker" / "Caddyfile")
        for theirs in ("/data/", "/app/", "/run/"):
            if text.startswith(theirs):
                return str(self.folder / text[1:])
        return text

    def run(self, command: list[str], *, given: str = "", **variables: str) -> str:
        """Run a command to its end, as in a container of the club; what it prints."""
        done = subprocess.run(
            [self.here(word) for word in command],
            cwd=ROOT, env=self.environment() | variables, input=given, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return done.stdout

    def prepare(self) -> None:
        """What runs before the first start."""
        for folder in ("data/media", "data/beat", "data/backups", "app", "run/secrets"):
            (self.folder / folder).mkdir(parents=True)
        secrets = dict.fromkeys(compose()["secrets"], "") | {
            "secret_key": PRODUCTION["SECRET_KEY"],
            "email_url": f"smtp://127.0.0.1:{self.mail.port}",
            "backup_key": "a key for backups that nobody guesses",
        }
        for name, value in secrets.items():
            (self.folder / "run" / "secrets" / name).write_text(f"{value}\n")
        self.run(service("migrate")["command"])

    def build(self) -> None:
        """What the image does when it is built."""
        built = " ".join(rest for name, rest in stages()[0] if name == "RUN" and "ENVIRONMENT=" in rest)
        for step in built.split("&&"):
            words = shlex.split(step)
            variables = dict(word.split("=", 1) for word in words if "=" in word)
            command = [word for word in words if "=" not in word]
            if "compileall" not in command:
                self.run(command, **variables)

    def start(self, name: str, **variables: str) -> "subprocess.Popen[bytes]":
        """Start a service with its command line of docker-compose.yml."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [self.here(word) for word in service(name)["command"]],
                cwd=ROOT, env=self.environment(name) | variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        return process

    @contextmanager
    def running(self, *names: str, **variables: str) -> "Iterator[list[subprocess.Popen[bytes]]]":
        """Run services, and stop them as compose does; none may have to be killed."""
        started = [self.start(name, **variables) for name in names]
        try:
            yield started
        finally:
            for process in started:
                stop(process)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def wait_for(self, name: str, process: "subprocess.Popen[bytes]", *, port: int = 0) -> None:
        """Wait until the web server answers, or the proxy."""
        port = port or (self.web_port if name == "web" else self.http_port)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and process.poll() is None:
            try:
                httpx.get(f"http://127.0.0.1:{port}/health/live", headers={"Host": DOMAIN}, timeout=5)
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"{name} did not start:\n{self.log(name)[-3000:]}")

    @contextmanager
    def browser(self, **headers: str) -> Iterator[httpx.Client]:
        """A client that trusts the proxy's certificate and nothing else."""
        root = self.folder / ".local" / "share" / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        end = time.monotonic() + START_SECONDS
        while not root.exists() and time.monotonic() < end:
            time.sleep(0.1)
        trust = ssl.create_default_context(cafile=str(root))
        with httpx.Client(base_url=self.url, verify=trust, headers=headers, timeout=30) as client:
            yield client

    def rows(self, query: str) -> list[tuple]:
        connection = psycopg2.connect(database_dsn(self.database))
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(query)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


def stop(process: "subprocess.Popen[bytes]") -> int:
    """Stop a process as compose does, and wait as long as it may take; how it ended."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        return process.wait(timeout=60)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def wait_until(true: Callable[[], bool], *, seconds: float = START_SECONDS) -> bool:
    """Whether it comes true; the limit only keeps a test from hanging."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False
