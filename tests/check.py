"""`make check`: lint, format, types, layers, migrations, deployment settings, translations, and what failed."""

import os
import subprocess
import sys
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
    ("lint", [str(BIN / "ruff"), "check", "."], {}),
    ("format", [str(BIN / "ruff"), "format", "--check", "."], {}),
    ("templates", [str(BIN / "djangofmt"), "--check", "templates"], {}),
    ("types", [PYTHON, "-m", "mypy", "."], {"ENVIRONMENT": "development"}),
    ("security", [str(BIN / "bandit"), "--quiet", "--recursive", "--configfile", "pyproject.toml", "."], {}),
    ("layers", [PYTHON, "-m", "tests.layers"], {}),
    ("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], {}),
    ("safe migrations", [PYTHON, "-m", "tests.migrations"], {"ENVIRONMENT": "development"}),
    ("deployment", [PYTHON, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ("translations", [PYTHON, "manage.py", "translations", "--check"], {}),
)


def main() -> int:
    failed = []
    for name, command, environment in CHECKS:
        print(f"→ {name} …", flush=True)
        variables = os.environ | {"DJANGO_SETTINGS_MODULE": "mentoring_club.settings", "PYTHONPATH": "."} | environment
        done = subprocess.run(command, env=variables, check=False, capture_output=True, text=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout[-8000:] + done.stderr[-8000:])
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
