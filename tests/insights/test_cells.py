from collections import Counter
from functools import cache
from itertools import product
from random import Random

import pytest

from insights.cells import Pair, of_week, of_weeks, single, single_of_weeks, singles
from matching.small_cells import FEW, FEWEST, HIDDEN, MOST

MOST_IN_A_WEEK = 16
Week = tuple[int, int]  # a number and its part


def test_numbers_under_five_are_hidden_and_another_beside_them_where_their_sum_may_be_known() -> None:
    shown = singles({"a": 3, "b": 40, "c": 12, "d": 60})
    assert shown == {"a": FEW, "b": 40, "c": HIDDEN, "d": 60}


def test_nothing_is_not_told_from_a_few() -> None:
    assert singles({"a": 0, "b": 40, "c": 30}) == {"a": FEW, "b": 40, "c": 30}
    assert singles({"a": 0, "b": 0}) == {"a": HIDDEN, "b": HIDDEN}
    assert single(0) == single(4) == FEW
    assert single(5) == 5
    assert of_week(0, 0) == of_week(4, 4) == Pair(FEW, HIDDEN)


def test_rest_of_a_pair_is_hidden_as_the_part_is() -> None:
    assert (Pair(20, 12).rest, Pair(20, FEW).rest, Pair(20, MOST).rest, Pair(MOST, 20).rest) == (8, MOST, FEW, FEW)
    assert (Pair(6, HIDDEN).rest, Pair(FEW, HIDDEN).rest) == (HIDDEN, HIDDEN)


def test_part_is_shown_in_place_of_its_whole_but_never_both() -> None:
    assert of_week(40, 38) == Pair(40, MOST)
    assert of_week(40, 38, prefers_part=True) == Pair(MOST, 38)
    assert of_week(9, 8, prefers_part=True) == Pair(MOST, 8)
    assert of_week(8, 4, prefers_part=True) == Pair(8, HIDDEN)
    assert of_week(40, 30, prefers_part=True) == Pair(40, 30)


@pytest.mark.parametrize(
    ("weeks", "shown"),
    [
        ([(30, 20), (40, 30), (20, 10), (50, 40)], Pair(140, 100)),
        ([(30, 20), (40, 30), (20, 10), (3, 3)], Pair(90, 60)),  # without the three
        ([(3, 2), (3, 2), (3, 2), (3, 2)], Pair(MOST, 8)),
        ([(4, 4), (4, 4), (4, 4), (4, 4)], Pair(HIDDEN, HIDDEN)),  # a sum of 16 leaves nothing but fours
        ([(30, 28), (40, 37), (20, 18), (50, 47)], Pair(140, 130)),
        ([(30, 29), (40, 40), (20, 20), (50, 40)], Pair(HIDDEN, 129)),  # one no-show beside the ten of the last week
        ([(30, 20), (30, 4), (30, 20), (30, 20)], Pair(120, HIDDEN)),
    ],
)
def test_weeks_are_added_up_if_their_sum_gives_none_away(weeks: list[Week], shown: Pair) -> None:
    assert of_weeks(weeks, prefers_part=True)[0] == shown


def test_sum_of_weeks_without_a_part() -> None:
    assert [single_of_weeks(weeks)[0] for weeks in ((3, 4, 2, 3), (9, 9, 9, 3), (0, 1, 0, 1))] == [12, 27, FEW]
    assert single_of_weeks((9, 9, 9, 3))[1] == [True, True, True, False]


@cache
def weeks_like(shown: Pair, prefers_part: bool) -> list[Week]:
    """All weeks that a reader who knows the rules can think of."""
    every = [(whole, part) for whole in range(MOST_IN_A_WEEK + 5) for part in range(whole + 1)]
    return [week for week in every if of_week(*week, prefers_part=prefers_part) == shown]


@cache
def sums_of(shown: tuple[Pair, ...], prefers_part: bool) -> Counter[Week]:
    """What some weeks can be together."""
    if not shown:
        return Counter({(0, 0): 1})
    others = sums_of(shown[1:], prefers_part)
    here = weeks_like(shown[0], prefers_part)
    return Counter({(a + c, b + d): 1 for (a, b), (c, d) in product(here, others)})


def fits(total: Week, shown: Pair) -> bool:
    """Whether a sum can be behind what is shown of it; HIDDEN says nothing."""
    whole, part = total
    return {FEW: whole < FEWEST, MOST: whole - part < FEWEST, HIDDEN: True}.get(shown.whole, whole == shown.whole) and {
        FEW: part < FEWEST,
        MOST: whole - part < FEWEST,
        HIDDEN: True,
    }.get(shown.part, part == shown.part)


@pytest.mark.parametrize("prefers_part", [False, True])
def test_no_small_number_of_a_week_is_found_from_four_weeks(prefers_part: bool) -> None:
    """Tried out: all weeks that fit both what is shown of each and what is shown of them together."""
    random = Random(20261130)
    for _round in range(60):
        weeks = []
        for _week in range(4):
            whole = random.choice((0, 2, 3, 4, 5, 6, 9, 10, 12, MOST_IN_A_WEEK))
            weeks.append(
                (whole, random.choice((whole, max(0, whole - 1), max(0, whole - 3), random.randint(0, whole))))
            )
        each = [of_week(*week, prefers_part=prefers_part) for week in weeks]
        together, kept = of_weeks(weeks, prefers_part=prefers_part)
        for place, (whole, part) in enumerate(weeks):
            beside = [pair for number, pair in enumerate(each) if kept[number] and number != place]
            others = sums_of(tuple(sorted(beside, key=str)), prefers_part)
            fitting = [
                (a, b)
                for a, b in weeks_like(each[place], prefers_part)
                if not kept[place] or any(fits((a + c, b + d), together) for c, d in others)
            ]
            for real, possible in (
                (whole, {a for a, _b in fitting}),
                (part, {b for _a, b in fitting}),
                (whole - part, {a - b for a, b in fitting}),
            ):
                assert real >= FEWEST or len(possible) >= FEWEST - 1, (weeks, place, together)


@pytest.mark.parametrize("counted", [(3, 40, 12, 60), (4, 4, 50, 60), (0, 3, 8, 9), (1, 5, 5, 5), (2, 2, 2, 90)])
def test_small_number_is_not_found_from_the_sum(counted: tuple[int, ...]) -> None:
    """Tried out: all fours of numbers that fit what is shown and the sum."""
    shown = singles(dict(enumerate(counted)))
    spans = []
    for number in shown.values():
        low, high = (0, FEWEST - 1) if number == FEW else (FEWEST, sum(counted))
        spans.append([number] if isinstance(number, int) else range(0 if number == HIDDEN else low, high + 1))
    fitting = [each for each in product(*spans) if sum(each) == sum(counted)]
    for place, number in enumerate(counted):
        if number < FEWEST:
            assert len({each[place] for each in fitting}) >= FEWEST - 1
