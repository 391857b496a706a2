"""Parse untrusted bytes in a child process, where a hostile file can harm nothing else."""

import subprocess
import sys

from django.conf import settings


class SandboxFailed(Exception):
    """The child process returned no result. Contains nothing of its input.

    Attributes:
        at_limit: whether it hit a limit of time or memory; otherwise it crashed.
    """

    def __init__(self, reason: str, *, at_limit: bool) -> None:
        super().__init__(reason)
        self.at_limit = at_limit


def run(module: str, given: bytes, *, seconds: float) -> bytes:
    """Run `python -m module` with this standard input, and return its standard output. The child has no secrets.

    Args:
        module: one of ours; it calls `core.sandbox_limits.bound` before it reads anything.
        seconds: wall-clock limit, including time spent waiting.

    Raises:
        SandboxFailed: the child process hit a limit or crashed.
    """
    try:
        done = subprocess.run(  # our own interpreter and module; only the input is untrusted
            [sys.executable, "-m", module],
            input=given,
            capture_output=True,
            timeout=seconds,
            cwd=settings.BASE_DIR,
            env={"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONTZPATH": ""},  # no secrets, no other zones
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SandboxFailed("out of time", at_limit=True) from None
    if done.returncode:
        raise SandboxFailed(f"exit code {done.returncode}", at_limit=done.returncode < 0)  # negative: by the kernel
    return done.stdout
