"""The walls between the apps, and the layers inside each, as import-linter checks them: `python -m tests.layers`."""

import os
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[1]
NO_APPS = {"mentoring_club", "demo", "integrations", "core"}  # packages without layers of their own
KNOWN = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mentoring-club"]
STACK: list[str] = [name for line in KNOWN["stack"] for name in line.split(" | ")]  # from top to bottom


def contracts() -> list[dict[str, Any]]:
    """What import-linter holds: https://import-linter.readthedocs.io names the keys."""
    return [
        {"name": "An app imports only from those below it", "type": "layers", "layers": KNOWN["stack"]},
        {
            "name": "Inside an app, a layer imports only from those below it",
            "type": "layers",
            "containers": [name for name in STACK if name not in NO_APPS],
            "layers": [" : ".join(f"({name})" for name in line.split(" : ")) for line in KNOWN["layers"]],
            "exhaustive": "true",
            "exhaustive_ignores": ["apps", "privacy", "migrations", "groups", "schedule", "sidebar", "filebased"],
        },
        {
            "name": "The engine is pure, and so is what reads calendar files",
            "type": "forbidden",
            "source_modules": KNOWN["pure"],
            "forbidden_modules": ["django", *(name for name in STACK if name not in {"bookings", "calendars"})],
            "allow_indirect_imports": "true",
            "ignore_imports": ["calendars.sandbox_worker -> core.sandbox_limits"],
        },
    ]


def written() -> str:
    """The contracts in import-linter's INI."""
    top = {"root_packages": STACK, "include_external_packages": "true", "exclude_type_checking_imports": "true"}
    sections = [("importlinter", top), *((f"importlinter:contract:{n}", each) for n, each in enumerate(contracts()))]
    return "\n".join(
        f"[{name}]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in keys.items()) for name, keys in sections
    )


def _value(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(f"\n    {item}" for item in value)


def main() -> int:
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as file:
        file.write(written())
        file.flush()
        return int(lint_imports(config_filename=file.name, cache_dir=None))


if __name__ == "__main__":
    sys.exit(main())
