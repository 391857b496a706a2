"""The containers' command lines with production's settings, run here: a page, a file, a photo, a mail, and the end."""

import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import httpx
import psycopg2
import pytest

from tests.databases import database, database_dsn
from tests.notifications import smtp
from tests.operating.files import service
from tests.operating.installation import DOMAIN, Installation, stop, wait_until
from tests.ports import free_port

STORE_A_PHOTO = """
import io
from PIL import Image
from accounts.models import User
from core import clock
from mentors import photos
from mentors.models import Mentor
out = io.BytesIO()
Image.new("RGB", (300, 200), "teal").save(out, "JPEG")
name = photos.store(photos.square(io.BytesIO(out.getvalue()), size=out.tell()))
member = User.objects.create_user("amara@example.org", display_name="Amara", date_joined=clock.now())
Mentor.objects.create(user=member, slug="amara", status="paused", photo=name, changed_at=clock.now())
print(name)
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation that is ready to be started."""
    name = f"running{os.getpid()}"
    with smtp.running() as sink, database(name):
        made = Installation(tmp_path_factory.mktemp("installation"), sink, name)
        made.prepare()
        made.build()
        yield made


@pytest.fixture(scope="module")
def club(prepared: Installation) -> Iterator[Installation]:
    """The whole of it, running."""
    names = ("web", "mail", "beat", "caddy")
    with prepared.running(*names) as processes:
        for name in ("web", "caddy"):
            prepared.wait_for(name, processes[names.index(name)])
        yield prepared


def test_deployment_checks_have_nothing_to_say(prepared: Installation) -> None:
    said = prepared.run(["python", "-W", "error", "-m", "django", "check", "--deploy", "--fail-level", "INFO"])
    assert said.startswith("System check identified no issues (0 silenced)") or "0 silenced" not in said
    assert "no issues" in said


def test_migrations_leave_nothing_to_do(prepared: Installation) -> None:
    assert "No migrations to apply" in prepared.run(service("migrate")["command"])


def test_page_comes_over_tls(club: Installation) -> None:
    with club.browser(**{"Accept-Encoding": "zstd, gzip"}) as browser:
        page = browser.get("/mentors/")
        assert page.status_code == 200
        assert page.headers["Content-Encoding"] in ("zstd", "gzip")
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "unsafe" not in page.headers["Content-Security-Policy"]
        assert "Server" not in page.headers
        assert page.http_version == "HTTP/1.1"
        browser.get("/accounts/login/")
        assert [cookie.secure for cookie in browser.cookies.jar] == [True] * len(browser.cookies.jar) != []


def test_page_without_tls_is_sent_to_tls(club: Installation) -> None:
    at_the_proxy = httpx.get(f"http://127.0.0.1:{club.http_port}/mentors/", headers={"Host": DOMAIN})
    assert at_the_proxy.status_code == 308
    assert at_the_proxy.headers["Location"].startswith(f"https://{DOMAIN}")
    at_the_web_server = httpx.get(f"http://127.0.0.1:{club.web_port}/mentors/", headers={"Host": DOMAIN})
    assert at_the_web_server.status_code == 301
    assert at_the_web_server.headers["Location"] == f"https://{DOMAIN}/mentors/"


def test_other_hosts_are_refused(club: Installation) -> None:
    answer = httpx.get(f"http://127.0.0.1:{club.web_port}/mentors/", headers={"Host": "evil.example.org"})
    assert answer.status_code == 400


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_static_file_is_compressed_and_kept_for_ever(club: Installation, encoding: str) -> None:
    with club.browser() as browser:
        styles = re.search(r'href="(/static/css/app\.[0-9a-f]{12}\.css)"', browser.get("/mentors/").text)
        assert styles is not None
        whole = len(browser.get(styles[1], headers={"Accept-Encoding": "identity"}).content)
        with browser.stream("GET", styles[1], headers={"Accept-Encoding": encoding}) as file:
            moved = sum(map(len, file.iter_raw()))
    assert file.status_code == 200
    assert file.headers["Content-Encoding"] == encoding
    assert file.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert moved < whole / 3


