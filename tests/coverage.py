"""Which lines and branches of the apps the tests run, and whether that's enough: a plugin of pytest, and a report.

Probes in the bytecode tell, and go when they've told. coverage.py traces every line of Python 3.11, Django's too: tests
took two thirds longer with it.
"""

import json
import os
import tomllib
from pathlib import Path
from typing import Any

from slipcover import FileMatcher, ImportManager, Slipcover, merge_coverage, print_coverage

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var/coverage"
REPORT = FOLDER / "report.txt"
MEASURED = "TESTS_MEASURED"  # in the environment of a run that is


def options() -> dict[str, Any]:
    chosen: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["slipcover"]
    return chosen


def probes() -> Slipcover:
    """From here on, modules of the apps get probes when they're imported."""
    chosen = options()
    apps = sorted(
        {str(path.parent) for path in ROOT.glob("*/__init__.py")} - {str(ROOT / "bench"), str(ROOT / "tests")}
    )
    placed = Slipcover(branch=chosen["branch"], source=apps, omit=chosen["omit"], exclude_also=chosen["exclude-also"])
    ImportManager(placed, FileMatcher(sources=apps, omit=chosen["omit"])).__enter__()
    return placed


worker = os.environ.get("PYTEST_XDIST_WORKER", "")
placed = probes() if worker and MEASURED in os.environ else None


def pytest_sessionfinish() -> None:
    if placed:
        (FOLDER / f"{worker}.json").write_text(json.dumps(placed.get_coverage()))


def begin() -> dict[str, str]:
    """Forget what earlier runs told. Returns what the environment of this one needs."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob("*.json"):
        path.unlink()
    return {MEASURED: "1"}


def is_enough() -> bool:
    """Put together what the workers tell, write which lines are missing, and compare with the floor."""
    together, *others = (json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json")))
    for other in others:
        merge_coverage(together, other)
    with REPORT.open("w") as report:
        print_coverage(together, outfile=report)
    covered, floor = together["summary"]["percent_covered"], options()["fail-under"]
    print(f"Lines and branches run: {covered:.2f} %, at least {floor} %. Missing ones: {REPORT.relative_to(ROOT)}")
    return bool(covered >= floor)
