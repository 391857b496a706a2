"""Every variable that is read stands in .env.example, and nothing else does."""

import ast
import re
import subprocess
from collections.abc import Iterator

import pytest

from mentoring_club.healthcheck import WORKERS
from tests.architecture.files import ROOT, python, text
from tests.operating.files import VARIABLE, compose_text, example, image_environment, service

READERS = {"str", "bool", "int", "float", "list", "json", "db", "email_url", "get", "getenv"}


def calls(source: str) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)


def is_reading(call: ast.Call) -> bool:
    """Whether it is env.str(…), needed(…), os.environ.get(…) and the like."""
    function = call.func
    if isinstance(function, ast.Name):
        return function.id == "needed"
    source = ast.unparse(function)
    return isinstance(function, ast.Attribute) and function.attr in READERS and source.startswith(("env.", "os."))


def providers(source: str) -> list[str]:
    """Whom people can sign in with: the first of each tuple that the settings go through."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.For) and ast.unparse(node.target).startswith(("(provider", "provider")):
            return [row[0] for row in ast.literal_eval(node.iter)]
    return []


def read_by(*sources: str) -> set[str]:
    """The names of the variables that this Python code reads."""
    names = set()
    for source in sources:
        for call in calls(source):
            if not is_reading(call):
                continue
            name = call.args[0]
            if isinstance(name, ast.Constant):
                names.add(name.value)
            elif isinstance(name, ast.JoinedStr):
                ending = ast.literal_eval(name.values[-1])
                names |= {f"{provider.upper()}{ending}" for provider in providers(source)}
    return names  # type: ignore[return-value]


def read_by_settings() -> set[str]:
    paths = [path for path in python("mentoring_club") if path.parts[1] == "settings"]
    paths += [path for path in python("meetings") if path.name == "settings.py"]  # of each provider
    assert len(paths) > 5
    return read_by(*(text(path) for path in paths)) - {"name"}


def read_by_containers() -> set[str]:
    """What compose, Caddy, the probes and the image's command read besides."""
    caddy = set(re.findall(r"\{\$(\w+)", (ROOT / "docker" / "Caddyfile").read_text()))
    probe = read_by(text(next(path for path in python("mentoring_club") if path.name == "healthcheck.py")))
    probe |= read_by((ROOT / "gunicorn.conf.py").read_text())
    return {found["name"] for found in VARIABLE.finditer(compose_text())} | caddy | probe


def test_settings_are_read_as_this_test_believes() -> None:
    assert {"SECRET_KEY", "DATABASE_URL", "ANYMAIL", "LINKEDIN_CLIENT_SECRET", "S3_BUCKET"} <= read_by_settings()


def test_every_variable_stands_in_the_example_and_the_other_way_round() -> None:
    assert set(example()) == read_by_settings() | read_by_containers()


@pytest.mark.parametrize("name", sorted(example()))
def test_variable_is_explained(name: str) -> None:
    assert len(example()[name][1]) > 15


def test_what_must_be_set_is_what_production_asks_for() -> None:
    from tests.check import PRODUCTION

    for_compose = {found["name"] for found in VARIABLE.finditer(compose_text()) if found["how"] == "?"}
    must = {name for name, (_value, _why, needed) in example().items() if needed}
    assert for_compose
    assert must == (set(PRODUCTION) - {"ENVIRONMENT"}) | for_compose


def test_defaults_in_the_example_are_those_of_compose_and_image() -> None:
    said = {name: value for name, (value, _why, needed) in example().items() if not needed}
    defaults = {found["name"]: found["rest"] for found in VARIABLE.finditer(compose_text()) if found["how"] == "-"}
    assert defaults
    assert {name: said[name] for name in defaults} == defaults
    image = image_environment()
    assert {name: image[name] for name in ("ENVIRONMENT", "PORT", "BEAT_SCHEDULE")} == {
        name: said[name] for name in ("ENVIRONMENT", "PORT", "BEAT_SCHEDULE")
    }


def test_example_is_read_alike_by_shells_and_by_systemd() -> None:
    """Both take quotes away; a shell stumbles over what should have some."""
    lines = [f"{name}={value}" for name, (value, *_rest) in example().items()]
    script = "set -eu\n" + "\n".join(lines) + "".join(f'\nprintf "%s\\0" "${name}"' for name in example())
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False, env={})
    assert done.stderr == ""
    assert done.stdout.split("\0")[:-1] == [
        value[1:-1] if value.startswith("'") else value for value, *_rest in example().values()
    ]


def test_containers_set_only_what_is_read() -> None:
    own = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "DJANGO_SETTINGS_MODULE"}
    given = set(image_environment()) - own
    for name in ("migrate", "web", *WORKERS, "beat", "backup", "caddy"):
        given |= {variable.removesuffix("_FILE") for variable in service(name)["environment"]}
    assert given - set(example()) == set()


def test_no_secret_stands_in_the_example() -> None:
    secret = {name: value for name, (value, *_rest) in example().items() if re.search(r"SECRET|PASSWORD|KEY", name)}
    assert len(secret) > 6
    assert {name for name, value in secret.items() if value} == set()
