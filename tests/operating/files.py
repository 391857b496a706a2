"""The operator's files, read as the programs that use them read them."""

import json
import re
import shlex
from functools import cache
from typing import Any

import yaml

from tests.architecture.files import ROOT

VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<how>[-?])(?P<rest>[^}]*))?\}")
FILLED = {
    "DOMAIN": "club.example.org",
    "FROM_EMAIL": "The Club <club@example.org>",
    "TEAM_EMAIL": "team@example.org",
}


@cache
def compose_text() -> str:
    return (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


@cache
def compose() -> dict[str, Any]:
    """docker-compose.yml with its variables put in, defaults for those that `FILLED` leaves out."""

    def value(found: re.Match[str]) -> str:
        default = found["rest"] if found["how"] == "-" else ""
        return FILLED.get(found["name"], default)

    whole: dict[str, Any] = yaml.safe_load(VARIABLE.sub(value, compose_text()))
    return whole


def service(name: str) -> dict[str, Any]:
    found: dict[str, Any] = compose()["services"][name]
    return found


@cache
def dockerfile() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with what they say, lines joined, comments left out."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [(name, rest.strip()) for name, _space, rest in (line.partition(" ") for line in joined)]


def stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage, its FROM first."""
    found: list[list[tuple[str, str]]] = []
    for name, rest in dockerfile():
        if name == "FROM":
            found.append([])
        found[-1].append((name, rest))
    return found


def image() -> dict[str, list[str]]:
    """What the last stage says, by instruction."""
    found: dict[str, list[str]] = {}
    for name, rest in stages()[-1]:
        found.setdefault(name, []).append(rest)
    return found


def image_environment(stage: int = -1) -> dict[str, str]:
    """The variables that a stage sets."""
    words = [word for name, rest in stages()[stage] if name == "ENV" for word in shlex.split(rest)]
    return dict(word.split("=", 1) for word in words)


def image_command() -> list[str]:
    command: list[str] = json.loads(image()["CMD"][-1])
    return command


@cache
def example() -> dict[str, tuple[str, str, bool]]:
    """.env.example: of each variable its value, the line that explains it, and whether it must be set."""
    found = {}
    above = ""
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        match = re.fullmatch(r"(# )?([A-Z][A-Z0-9_]*)=(.*)", line)
        if match:
            assert match[2] not in found, f"{match[2]} is there twice"
            found[match[2]] = (match[3], above.removeprefix("# ").strip(), match[1] is None)
        above = line if line.startswith("# ") and not match else ""
    return found


def seconds(duration: str) -> int:
    """A duration of compose: 40s, 5m."""
    number, unit = re.fullmatch(r"(\d+)([sm])", duration).groups()
    return int(number) * {"s": 1, "m": 60}[unit]
