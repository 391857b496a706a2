"""`make test`: every test, browser included; `make test ARGS="tests/bookings -k move"`: some of them.

Says in one line when there is no browser; never skips for want of one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import coverage

PRINT_PATH = """
from playwright.sync_api import sync_playwright
with sync_playwright() as browsers:
    print(browsers.chromium.executable_path)
"""
WORKERS = "3"  # on two cores: many tests wait for processes
# The one without windows comes first: it opens a page with a third of the work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(arguments: list[str]) -> int:
    browser = find_browser()
    if browser is None:
        print(
            "No browser: install Chromium (Debian: apt install chromium-headless-shell), or set CHROMIUM to its path.",
            file=sys.stderr,
        )
        return 1
    environment = os.environ | {"CHROMIUM": browser}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # each of some hundred processes would compile the club anew
    print(f"→ Testing, with the browser {browser} …", flush=True)
    options = ["--numprocesses", WORKERS, "--dist", "worksteal", "-m", "not long"]  # of two -m, pytest takes the last
    if not arguments:  # the floor is that of all tests together
        environment |= coverage.begin()
    command = [sys.executable, "-m", "pytest", *options, *arguments]
    failed = subprocess.run(command, env=environment, check=False).returncode
    return failed or int(not arguments and not coverage.is_enough())


def find_browser() -> str | None:
    """A Chromium: the one in CHROMIUM, one on the path, Playwright's own, or the system's package, in this order."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    return _on_path() or _playwright() or _system_package()


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _playwright() -> str | None:
    print("→ No browser on the path; asking Playwright for one …", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, timeout=300, **quiet)  # type: ignore[call-overload]
        shown = subprocess.run(
            [sys.executable, "-c", PRINT_PATH],
            check=True, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError):
        return None
    path = shown.stdout.strip()
    return path if path and Path(path).exists() and _starts(path) else None


def _system_package() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("→ Installing the system's Chromium …", flush=True)
    if not _apt("update"):
        return None
    installed = any(_apt("install", "-y", "--no-install-recommends", package) for package in NAMES[:2])
    return _on_path() if installed else None


def _apt(*arguments: str) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "-qq", *arguments], check=False, stdout=subprocess.DEVNULL, env=environment)
    return done.returncode == 0


def _starts(path: str) -> bool:
    """Whether the system has the libraries that this browser needs."""
    command = [path, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "about:blank"]
    try:
        return subprocess.run(command, check=False, capture_output=True, timeout=60).returncode == 0
    except (subprocess.SubprocessError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
