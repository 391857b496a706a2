"""Several things done at the same moment, each on a database connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

WAIT_SECONDS = 30.0  # for the others to get ready


def all_at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run each in a thread, started together; what each returned, or the error it raised, in the given order."""
    gate = threading.Barrier(len(works), timeout=WAIT_SECONDS)
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
