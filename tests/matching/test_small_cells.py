"""Which numbers are hidden, and that a reader with all sums and the rules can't work them out."""

from collections.abc import Iterable, Sequence
from itertools import chain

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.small_cells import FEW, FEWEST, HIDDEN, MOST, Counted, Shown, alone, is_open, table


def rows(*numbers: tuple[int, int]) -> list[Counted]:
    return [Counted(f"row-{number}", *each) for number, each in enumerate(numbers)]


def said(*numbers: tuple[int, int]) -> list[tuple[object, object]]:
    return [(row.asked, row.matched) for row in table(rows(*numbers))]


@pytest.mark.parametrize(
    ("counted", "shown"),
    [
        ((1, 1), (FEW, HIDDEN)),
        ((4, 0), (FEW, HIDDEN)),
        ((5, 5), (5, HIDDEN)),
        ((9, 4), (9, HIDDEN)),
        ((10, 4), (10, FEW)),
        ((100, 0), (100, FEW)),
        ((10, 5), (10, 5)),
        ((100, 95), (100, 95)),
        ((100, 96), (100, MOST)),
    ],
)
def test_small_numbers_of_a_row_are_hidden(counted: tuple[int, int], shown: tuple[object, object]) -> None:
    found = alone(Counted("one", *counted))
    assert (found.asked, found.matched) == shown


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert said((20, 10), (0, 0), (30, 15)) == [(20, 10), (30, 15)]


def test_one_small_number_takes_the_smallest_row_that_covers_it_with_it() -> None:
    assert said((100, 50), (40, 20), (20, 2)) == [(100, 50), (40, HIDDEN), (20, FEW)]
    assert said((100, 50), (40, 20), (3, 2)) == [(100, 50), (HIDDEN, HIDDEN), (FEW, HIDDEN)]


def test_row_that_is_just_large_enough_covers_nothing_alone() -> None:
    """Of 5 matched who might be 5 at least, none can be taken away to explain the sum."""
    assert said((100, 50), (10, 5), (20, 4)) == [(100, HIDDEN), (10, HIDDEN), (20, FEW)]


def test_table_that_would_have_to_hide_all_is_empty_or_says_how_many_asked() -> None:
    assert said() == said((0, 0)) == said((3, 1), (4, 2)) == []
    assert said((5, 3), (2, 1)) == []
    assert said((20, 2), (12, 6)) == [(20, HIDDEN), (12, HIDDEN)]


def test_small_numbers_that_cover_each_other_take_none_with_them() -> None:
    assert said((20, 2), (30, 28), (40, 20)) == [(20, FEW), (30, MOST), (40, 20)]
    assert said((100, 50), (2, 1), (3, 1), (2, 1), (4, 2)) == [(100, 50), *4 * [(FEW, HIDDEN)]]
    assert said((100, 50), (40, 20), (1, 1), (1, 1)) == [(100, 50), (HIDDEN, HIDDEN), *2 * [(FEW, HIDDEN)]]


def possible(shown: Sequence[Shown], counted: Sequence[Counted], place: int, column: int) -> tuple[int, int]:
    """The smallest and the largest number that a reader can't rule out: a linear program for each.

    Its ends are whole numbers, as what is known are sums of rows and of columns (Hoffman and Kruskal, 1956).
    The reader knows the sums of both columns as far as they may be shown, which rows there are, and the rules.

    Args:
        column: 0 for those matched, 1 for those not matched, 2 for both.
    """
    size, some_open = 2 * len(shown), any(map(is_open, shown))
    low, high = [0.0] * size, [float("inf")] * size
    sums: list[tuple[list[float], float, float]] = []

    def about(cells: Iterable[int], least: float, most: float) -> None:
        marked = set(cells)
        sums.append(([1.0 if cell in marked else 0.0 for cell in range(size)], least, most))

    for number, row in enumerate(shown):
        matched, unmatched = 2 * number, 2 * number + 1
        asked = {FEW: (1, FEWEST - 1), HIDDEN: (FEWEST, float("inf"))}.get(row.asked, (row.asked, row.asked))
        about((matched, unmatched), *asked)
        if isinstance(row.matched, int):
            low[matched] = high[matched] = row.matched
        elif row.matched in (FEW, MOST):
            high[matched if row.matched == FEW else unmatched] = FEWEST - 1
        elif isinstance(row.asked, int) and row.asked >= 2 * FEWEST and some_open:
            low[matched] = low[unmatched] = FEWEST  # it was hidden for another's sake
    total = alone(Counted("all", sum(row.asked for row in counted), sum(row.matched for row in counted)))
    if isinstance(total.asked, int):
        about(range(size), total.asked, total.asked)
    if isinstance(total.matched, int):
        about(range(0, size, 2), total.matched, total.matched)
    wanted = {0: (2 * place,), 1: (2 * place + 1,), 2: (2 * place, 2 * place + 1)}[column]
    aim = [1.0 if cell in wanted else 0.0 for cell in range(size)]
    rules = LinearConstraint([each[0] for each in sums], [each[1] for each in sums], [each[2] for each in sums])
    ends = []
    for sign in (1, -1):
        found = milp([sign * each for each in aim], constraints=rules, bounds=Bounds(low, high))
        ends.append(round(sign * found.fun) if found.fun is not None else 10**6)
    return ends[0], ends[1]


@st.composite
def a_row(draw: st.DrawFn) -> tuple[int, int]:
    asked = draw(st.one_of(st.integers(1, 5), st.integers(1, 12), st.integers(1, 60)))
    return asked, draw(st.one_of(st.integers(0, min(asked, 6)), st.integers(0, asked)))


@settings(deadline=None, max_examples=60)
@given(st.lists(a_row(), min_size=1, max_size=8))
@example([(14, 5), (3, 0)])
@example([(20, 4), (18, 9), (60, 30)])
@example([(10, 5), (10, 5), (20, 0), (40, 20)])
@example([(9, 4), (10, 5), (11, 6), (4, 4)])
@example([(5, 0), (11, 5), (17, 9), (17, 5)])
def test_sums_give_no_small_number_away(numbers: list[tuple[int, int]]) -> None:
    counted = rows(*numbers)
    shown = table(counted)
    if not shown:
        return
    for place, (row, real) in enumerate(zip(shown, counted, strict=True)):
        assert row.asked in (real.asked, FEW, HIDDEN)
        assert row.asked != FEW or real.asked < FEWEST
        assert not is_open(row) or min(real.matched, real.unmatched) >= FEWEST
        if row.asked == FEW:
            assert possible(shown, counted, place, 2) == (1, FEWEST - 1)
        for column, label in ((0, FEW), (1, MOST)):
            if row.matched == label:
                assert possible(shown, counted, place, column) == (0, FEWEST - 1)
        is_small = min(real.matched, real.unmatched) < FEWEST <= real.asked
        if row.matched == HIDDEN and is_small and len(shown) > 1:
            least, most = possible(shown, counted, place, 0)
            assert most - least >= FEWEST - 1


def test_auditor_works_out_what_is_hidden_badly() -> None:
    """Without another hidden row, the sum of those matched gives the small number away."""
    counted = rows((20, 10), (30, 3))
    bad = [alone(row) for row in counted]
    assert bad[1].matched == FEW
    assert possible(bad, counted, 1, 0) == (3, 3)
    few = rows((20, 10), (3, 3))
    assert possible([alone(row) for row in few], few, 1, 2) == (3, 3)
    assert list(chain(*said((20, 10), (3, 3)))) == [HIDDEN, HIDDEN, FEW, HIDDEN]
