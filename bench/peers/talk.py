"""Two processes that talk in lines of JSON: a side in its own environment, and the one that measures it.

Uses only the standard library, because it runs in every environment.
"""

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parents[2]


ANSWERS = "ANSWERS_TO"


def serve(**calls: Callable[..., Any]) -> None:
    """Answer calls until the input ends."""
    with os.fdopen(int(os.environ[ANSWERS]), "w") as answers:
        for line in sys.stdin:
            asked = json.loads(line)
            answers.write(json.dumps(calls[asked.pop("call")](**asked)) + "\n")
            answers.flush()


class PeerProcess:
    """A module that serves calls, run by some interpreter. Its other output goes to the log."""

    def __init__(self, python: str, module: str, *, environment: Mapping[str, str], log: Path) -> None:
        self.module, self.log = module, log
        here, there = os.pipe()
        with log.open("wb") as said:
            self.process = subprocess.Popen(
                [python, "-m", "bench.peers.talk", module],
                cwd=BASE,
                env={**environment, ANSWERS: str(there)},
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=said,
                pass_fds=[there],
                text=True,
            )
        os.close(there)
        self.answers = os.fdopen(here)

    def call(self, name: str, **arguments: Any) -> Any:
        """Call a function of the side; returns its result.

        Raises:
            RuntimeError: the side has died; the message is the end of its log.
        """
        assert self.process.stdin  # noqa: S101 - for the types: it is a pipe
        try:
            self.process.stdin.write(json.dumps({"call": name, **arguments}) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        line = self.answers.readline()
        if not line:
            self.process.wait(timeout=30)
            said = self.log.read_text(encoding="utf-8", errors="replace")[-3000:]
            raise RuntimeError(f"{self.module} died at {name}:\n{said}")
        return json.loads(line)

    def close(self) -> None:
        assert self.process.stdin  # noqa: S101 - for the types: it is a pipe
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.answers.close()


def main(module: str) -> None:
    """Run a side, with Django set up if it needs Django."""
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        import django  # not every environment has it

        django.setup()
    runpy.run_module(module, run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1])
