"""docker-compose.yml, Dockerfile and Caddyfile against the code: what they name is there, and fits together."""

import fnmatch
import importlib
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import environ
import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve

from mentoring_club import healthcheck
from mentoring_club.healthcheck import WORKERS
from mentoring_club.run import demo_parts
from outbox.lanes import Lane
from tests.architecture.files import ROOT
from tests.check import PRODUCTION
from tests.operating.files import (
    compose,
    dockerfile,
    image,
    image_command,
    image_environment,
    seconds,
    service,
    stages,
)

OURS = ("migrate", "web", *WORKERS, "beat", "backup")
ALL = (*OURS, "postgres", "redis", "caddy")
LASTING = ("web", *WORKERS, "beat", "backup", "postgres", "redis", "caddy")
CADDY = Path(sys.executable).parent / "caddy"


def adapted(**variables: str) -> dict[str, Any]:
    """The Caddyfile as the real Caddy understands it."""
    done = subprocess.run(
        [CADDY, "adapt", "--config", ROOT / "docker" / "Caddyfile", "--adapter", "caddyfile"],
        env={"PATH": os.environ["PATH"], **service("caddy")["environment"], **variables},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    whole: dict[str, Any] = json.loads(done.stdout)
    return whole


def handlers(tree: Any, kind: str) -> list[dict[str, Any]]:
    """Every handler of a kind in Caddy's JSON."""
    if isinstance(tree, list):
        return [found for each in tree for found in handlers(each, kind)]
    if not isinstance(tree, dict):
        return []
    own = [tree] if tree.get("handler") == kind else []
    return own + [found for each in tree.values() for found in handlers(each, kind)]


def after(command: list[str], option: str) -> str:
    return command[command.index(option) + 1]


def test_services_are_these() -> None:
    assert set(compose()["services"]) == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_service_may_do_little(name: str) -> None:
    found = service(name)
    assert found["read_only"] is True
    assert found["cap_drop"] == ["ALL"]
    assert found["security_opt"] == ["no-new-privileges:true"]
    assert found["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}
    assert "privileged" not in found
    assert any(each.startswith("/tmp") for each in found["tmpfs"])
    user = found.get("user") or image()["USER"][-1]
    assert user not in ("root", "0", "0:0")


@pytest.mark.parametrize("name", LASTING)
def test_service_is_watched_restarted_and_stopped_in_time(name: str) -> None:
    found = service(name)
    assert found["restart"] == "unless-stopped"
    assert found["healthcheck"]["test"][0] == "CMD"
    assert seconds(found["healthcheck"]["timeout"]) < seconds(found["healthcheck"]["interval"]) * 2
    assert seconds(found["stop_grace_period"]) >= 15


def test_migrations_run_once_and_before_everything_else() -> None:
    assert service("migrate")["restart"] == "no"
    for name in ("web", *WORKERS, "beat", "backup"):
        assert service(name)["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "postgres": {"condition": "service_healthy"},
            "redis": {"condition": "service_healthy"},
        }


def test_only_the_proxy_is_open_to_the_world() -> None:
    assert {name for name in ALL if "ports" in service(name)} == {"caddy"}
    assert {name for name in ALL if service(name)["networks"] == ["inside"]} == {"postgres", "redis"}
    assert compose()["networks"]["inside"] == {"internal": True}


def test_volumes_are_all_used_and_all_named() -> None:
    used = {each.partition(":")[0] for name in ALL for each in service(name)["volumes"]}
    files = {each for each in used if each.startswith("./")}
    assert used - files == set(compose()["volumes"])
    assert {file for file in files if not (ROOT / file).is_file()} == set()


@pytest.mark.parametrize("name", OURS)
def test_what_is_written_goes_into_a_volume(name: str) -> None:
    environment = image_environment() | service(name)["environment"]
    mounted = {each.split(":")[1] for each in service(name)["volumes"]}
    if name == "beat":
        assert mounted == {str(Path(environment["BEAT_SCHEDULE"]).parent)}
        assert after(service(name)["command"], "--schedule") == environment["BEAT_SCHEDULE"]
    else:
        both = {environment["MEDIA_ROOT"], str(Path(environment["ERASURE_JOURNAL"]).parent)}
        assert mounted == both | ({environment["BACKUP_FOLDER"]} if name == "backup" else set())


def test_folders_of_volumes_belong_to_the_user() -> None:
    made = re.search(r"install --directory --owner club --group club ([^&]+)", " ".join(image()["RUN"]))
    assert made is not None
    environment = image_environment()
    files = {str(Path(environment[name]).parent) for name in ("BEAT_SCHEDULE", "ERASURE_JOURNAL")}
    folders = {environment["MEDIA_ROOT"], environment["BACKUP_FOLDER"], *files}
    assert folders <= set(made[1].split())
    number = image()["USER"][-1].partition(":")[0]
    assert f"useradd --system --uid {number} " in " ".join(image()["RUN"])


def test_collected_files_are_where_the_image_says() -> None:
    assert image_environment(0)["STATIC_ROOT"] == image_environment()["STATIC_ROOT"]
    assert image_environment()["STATIC_ROOT"].startswith(image()["WORKDIR"][-1])


def test_image_installs_what_is_locked_and_builds_nothing() -> None:
    build = " ".join(rest for name, rest in stages()[0] if name == "RUN")
    assert "--require-hashes" in build
    assert "--only-binary :all:" in build
    assert "-r requirements.txt" in build
    bases = {re.match(r"python:3\.11\.\d+-slim-\w+", rest) for name, rest in dockerfile() if name == "FROM"}
    assert None not in bases
    final = " ".join(image()["RUN"])
    assert re.findall(r"gcc|build-essential|-dev\b|make\b", final) == []
    assert re.search(r"apt-get install [^&]*postgresql-client-(\d+)", final)[1] == postgres_version()  # type: ignore[index]


def postgres_version() -> str:
    return re.match(r"postgres:(\d+)", service("postgres")["image"])[1]  # type: ignore[index]


def test_postgres_is_one_that_the_club_can_use() -> None:
    assert int(postgres_version()) >= 15
    url = environ.Env.db_url_config(service("web")["environment"]["DATABASE_URL"])
    assert (url["HOST"], url["PORT"], url["USER"], url["NAME"]) == ("postgres", 5432, "club", "club")
    script = next(each for each in service("postgres")["volumes"] if "/docker-entrypoint-initdb.d/" in each)
    statements = (ROOT / script.partition(":")[0]).read_text()
    assert "CREATE ROLE club LOGIN PASSWORD :'password';" in statements  # and no superuser
    assert "CREATE DATABASE club OWNER club;" in statements
    assert service("postgres")["environment"] == {"POSTGRES_PASSWORD_FILE": "/run/secrets/postgres_password"}


def test_redis_keeps_the_queue_and_asks_for_its_password() -> None:
    shell, option, script = service("redis")["command"]
    assert (shell, option) == ("sh", "-c")
    command = shlex.split(script[script.index("exec ") :])
    assert command[:3] == ["exec", "redis-server", "/tmp/redis.conf"]
    assert after(command, "--maxmemory-policy") == "volatile-ttl"  # pages go before the counters of limits
    assert "requirepass %s" in script
    assert "--requirepass" not in script


@pytest.mark.parametrize("name", ALL)
def test_service_gets_no_secret_that_it_does_not_need(name: str) -> None:
    ours = {"secret_key", "postgres_password", "redis_password", "email_url"}
    own = {
        "postgres": {"postgres_password"},
        "redis": {"redis_password"},
        "caddy": set(),
        "backup": ours | {"backup_key"},
    }
    given = set(service(name).get("secrets", []))
    assert given == own.get(name, ours)
    files = {key: value for key, value in service(name).get("environment", {}).items() if key.endswith("_FILE")}
    assert set(files.values()) == {f"/run/secrets/{secret}" for secret in given} or name == "redis"
    assert ("env_file" in service(name)) is (name in ("web", *WORKERS))
    assert not re.search(
        r"PASSWORD|SECRET_KEY|BACKUP_KEY", " ".join(service(name).get("environment", {}).keys() - files)
    )


def test_secrets_are_those_that_are_made() -> None:
    made = (ROOT / "docker" / "secrets.sh").read_text()
    for name, place in compose()["secrets"].items():
        assert place == {"file": f"./secrets/{name}"}
        assert re.search(rf"\b{name}\b", made), name
    ignored = (ROOT / ".gitignore").read_text().splitlines(), (ROOT / ".dockerignore").read_text().splitlines()
    assert ("secrets/" in ignored[0], "secrets" in ignored[1]) == (True, True)


def test_images_are_of_one_version() -> None:
    others = [service(name)["image"] for name in ("postgres", "redis", "caddy")]
    assert [image for image in others if not re.search(r":\d+\.\d+(\.\d+)?-", image)] == []


def test_backups_are_written_daily_into_a_volume_and_not_kept_for_ever() -> None:
    command = service("backup")["command"]
    assert command[:4] == ["python", "-m", "django", "backup"]
    assert float(after(command, "--every")) * 3600 < healthcheck.BACKUP_MAY_WAIT
    assert int(after(command, "--keep")) >= 7
    assert f"backups:{image_environment()['BACKUP_FOLDER']}" in service("backup")["volumes"]


def test_web_is_the_image_as_it_starts_by_itself() -> None:
    assert service("web")["command"] == image_command()
    check = re.search(r"CMD (\[.*\])", image()["HEALTHCHECK"][-1])
    assert check is not None
    assert service("web")["healthcheck"]["test"] == ["CMD", *json.loads(check[1])]


def test_gunicorn_listens_to_this_machine_alone_unless_told() -> None:
    """By itself it would take PORT, or nothing, to mean every address, past the proxy."""
    shown = [
        subprocess.run(
            [sys.executable, "-c", "import runpy; print(runpy.run_path('gunicorn.conf.py')['bind'])"],
            cwd=ROOT, env=variables, capture_output=True, text=True, check=True,
        ).stdout.strip()
        for variables in ({}, {"PORT": "8131"}, image_environment())
    ]  # fmt: skip
    assert shown == ["127.0.0.1:8000", "127.0.0.1:8131", "0.0.0.0:8000"]
    assert "--bind" not in service("web")["command"]


def test_web_process_looks_through_what_it_loaded_no_more() -> None:
    code = (
        "import django, gc, runpy; django.setup();"
        "runpy.run_path('gunicorn.conf.py')['post_worker_init'](None); print(gc.get_freeze_count())"
    )
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert int(shown) > 50_000


def test_commands_name_what_is_there() -> None:
    web, beat, migrate = (service(name)["command"] for name in ("web", "beat", "migrate"))
    assert callable(importlib.import_module(web[1]).application)
    for command, what in (*((service(name)["command"], "worker") for name in WORKERS), (beat, "beat")):
        application = importlib.import_module(after(command, "--app")).celery.app
        assert application.main == "mentoring_club"
        assert what in command
    assert migrate[:3] == ["python", "-m", "django"]
    building = " ".join(rest for name, rest in stages()[0] if name == "RUN")
    named = [migrate[3], *re.findall(r"-m django (\w+)", building)]
    assert named == ["migrate", "translations", "collectstatic"]
    assert set(named) <= set(get_commands())


@pytest.mark.parametrize("name", ["web", *WORKERS, "beat", "backup"])
def test_probe_of_each_service_exists(name: str) -> None:
    assert service(name)["healthcheck"]["test"][1:] == ["python", "-m", "mentoring_club.healthcheck", name]
    assert name in healthcheck.PROBES


def test_web_stops_before_it_is_killed() -> None:
    graceful = int(after(service("web")["command"], "--graceful-timeout"))
    assert graceful < seconds(service("web")["stop_grace_period"])
    assert graceful <= seconds(service("caddy")["stop_grace_period"])


def test_worker_has_time_for_a_mail_server_that_hangs() -> None:
    assert seconds(service("mail")["stop_grace_period"]) > settings.EMAIL_TIMEOUT * 5


def lanes_of(command: list[str]) -> tuple[set[str], int]:
    """The lanes that a worker takes its jobs from, and the number of its processes."""
    return set(after(command, "--queues").split(",")), int(after(command, "--concurrency"))


@pytest.mark.parametrize("where", ["compose", "demo"])
def test_every_lane_has_its_workers_and_calendars_have_fewer_apart(where: str) -> None:
    demo = {part.name: part.command for part in demo_parts("8000")}
    workers = {name: lanes_of(service(name)["command"] if where == "compose" else demo[name]) for name in WORKERS}
    assert set().union(*(lanes for lanes, _number in workers.values())) == set(Lane.values)
    at_codes = [number for lanes, number in workers.values() if Lane.CODES in lanes]
    assert len(at_codes) >= 2  # a code needs one of two workers that is not stuck
    assert [(lanes, number) for lanes, number in workers.values() if Lane.CALENDARS in lanes] == [({Lane.CALENDARS}, 1)]
    assert sum(at_codes) > 1


def test_workers_of_one_machine_have_names_of_their_own() -> None:
    for name in WORKERS:
        assert after(service(name)["command"], "--hostname") == f"{name}@%h"


def test_ports_match() -> None:
    port = image_environment()["PORT"]
    assert image()["EXPOSE"] == [port]
    assert service("web")["expose"] == [port]
    assert service("caddy")["ports"] == ["80:80", "443:443", "443:443/udp"]
    app = adapted()["apps"]["http"]
    assert (app.get("http_port", 80), app.get("https_port", 443)) == (80, 443)


def test_image_is_given_no_secret_and_no_data() -> None:
    ignored = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    for name in (".env", ".git", ".venv", "var", "tests", ".env.example"):
        assert any(fnmatch.fnmatch(name, pattern) for pattern in ignored), name
    for name in ("mentoring_club", "requirements.txt", "locale", "static", "templates", "manage.py", "core"):
        assert not any(fnmatch.fnmatch(name, pattern) for pattern in ignored), name


@pytest.mark.parametrize("name", ["migrate", "backup"])
def test_containers_environment_starts_production(tmp_path: Path, name: str) -> None:
    """Also that of those that are given no other file of variables."""
    for secret in service(name)["secrets"]:
        value = {"email_url": PRODUCTION["EMAIL_URL"]}.get(secret, PRODUCTION["SECRET_KEY"])
        (tmp_path / secret).write_text(value)
    given = {key: value.replace("/run/secrets", str(tmp_path)) for key, value in service(name)["environment"].items()}
    done = subprocess.run(
        [sys.executable, "-c", "from mentoring_club.settings import *; print(SITE_URL, ALLOWED_HOSTS, PRODUCTION)"],
        env={"PATH": os.environ["PATH"], **given}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("https://club.example.org ['club.example.org'] True\n", "")


# The proxy


def test_caddy_accepts_its_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [CADDY, "validate", "--config", ROOT / "docker" / "Caddyfile", "--adapter", "caddyfile"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), **service("caddy")["environment"]},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "Valid configuration"), done.stderr
    assert '"level":"warn"' not in done.stderr


def test_caddy_is_started_with_the_file_that_is_mounted() -> None:
    target = after(service("caddy")["command"], "--config")
    assert f"./docker/Caddyfile:{target}:ro" in service("caddy")["volumes"]


def test_caddy_hands_on_to_the_web_server() -> None:
    (proxy,) = handlers(adapted(), "reverse_proxy")
    assert proxy["dynamic_upstreams"]["name"] == "web"
    assert proxy["dynamic_upstreams"]["port"] == image_environment()["PORT"]


def test_caddy_takes_a_little_more_than_the_club() -> None:
    (limit,) = handlers(adapted(), "request_body")
    assert settings.LARGEST_REQUEST < limit["max_size"] < 4 * settings.LARGEST_REQUEST


def test_caddy_compresses_pages() -> None:
    (encode,) = handlers(adapted(), "encode")
    assert set(encode["encodings"]) == {"zstd", "gzip"}


def test_health_is_where_the_probe_asks() -> None:
    for path in re.findall(r'"(/health/\w+)"', (ROOT / "mentoring_club" / "healthcheck.py").read_text()):
        assert resolve(path).func.__module__ == "mentoring_club.health"