def test_photo_is_served_as_what_it_is(club: Installation) -> None:
    name = club.run(["python", "-m", "django", "shell", "--verbosity", "0", "--command", STORE_A_PHOTO]).strip()
    assert (club.folder / "data" / "media" / name).exists()
    with club.browser() as browser:
        photo = browser.get(f"/media/{name}")
        assert photo.status_code == 200
        assert photo.content[8:12] == b"WEBP"
        for header, value in (
            ("Content-Type", "image/webp"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; sandbox"),
            ("Cache-Control", "public, max-age=86400"),
        ):
            assert photo.headers.get_list(header) == [value]
        assert browser.get("/media/").status_code == 404


def test_request_that_is_far_too_large_ends_at_the_proxy(club: Installation) -> None:
    with club.browser() as browser:
        assert browser.post("/contact/", content=b"x" * (17 * 1024 * 1024)).status_code == 413


def test_figures_are_not_shown_to_the_world(club: Installation) -> None:
    with club.browser() as browser:
        assert browser.get("/metrics").status_code == 404


def test_message_to_the_team_arrives_as_mail(club: Installation) -> None:
    with club.browser() as browser:
        browser.get("/contact/")
        form = {
            "csrfmiddlewaretoken": browser.cookies["__Host-csrftoken"],
            "name": "Ben", "email": "ben@example.org", "subject": "Hello", "message": "How does one begin?",
        }  # fmt: skip
        answer = browser.post("/contact/", data=form, headers={"Origin": club.url})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/contact/")
    assert wait_until(lambda: any(message["Reply-To"] == "ben@example.org" for message in club.mail.messages))


def test_first_admin_signs_in_and_is_asked_for_a_second_factor(club: Installation) -> None:
    said = club.run(
        ["python", "-m", "django", "createadmin", "--email", "ada@example.org", "--name", "Ada", "--password-stdin"],
        given="a long way home\n",
    )
    assert f"{club.url}/admin/" in said
    with club.browser() as browser:
        browser.get("/accounts/login/")
        form = {"csrfmiddlewaretoken": browser.cookies["__Host-csrftoken"], "login": "ada@example.org",
                "password": "a long way home"}  # fmt: skip
        assert browser.post("/accounts/login/", data=form, headers={"Referer": club.url}).status_code == 302
        assert "__Host-sessionid" in browser.cookies
        assert browser.get("/admin/").status_code == 302


def test_everything_is_ready(club: Installation) -> None:
    with club.browser() as browser:
        answer = browser.get("/health/club")
    assert answer.status_code == 200, answer.text
    checks = ("database", "migrations", "files", "clock", "broker", "cache", "outbox")
    assert answer.json()["checks"] == dict.fromkeys(checks, "ok")


@pytest.mark.parametrize("name", ["web", "mail", "beat"])
def test_probe_says_well(club: Installation, name: str) -> None:
    command = service(name)["healthcheck"]["test"][1:]
    said = ""

    def well() -> bool:
        nonlocal said
        done = subprocess.run(command, env=club.environment(name), capture_output=True, text=True, check=False)
        said = done.stdout
        return done.returncode == 0

    assert wait_until(well), said
    assert said == f"{name}: well\n"


def test_probe_says_what_is_wrong(prepared: Installation, tmp_path: Path) -> None:
    broker = f"127.0.0.1:{free_port()}"
    away = {
        "PORT": str(free_port()),
        "BEAT_SCHEDULE": str(tmp_path / "schedule"),
        "REDIS_URL": f"redis://{broker}/0",
    }
    for name, wrong in (
        ("web", "no answer: [Errno 111] Connection refused"),
        ("beat", f"nothing written to {tmp_path}/schedule for ten minutes"),
        ("mail", f"no broker: Error 111 connecting to {broker}. Connection refused."),
    ):
        command = service(name)["healthcheck"]["test"][1:]
        done = subprocess.run(command, env=prepared.environment() | away, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (1, f"{name}: {wrong}\n")


# The end


def test_request_in_flight_is_answered_before_the_web_server_ends(prepared: Installation) -> None:
    port = free_port()
    answers: list[httpx.Response] = []
    process = prepared.start("web", PORT=str(port))
    try:
        prepared.wait_for("web", process, port=port)
        with locked(prepared, "notifications_notice"):
            asking = threading.Thread(target=lambda: answers.append(write_to_the_team(prepared, port)))
            asking.start()
            assert wait_until(lambda: somebody_waits_for(prepared, "notifications_notice"))
            process.terminate()
            assert wait_until(lambda: len(children(process)) == 1)  # who had nothing to do has gone
            assert process.poll() is None
        asking.join(timeout=60)
        assert process.wait(timeout=60) == 0
    finally:
        stop(process)
    assert [answer.status_code for answer in answers] == [302]
    assert prepared.rows("SELECT count(*) FROM notifications_notice WHERE data->>'subject' = 'In flight'") == [(1,)]


def test_visitors_wait_while_the_web_server_starts_again(prepared: Installation) -> None:
    ports = {name: free_port() for name in ("web_port", "http_port", "https_port")}
    club = replace(prepared, **ports)
    statuses: list[int] = []
    over = threading.Event()

    def visit() -> None:
        with club.browser() as browser:
            while not over.is_set():
                statuses.append(browser.get("/mentors/").status_code)

    with club.running("web", "caddy") as (web, caddy):
        club.wait_for("web", web)
        club.wait_for("caddy", caddy)
        visiting = threading.Thread(target=visit)
        visiting.start()
        try:
            assert wait_until(lambda: len(statuses) > 5)
            assert stop(web) == 0
            before = len(statuses)
            with club.running("web"):
                assert wait_until(lambda: len(statuses) > before + 5)
                over.set()
                visiting.join(timeout=60)
        finally:
            over.set()
            visiting.join(timeout=60)
    assert set(statuses) == {200}


def write_to_the_team(club: Installation, port: int) -> httpx.Response:
    """A visitor's message, straight to the web server at `port`."""
    headers = {"Host": DOMAIN, "X-Forwarded-Proto": "https", "Origin": club.url}
    address = f"http://127.0.0.1:{port}/contact/"
    token = httpx.get(address, headers=headers).cookies["__Host-csrftoken"]
    form = {
        "csrfmiddlewaretoken": token,
        "name": "Cem", "email": "cem@example.org", "subject": "In flight", "message": "Does this arrive?",
    }  # fmt: skip
    return httpx.post(address, data=form, headers=headers | {"Cookie": f"__Host-csrftoken={token}"}, timeout=60)


@contextmanager
def locked(club: Installation, table: str) -> Iterator[None]:
    """Nobody else reads or writes a table for as long as this lasts."""
    connection = psycopg2.connect(database_dsn(club.database))
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        connection.close()


def somebody_waits_for(club: Installation, table: str) -> bool:
    query = f"SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '{table}'::regclass"
    return bool(club.rows(query)[0][0])


def children(process: "subprocess.Popen[bytes]") -> list[str]:
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


def test_processes_write_where_a_read_only_root_lets_them(club: Installation) -> None:
    """Files that they hold open for writing lie in their volumes, in /tmp or in memory."""
    assert wait_until(lambda: any((club.folder / "data" / "beat").iterdir()))
    groups = {process.pid for process in club.started if process.poll() is None}
    opened = {path for pid in processes_of(groups) for path in written(pid)}
    logs = {str(club.folder / f"{name}.log") for name in ("web", "mail", "beat", "caddy")}
    assert logs <= opened  # compose gives them pipes instead
    memory = ("/tmp/", "/dev/", "/memfd:")
    own = {path for path in opened - logs if path.startswith(f"{club.folder}/")}
    assert {path for path in own if not path.startswith(f"{club.folder}/data/")} == set()
    assert {path for path in opened - own - logs if not path.startswith(memory)} == set()


def processes_of(groups: set[int]) -> Iterator[int]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                if os.getpgid(int(folder.name)) in groups:
                    yield int(folder.name)


def written(pid: int) -> Iterator[str]:
    """The files that a process holds open for writing; no sockets, pipes and the like."""
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            path = str(descriptor.readlink())
            flags = re.search(r"flags:\s+(\d+)", Path(f"/proc/{pid}/fdinfo/{descriptor.name}").read_text())
            if path.startswith("/") and flags and int(flags[1], 8) & (os.O_WRONLY | os.O_RDWR):
                yield path
