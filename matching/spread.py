"""How evenly something is spread over people: pure numbers, for the team's page and for the simulation."""

from collections.abc import Sequence

STEPS = 10


def gini(values: Sequence[float]) -> float:
    """The Gini coefficient of non-negative values: 0 if all are equal, near 1 if one has everything."""
    ordered, total = sorted(values), sum(values)
    if not total:
        return 0.0
    ranked = sum(place * value for place, value in enumerate(ordered, start=1))
    return max(0.0, 2 * ranked / (len(ordered) * total) - (len(ordered) + 1) / len(ordered))


def lorenz(values: Sequence[float], *, steps: int = STEPS) -> list[float]:
    """The Lorenz curve of non-negative values: what share of all the lowest of them have.

    Returns:
        The shares of the lowest 0/steps, 1/steps … steps/steps, from 0 to 1. Between two values the curve is straight.
        If there is nothing to share, everyone has as much.
    """
    ordered, total = sorted(values), sum(values)
    if not total:
        return [step / steps for step in range(steps + 1)]
    sums = [0.0]
    for value in ordered:
        sums.append(sums[-1] + value)
    found = []
    for step in range(steps + 1):
        whole, rest = divmod(step * len(ordered), steps)
        part = ordered[whole] * rest / steps if rest else 0.0
        found.append((sums[whole] + part) / total)
    return found
