"""Timing calls and printing the results."""

import json
import sys
from collections.abc import Callable, Mapping
from statistics import median, quantiles
from time import perf_counter
from typing import Any

WARM_UP = 5
AS_FAST = 1.2  # times the fastest loop
Call = Callable[[], object]


def measure(call: Call, runs: int) -> dict[str, Any]:
    """Time `runs` calls after a few to warm up; returns figures as `in_turns` does."""
    return in_turns({"": (call, nothing)}, runs)[""]


def in_turns(calls: Mapping[str, tuple[Call, Call]], runs: int) -> dict[str, dict[str, Any]]:
    """Time several calls, one after the other in each of `runs` rounds, so that a busy machine affects all of them.

    Args:
        calls: by name, the function to time, and one to call before it that is not timed.

    Returns:
        By name, the number of runs, the 50th and 95th percentiles in milliseconds, and the interquartile range; then
        the 50th percentile of those calls before which the machine was as fast as it ever was in this run, and how
        many they were: a shared one may be twice as slow from one second to the next.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    loops: dict[str, list[float]] = {name: [] for name in calls}
    for run in range(runs + WARM_UP):
        for name, (call, before) in calls.items():
            before()
            loop = machine(runs=1)
            begun = perf_counter()
            call()
            if run >= WARM_UP:
                times[name].append((perf_counter() - begun) * 1000)
                loops[name].append(loop)
    fast = AS_FAST * min(min(each) for each in loops.values())
    undisturbed = {
        name: [ms for ms, loop in zip(times[name], loops[name], strict=True) if loop <= fast] for name in calls
    }
    return {
        name: figures(taken)
        | {"fast_runs": len(undisturbed[name]), "fast_ms": round(median(undisturbed[name] or [0]), 2)}
        for name, taken in times.items()
    }


def figures(times: list[float]) -> dict[str, Any]:
    """The figures for some times in milliseconds."""
    low, _middle, high = quantiles(times, n=4)
    return {
        "runs": len(times),
        "p50_ms": round(median(times), 4),
        "p95_ms": round(quantiles(times, n=20)[-1], 4),
        "spread_ms": round(high - low, 4),
    }


def machine(*, runs: int = 5) -> float:
    """How fast the machine is at this moment: the median time in milliseconds of a piece of work that never changes."""
    times = []
    for _run in range(runs):
        begun = perf_counter()
        sum(number * number for number in range(100_000))
        times.append((perf_counter() - begun) * 1000)
    return median(times)


def nothing() -> None:
    """The usual preparation of a call."""


def say(line: dict[str, Any]) -> None:
    """Print one measurement as a line of JSON."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
