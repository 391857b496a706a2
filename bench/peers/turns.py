"""Measuring two sides in turn, and the result."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles

PAIRS = 5
Sample = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One task measured on both sides; `unit` is milliseconds (less is better) or a rate (more is better)."""

    name: str
    work: str
    against: str
    unit: str
    ours: list[float]
    theirs: list[float]
    at_least: float | None

    @property
    def pairs(self) -> list[float]:
        """How many times better we were, per pair."""
        better = zip(self.ours, self.theirs, strict=True)
        return [theirs / ours if self.unit == "ms" else ours / theirs for ours, theirs in better]

    @property
    def ratio(self) -> float:
        """The ratio of the medians."""
        ours, theirs = median(self.ours), median(self.theirs)
        return theirs / ours if self.unit == "ms" else ours / theirs

    def line(self) -> dict[str, object]:
        """The line that is printed and goes into the table. The spread is the interquartile range."""
        low, _middle, high = quantiles(self.pairs, n=4)
        return {
            "bench": f"peers.{self.name}",
            "work": self.work,
            "against": self.against,
            "unit": self.unit,
            "ours": significant(median(self.ours)),
            "ours_spread": spread(self.ours),
            "theirs": significant(median(self.theirs)),
            "theirs_spread": spread(self.theirs),
            "ratio": significant(self.ratio),
            "ratio_spread": significant(high - low),
            "ratio_min": significant(min(self.pairs)),
            "ratio_max": significant(max(self.pairs)),
            "at_least": self.at_least,
            "pairs": len(self.pairs),
        }


def in_turns(ours: Sample, theirs: Sample, *, pairs: int = PAIRS) -> tuple[list[float], list[float]]:
    """Measure A, B, A, B, … after one run of each that does not count."""
    ours()
    theirs()
    taken = [(ours(), theirs()) for _ in range(pairs)]
    return [a for a, _b in taken], [b for _a, b in taken]


def spread(values: list[float]) -> float:
    low, _middle, high = quantiles(values, n=4)
    return significant(high - low)


def significant(value: float) -> float:
    """The value, rounded to three significant digits."""
    return float(f"{value:.3g}")
