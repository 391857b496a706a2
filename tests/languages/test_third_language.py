"""A third language is a folder, a line and texts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tests.languages.french_texts import TEXTS

WALK = Path(__file__).with_name("french.py")


@pytest.mark.long
def test_club_speaks_french(tmp_path: Path) -> None:
    """In a process of its own: addresses, forms and models take their languages when Django starts."""
    catalog = Catalog(locale="fr")
    for english, french in TEXTS.items():
        catalog.add(english, french)
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalog)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--ds=tests.languages.settings", str(WALK)],
        env=inherited | {"DJANGO_SETTINGS_MODULE": "tests.languages.settings", "FRENCH_TEXTS": str(tmp_path)},
        check=False, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
