"""Environments with pinned packages, made in var/peers and rebuilt when their lists change."""

import hashlib
import subprocess
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
VAR = BASE / "var" / "peers"
HERE = Path(__file__).resolve().parent
CLUB = BASE / "requirements.txt"

# The lists are installed one after the other, so that a later one can replace a version that the club pins.
LISTS = {
    "club": (CLUB, HERE / "club.txt"),  # the club, behind the same web server as the others
    "mailer": (CLUB, HERE / "mailer.txt"),  # django-mailer needs finished emails, so the club renders them there
    "appointment": (HERE / "appointment.txt",),
    "pretix": (HERE / "pretix.txt",),
    "mentor_match": (HERE / "mentor_match.txt",),  # with munkres
    "matching": (HERE / "matching.txt",),  # apart: both are packages named `matching`
}


def python(name: str) -> str:
    """The interpreter of an environment, with everything in it."""
    folder = VAR / name
    lists = LISTS[name]
    digest = hashlib.sha256(sys.version.encode() + b"".join(path.read_bytes() for path in lists)).hexdigest()
    ready, found = folder / "ready", folder / "bin" / "python"
    if ready.exists() and ready.read_text() == digest:
        return str(found)
    sys.stderr.write(f"→ Installing var/peers/{name} …\n")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    pip = [str(found), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    for place, path in enumerate(lists):
        alone = ["--no-deps"] if place else []  # the dependencies are in the first list
        subprocess.run([*pip, *alone, "-r", str(path)], check=True)
    ready.write_text(digest)
    return str(found)


def version(name: str, package: str) -> str:
    """The version of a package in an environment."""
    code = f"from importlib.metadata import version; print(version({package!r}))"
    done = subprocess.run([python(name), "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.strip()
