"""The units in deploy/systemd/ run what compose runs, and the scripts name what is there."""

import re
import shlex
from configparser import ConfigParser
from pathlib import Path

import pytest
from django.core.management import get_commands

from mentoring_club.healthcheck import WORKERS
from tests.architecture.files import ROOT
from tests.operating.files import example, seconds, service

FOLDER = ROOT / "deploy" / "systemd"
UNITS = {name: f"club-{name}.service" for name in ("web", *WORKERS, "beat")}
PYTHON = "/srv/club/current/.venv/bin/"


def unit(name: str) -> ConfigParser:
    """A unit; of a key that stands there twice, the last."""
    parsed = ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string((FOLDER / name).read_text())
    return parsed


def command(name: str) -> list[str]:
    """ExecStart, as compose would say it."""
    own = unit(name)["Service"]
    program, *words = shlex.split(own["ExecStart"])
    assert program.startswith(PYTHON)
    given = dict(word.split("=", 1) for word in shlex.split(own["Environment"]))
    words = [re.sub(r"\$\{(\w+)\}", lambda found: given[found[1]], word) for word in words]
    words = [word.replace("/srv/club/beat/", "/data/beat/").replace("%%", "%") for word in words]  # %% is systemd's %
    return [program.removeprefix(PYTHON), *words]


@pytest.mark.parametrize("name", UNITS)
def test_unit_runs_what_compose_runs(name: str) -> None:
    assert command(UNITS[name]) == service(name)["command"]
    own = unit(UNITS[name])["Service"]
    assert int(own["TimeoutStopSec"]) == seconds(service(name)["stop_grace_period"])
    assert own["Restart"] == "always"


def test_backup_keeps_as_many_as_compose() -> None:
    words, theirs = command("club-backup.service"), service("backup")["command"]
    assert words[:4] == theirs[:4]
    assert words[words.index("--keep") + 1] == theirs[theirs.index("--keep") + 1]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.service")), ids=lambda path: path.name)
def test_unit_may_do_little(path: Path) -> None:
    own = unit(path.name)["Service"]
    assert own["User"] == "club"
    assert (own["NoNewPrivileges"], own["ProtectSystem"], own["CapabilityBoundingSet"]) == ("yes", "strict", "")
    assert own["EnvironmentFile"] == "/etc/club/club.env"
    given = dict(word.split("=", 1) for word in shlex.split(own["Environment"]))
    assert set(given) - {"DJANGO_SETTINGS_MODULE", "PYTHONUNBUFFERED"} - set(example()) == set()


@pytest.mark.parametrize("name", WORKERS)
def test_workers_are_told_apart(name: str) -> None:
    assert f"--hostname {name}@%%h " in unit(UNITS[name])["Service"]["ExecStart"]


def test_target_wants_every_unit() -> None:
    wanted = unit("club.target")["Unit"]["Wants"].split()
    assert set(wanted) == {*UNITS.values(), "club-backup.timer"}


def test_scripts_name_commands_that_exist() -> None:
    named = re.findall(r'"\$manage" (\w+)', (FOLDER / "release").read_text())
    assert named == ["translations", "collectstatic", "migrate"]
    assert set(named) <= set(get_commands())
