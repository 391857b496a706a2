"""What the documents name is there: commands, services, variables, files, and each other."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from notifications.webhooks import PROVIDERS
from tests.architecture.files import ROOT, text, tracked
from tests.operating.files import compose, example

GUIDE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
WORDS_IN_CAPITALS = {"DJANGO_SETTINGS_MODULE", "DISABLE_SERVER_SIDE_CURSORS", "PATH", "HEAD"}


def table(beginning: str) -> dict[str, list[str]]:
    """The rows of the first table whose head begins so, by their first cell."""
    lines = GUIDE[GUIDE.index(f"| {beginning} |") :].split("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return {row[0].strip(): row[1:] for row in rows}


@pytest.mark.parametrize("document", [GUIDE, README], ids=["guide", "readme"])
def test_management_commands_exist(document: str) -> None:
    named = set(re.findall(r"(?:-m django|systemd/manage|# manage) (\w+)", document))
    assert named
    assert named <= set(get_commands())


@pytest.mark.parametrize("document", [GUIDE, README], ids=["guide", "readme"])
def test_services_exist(document: str) -> None:
    named = set(re.findall(r"docker compose (?:run --rm|run --rm --no-deps|logs|up --scale) (\w+)", document))
    assert named
    assert named <= set(compose()["services"])


def test_variables_exist() -> None:
    named = set(re.findall(r"\b[A-Z]{2,}(?:_[A-Z0-9]+)+\b", GUIDE)) - WORDS_IN_CAPITALS
    named -= {provider.key for provider in PROVIDERS.values()}  # they stand in ANYMAIL
    assert len(named) > 10
    assert named - set(example()) == set()


def test_mail_providers_are_told_where_to_tell() -> None:
    rows = table("provider").values()
    told = {re.search(r"/mail/([a-z-]+)/`", address)[1]: key.strip("`") for address, key, _ticks in rows}  # type: ignore[index]
    assert told == {name: provider.key for name, provider in PROVIDERS.items()}


DOCUMENTS = [path for path in tracked() if path.suffix == ".md"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_links_lead_somewhere(path: Path) -> None:
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)#]+)\)", text(path)) if "://" not in link]
    assert [link for link in links if not (ROOT / path.parent / link).exists()] == []


def test_files_of_the_architecture_exist() -> None:
    named = set(re.findall(r"`([\w-]+/[\w/.-]*)`", text(Path("docs/architecture.md"))))
    assert len(named) > 30
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_documents_that_files_speak_of_exist() -> None:
    names = {path.as_posix() for path in DOCUMENTS} | {path.name for path in DOCUMENTS}
    files = [path for path in tracked() if path.suffix in (".py", ".html", ".toml", ".yml", ".css", ".js")]
    spoken = {(path.as_posix(), name) for path in files for name in re.findall(r"(?<![/\w.])[\w/-]+\.md\b", text(path))}
    assert len(spoken) > 5
    assert sorted((path, name) for path, name in spoken if name not in names) == []


def test_peer_failures_are_listed() -> None:
    listed = re.findall(r"^(\d+)\. ", text(Path("docs/failures.md")), re.MULTILINE)
    tests = [path for path in tracked() if path.parts[0] == "tests" and path.suffix == ".py"]
    carried = [each for path in tests for each in re.findall(r"Peer failures? (\d+)(?: and (\d+))?", text(path))]
    assert len(carried) > 20
    assert {number for pair in carried for number in pair if number} <= set(listed)


def test_volumes_are_those_of_compose() -> None:
    sentence = GUIDE[GUIDE.index("Data lies in seven volumes") :].split("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", sentence)) == set(compose()["volumes"])
