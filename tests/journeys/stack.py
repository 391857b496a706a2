"""The real processes of the club for a test: web server, worker, beat, and an SMTP server that keeps what arrives."""

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from urllib.error import URLError

from django.conf import settings

from mentoring_club.run import BASE, demo_parts
from outbox.lanes import Lane
from tests.notifications import smtp
from tests.ports import free_port

# How long is no finding: these end a test that would wait for ever, on a machine that is busy with others.
START_SECONDS = 120.0
STOP_SECONDS = 60.0


def of_all_lanes(command: list[str]) -> list[str]:
    """The command line of a worker, for every lane: a test with one worker starts faster than with three."""
    command = list(command)
    command[command.index("--queues") + 1] = ",".join(Lane.values)
    return command


@dataclass
class Stack:
    """Where the processes are and what they say. `url` has no slash at the end."""

    folder: Path
    mail: smtp.Sink
    port: int = field(default_factory=free_port)
    workers: int = 2

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def clock(self) -> Path:
        return self.folder / "clock"

    def environment(self) -> dict[str, str]:
        name = str(settings.DATABASES["default"]["NAME"])
        before, slash, rest = os.environ["DATABASE_URL"].rpartition("/")
        return os.environ | {
            "DATABASE_URL": before + slash + name + "".join(rest.partition("?")[1:]),
            "ENVIRONMENT": "test",
            "SITE_URL": self.url,
            "CLOCK_FILE": str(self.clock),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "OUTBOX_SWEEP_SECONDS": "1",
            "QUEUE": f"stack-{self.port}",
            "CACHE_PREFIX": f"stack-{self.port}",
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "LOG_LEVEL": "INFO",
        }

    def parts(self) -> dict[str, list[str]]:
        parts = {part.name: part.command for part in demo_parts(str(self.port))}
        beat = parts["beat"]
        beat[beat.index("--schedule") + 1] = str(self.folder / "beat")
        web = parts["web"]
        web[web.index("--workers") + 1] = str(self.workers)
        parts["worker"] = of_all_lanes(parts["mail"])
        parts["worker"][parts["worker"].index("--concurrency") + 1] = "2"
        return parts

    @contextmanager
    def running(self, *names: str) -> Iterator[None]:
        """Run the named parts ("web", "worker", "beat") and stop them afterwards."""
        started = [self._start(name) for name in names]
        try:
            if "web" in names:
                self._wait_for_web(started[names.index("web")])
            yield
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(timeout=STOP_SECONDS)

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def emails_to(self, address: str) -> list[EmailMessage]:
        """The mails that have arrived for an address, oldest first."""
        return [message for message in list(self.mail.messages) if message["To"] == address]

    def wait_for_email(self, address: str, subject: str, *, seconds: float = START_SECONDS) -> EmailMessage:
        """The newest mail to `address` whose subject contains `subject`, as soon as it is there."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for message in reversed(self.emails_to(address)):
                if subject in str(message["Subject"]):
                    return message  # type: ignore[no-any-return]
            time.sleep(0.1)
        seen = [str(message["Subject"]) for message in self.emails_to(address)]
        raise AssertionError(f"no mail “{subject}” to {address}; there is {seen}\n{self.log('worker')[-3000:]}")

    def _start(self, name: str) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                self.parts()[name],
                cwd=BASE,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _wait_for_web(self, process: "subprocess.Popen[bytes]") -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/health/live", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (URLError, OSError):
                time.sleep(0.1)
        raise AssertionError("the web server did not start:\n" + self.log("web")[-3000:])
