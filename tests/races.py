"""Several things done at the same moment, each on a database connection of its own."""

import os
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

WAIT_SECONDS = 30.0  # for the others to get ready
APART_SECONDS = 0.25
# RACES=first, then RACES=last: a race whose end depends on the machine fails in one of them.
LEAVING = os.environ.get("RACES", "")


class Meeting(threading.Barrier):
    """Where threads of a race wait for each other, once each has read what it decides by, and before any writes.

    With RACES=first or RACES=last in the environment they leave it one well after the other, in the one order or the
    other: the end of the race must be the same, or they meet too early.
    """

    def __init__(self, number: int = 2) -> None:
        super().__init__(number, timeout=WAIT_SECONDS)

    def wait(self, timeout: float | None = None) -> int:
        place = super().wait(timeout)
        if LEAVING:
            time.sleep(APART_SECONDS * (place if LEAVING == "first" else self.parties - 1 - place))
        return place


def meet_after(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, number: int = 2, *, at: Meeting | None = None
) -> None:
    """Let `number` threads wait for each other once each has called what `owner` has under this name.

    Args:
        at: where they meet others that have called something else.
    """
    met, original = at or Meeting(number), getattr(owner, name)

    def look(*args: Any, **kwargs: Any) -> Any:
        seen = original(*args, **kwargs)
        met.wait()
        return seen

    monkeypatch.setattr(owner, name, look)


def all_at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run each in a thread, started together; what each returned, or the error it raised, in the given order."""
    gate = Meeting(len(works))
    results: list[Any] = [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            gate.wait()
            results[place] = work()
        except Exception as error:  # noqa: BLE001  # what a thread raises is its result
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
