"""The files that the tests of the house read."""

import subprocess
from functools import cache
from pathlib import Path

from tests.layers import STACK

ROOT = Path(__file__).resolve().parents[2]
LAYERS = tuple(
    name for name in reversed(STACK) if name not in {"mentoring_club", "demo", "integrations"}
)  # from the bottom
TOP = "mentoring_club"


@cache
def tracked() -> tuple[Path, ...]:
    """What belongs to the project, relative to its root; in a tree without git, everything but what is made."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
        return tuple(Path(name) for name in listed if name and (ROOT / name).is_file())
    made = {".venv", "var", "build", "__pycache__"}
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(path for path in found if not made & set(path.parts))


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def python(*apps: str) -> list[Path]:
    """The Python files of these apps, without migrations."""
    return [p for p in tracked() if p.suffix == ".py" and p.parts[0] in apps and "migrations" not in p.parts]


def templates(*folders: str) -> list[Path]:
    """The templates, all or those in these folders of templates/."""
    found = [path for path in tracked() if path.parts[0] == "templates"]
    return [path for path in found if not folders or path.parts[1] in folders]
