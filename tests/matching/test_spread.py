"""The curve and the coefficient, against curves that are known."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.spread import gini, lorenz

NUMBERS = st.lists(st.integers(0, 1000), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3, 3, 3, 3], 0.0),
        ([0, 0, 0, 12], 0.75),  # (n - 1) / n
        ([1, 2, 3, 4], 0.25),
        ([1, 1, 2, 2], 1 / 6),
        (range(1, 101), 0.33),  # of 1 … n: (n - 1) / (3 n)
        ([], 0.0),
        ([0, 0], 0.0),
    ],
)
def test_gini_of_known_values(values: list[int], expected: float) -> None:
    assert gini(values) == pytest.approx(expected)


def test_lorenz_of_known_values() -> None:
    assert lorenz([5] * 7, steps=4) == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    assert lorenz([0] * 9 + [4]) == pytest.approx([0] * 10 + [1])
    assert lorenz([4, 1, 3, 2], steps=4) == pytest.approx([0, 0.1, 0.3, 0.6, 1])
    assert lorenz([1, 3], steps=4) == pytest.approx([0, 0.125, 0.25, 0.625, 1])  # halfway between two people
    assert lorenz([], steps=2) == lorenz([0, 0, 0], steps=2) == [0, 0.5, 1]


@given(NUMBERS)
def test_lorenz_rises_ever_faster_from_nothing_to_all(values: list[int]) -> None:
    curve = lorenz(values)
    steps = [after - before for before, after in pairwise(curve)]
    assert (curve[0], curve[-1]) == pytest.approx((0, 1))
    assert all(step >= 0 for step in steps)
    assert all(later >= earlier - 1e-12 for earlier, later in pairwise(steps))


@given(NUMBERS)
def test_gini_is_twice_the_area_between_the_curve_and_the_line(values: list[int]) -> None:
    """Where the curve has a point for each person, the trapezoids under it are exact."""
    number = len(values)
    curve = lorenz(values, steps=number)
    below = sum((low + high) / 2 / number for low, high in pairwise(curve))
    assert gini(values) == pytest.approx(1 - 2 * below, abs=1e-9)


@given(NUMBERS, st.integers(1, 50), st.integers(2, 5))
def test_gini_is_of_shares_and_not_of_sizes(values: list[int], times: int, copies: int) -> None:
    assert 0 <= gini(values) < 1
    assert gini([value * times for value in values]) == pytest.approx(gini(values), abs=1e-9)
    assert gini(values * copies) == pytest.approx(gini(values), abs=1e-9)


@given(NUMBERS.filter(lambda values: max(values) - min(values) >= 2))
def test_gini_falls_when_the_one_with_most_gives_to_the_one_with_least(values: list[int]) -> None:
    """The principle of transfers (Dalton, 1920)."""
    ordered = sorted(values)
    fairer = [ordered[0] + 1, *ordered[1:-1], ordered[-1] - 1]
    assert gini(fairer) < gini(values)
