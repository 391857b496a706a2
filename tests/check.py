"""`make check`: all checks but the tests, two at a time; what failed stands below its name and in the last line."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

PYTHON = sys.executable
BIN = Path(PYTHON).parent
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "abcdefghijklmnopqrstuvwxyz0123456789-abcdefghijklmnopqrstuvwxyz",
    "SITE_URL": "https://club.example.org",
    "ALLOWED_HOSTS": "club.example.org",
    "DATABASE_URL": "postgres://club@localhost/club",
    "REDIS_URL": "redis://localhost/0",
    "EMAIL_URL": "smtp://localhost:25",
    "FROM_EMAIL": "The Club <club@example.org>",
    "TEAM_EMAIL": "team@example.org",
}
CHECKS: tuple[tuple[str, list[str], dict[str, str]], ...] = (
    ("types", [PYTHON, "-m", "mypy", "."], {"ENVIRONMENT": "development"}),  # the longest, so it goes first
    ("lint", [str(BIN / "ruff"), "check", "."], {}),
    ("format", [str(BIN / "ruff"), "format", "--check", "."], {}),
    ("templates", [str(BIN / "djangofmt"), "--check", "templates"], {}),
    ("security", [str(BIN / "bandit"), "--quiet", "--recursive", "--configfile", "pyproject.toml", "."], {}),
    ("layers", [PYTHON, "-m", "tests.layers"], {}),
    ("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], {}),
    ("safe migrations", [PYTHON, "-m", "tests.migrations"], {"ENVIRONMENT": "development"}),
    ("deployment", [PYTHON, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ("translations", [PYTHON, "manage.py", "translations", "--check"], {}),
    ("commits", [PYTHON, "-m", "tests.commits"], {}),
)


def run(command: list[str], environment: dict[str, str]) -> tuple[int, float, str]:
    """What a check says: its code, its seconds, its output."""
    variables = os.environ | {"DJANGO_SETTINGS_MODULE": "mentoring_club.settings", "PYTHONPATH": "."} | environment
    begun = time.perf_counter()
    done = subprocess.run(command, env=variables, check=False, capture_output=True, text=True)
    return done.returncode, time.perf_counter() - begun, done.stdout[-8000:] + done.stderr[-8000:]


def main() -> int:
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        running = {pool.submit(run, command, environment): name for name, command, environment in CHECKS}
        for done in as_completed(running):
            name = running[done]
            code, seconds, output = done.result()
            print(f"{'✗' if code else '✓'} {name:<16}{seconds:5.1f} s", flush=True)
            if code:
                failed.append(name)
                print(output, flush=True)
    print(f"failed: {', '.join(failed)}" if failed else f"all {len(CHECKS)} checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
