"""The image's own steps, as far as they can be taken without an engine: what is locked is enough to run the club."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.files import ROOT
from tests.check import PRODUCTION
from tests.operating.files import stages

LOAD = """
import django
django.setup()
import core.buckets, mentoring_club.healthcheck, mentoring_club.urls, mentoring_club.wsgi
from mentoring_club.celery import app
app.loader.import_default_modules()
print(sorted(name for name in app.tasks if name.startswith("outbox")))
"""


@pytest.mark.long
def test_locked_requirements_are_enough_to_run_the_club(tmp_path: Path) -> None:
    step = next(rest for name, rest in stages()[0] if name == "RUN" and "--require-hashes" in rest)
    venv = tmp_path / "venv"
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    subprocess.run(
        ["sh", "-c", step.replace("/venv", str(venv))],
        cwd=ROOT, env=os.environ | {"PATH": path}, check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    names = {path.name for path in (venv / "bin").iterdir()}
    assert {"gunicorn", "celery", "python"} <= names
    assert not [name for name in names if re.match(r"pip|pytest|mypy", name)]
    python = str(venv / "bin" / "python")
    environment = {
        "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "mentoring_club.settings", **PRODUCTION,
        "STATIC_ROOT": str(tmp_path / "static"),
    }  # fmt: skip
    for command in ("translations", "collectstatic"):
        subprocess.run([python, "-m", "django", command], cwd=ROOT, env=environment, capture_output=True, check=True)
    done = subprocess.run(
        [python, "-W", "error", "-c", LOAD], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "outbox.tasks.drain" in done.stdout
