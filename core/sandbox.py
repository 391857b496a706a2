"""Read untrusted bytes in a child process, where a hostile file can harm nothing but that process."""

import subprocess
import sys

from django.conf import settings


class SandboxFailed(Exception):
    """The child process hit a limit or crashed. Contains nothing of its input."""


def run(module: str, given: bytes, *, seconds: float) -> bytes:
    """The standard output of `python -m module` for this standard input. The child knows no secrets.

    Args:
        module: one of ours; it calls `core.sandbox_limits.bound` before it reads anything.
        seconds: time limit by the clock on the wall, waiting included.

    Raises:
        SandboxFailed: see there.
    """
    try:
        done = subprocess.run(  # our own interpreter and module; only the input is untrusted
            [sys.executable, "-m", module],
            input=given,
            capture_output=True,
            timeout=seconds,
            cwd=settings.BASE_DIR,
            env={"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONTZPATH": ""},  # no secrets, no other zones
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise SandboxFailed(type(error).__name__) from None
    return done.stdout
