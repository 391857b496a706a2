"""Timing calls and saying what came out."""

import json
import sys
from collections.abc import Callable
from statistics import median, quantiles
from time import perf_counter
from typing import Any

WARM_UP = 5


def measure(call: Callable[[], object], runs: int, *, before: Callable[[], object] = lambda: None) -> dict[str, Any]:
    """Time `runs` calls after a few to warm up.

    Args:
        before: what happens before each call, outside its time.

    Returns:
        the number of runs, the 50th and 95th percentile in milliseconds, and the spread: the distance of the quartiles.
    """
    times = []
    for run in range(runs + WARM_UP):
        before()
        begun = perf_counter()
        call()
        if run >= WARM_UP:
            times.append((perf_counter() - begun) * 1000)
    low, _middle, high = quantiles(times, n=4)
    return {
        "runs": runs,
        "p50_ms": round(median(times), 4),
        "p95_ms": round(quantiles(times, n=20)[-1], 4),
        "spread_ms": round(high - low, 4),
    }


def say(line: dict[str, Any]) -> None:
    """Print one measurement as a line of JSON."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
