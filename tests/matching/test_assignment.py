"""The assignment against every possible one, on matrices small enough for that."""

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.assignment import NO_ONE, assign

NOT = float("nan")
FITS = st.sampled_from([NOT, float("-inf"), -40.0, 0.0, 0.01, 0.02, 10.0, 10.5, 30.0])


@st.composite
def cohorts(draw: st.DrawFn) -> tuple[np.ndarray, list[int]]:
    mentees, mentors = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    rows = st.lists(FITS, min_size=mentors, max_size=mentors)
    fit = draw(st.lists(rows, min_size=mentees, max_size=mentees))
    capacities = draw(st.lists(st.integers(0, 3), min_size=mentors, max_size=mentors))
    return np.array(fit), capacities


def worth(fit: np.ndarray, found: list[int]) -> tuple[int, float, int]:
    """How good an assignment is: pairs, the sum of fit, and how evenly spread; higher is better."""
    pairs = [(mentee, mentor) for mentee, mentor in enumerate(found) if mentor != NO_ONE]
    load = Counter(mentor for _mentee, mentor in pairs)
    return len(pairs), round(float(sum(fit[pair] for pair in pairs)), 6), -sum(each**2 for each in load.values())


def is_allowed(fit: np.ndarray, capacities: list[int], found: list[int], fixed: list[tuple[int, int]]) -> bool:
    load = Counter(mentor for mentor in found if mentor != NO_ONE)
    kept = set(fixed)
    return (
        all(
            mentor == NO_ONE or (mentee, mentor) in kept or np.isfinite(fit[mentee, mentor])
            for mentee, mentor in enumerate(found)
        )
        and all(load[mentor] <= capacities[mentor] for mentor in load)
        and all(found[mentee] == mentor for mentee, mentor in kept)
    )


def best(fit: np.ndarray, capacities: list[int], fixed: list[tuple[int, int]]) -> tuple[int, float, int]:
    mentees, mentors = fit.shape
    everything = (list(each) for each in product(range(NO_ONE, mentors), repeat=mentees))
    return max(worth(fit, each) for each in everything if is_allowed(fit, capacities, each, fixed))


@given(cohorts())
def test_assignment_is_the_best_of_all(cohort: tuple[np.ndarray, list[int]]) -> None:
    fit, capacities = cohort
    found = assign(fit, capacities)
    assert is_allowed(fit, capacities, found, [])
    assert worth(fit, found) == best(fit, capacities, [])


@given(cohorts(), st.data())
def test_assignment_keeps_what_is_fixed(cohort: tuple[np.ndarray, list[int]], data: st.DataObject) -> None:
    fit, capacities = cohort
    fit = np.where(np.isfinite(fit), fit, 1.0)  # a fixed pair has a fit here, as the sums of two are compared
    fixed: list[tuple[int, int]] = []
    for mentee in data.draw(st.sets(st.integers(0, len(fit) - 1))):
        mentor = data.draw(st.integers(0, len(capacities) - 1))
        if sum(1 for _mentee, other in fixed if other == mentor) < capacities[mentor]:
            fixed.append((mentee, mentor))
    found = assign(fit, capacities, fixed)
    assert is_allowed(fit, capacities, found, fixed)
    assert worth(fit, found) == best(fit, capacities, fixed)


def test_assignment_matches_most_mentees_before_all_else() -> None:
    fit = np.array([[100.0, 1.0], [90.0, NOT]])
    assert assign(fit, [1, 1]) == [1, 0]


def test_assignment_spreads_the_load_only_where_fit_is_equal() -> None:
    equal = np.array([[5.0, 5.0], [5.0, 5.0], [5.0, 5.0], [5.0, 5.0]])
    assert Counter(assign(equal, [4, 4])) == {0: 2, 1: 2}
    better = equal.copy()
    better[:, 0] += 0.01
    assert Counter(assign(better, [4, 4])) == {0: 4}


def test_assignment_counts_fixed_pairs_as_load() -> None:
    fit = np.array([[5.0, 5.0], [5.0, 5.0]])
    assert assign(fit, [2, 2], [(0, 1)]) == [1, 0]


def test_assignment_keeps_a_fixed_pair_that_is_excluded() -> None:
    assert assign(np.array([[NOT, 3.0]]), [1, 1], [(0, 0)]) == [0]


def test_assignment_without_anyone_is_empty() -> None:
    assert assign(np.empty((0, 3)), [1, 1, 1]) == []
    assert assign(np.empty((2, 0)), []) == [NO_ONE, NO_ONE]
    assert assign(np.array([[NOT]]), [1]) == [NO_ONE]


@pytest.mark.parametrize("fixed", [[(0, 0), (0, 1)], [(0, 0), (1, 0)]])
def test_assignment_refuses_fixed_pairs_that_cannot_be(fixed: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="fixed"):
        assign(np.array([[1.0, 1.0], [1.0, 1.0]]), [1, 1], fixed)


def test_assignment_of_a_large_cohort_is_exact() -> None:
    rng = np.random.default_rng(7)
    fit = rng.integers(0, 5_000, (300, 120)) / 100
    found = assign(fit, [3] * 120)
    assert NO_ONE not in found
    # The dual of the linear programme has the same value: no assignment can be better.
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(np.repeat(fit, 3, axis=1), maximize=True)
    assert sum(fit[pair] for pair in enumerate(found)) == pytest.approx(np.repeat(fit, 3, axis=1)[rows, columns].sum())
