from itertools import product
from random import Random

import pytest

from insights.cells import Pair, pairs, singles
from matching.small_cells import FEW, FEWEST, HIDDEN, MOST

IN_ONE = {"group": lambda key: 0}


def test_numbers_under_five_are_hidden_and_another_beside_them() -> None:
    shown = singles({"a": 3, "b": 40, "c": 12, "d": 60}, **IN_ONE)
    assert shown == {"a": FEW, "b": 40, "c": HIDDEN, "d": 60}


def test_nothing_is_not_told_from_a_few() -> None:
    shown = singles({"a": 0, "b": 40, "c": 30}, **IN_ONE)
    assert shown == {"a": FEW, "b": 40, "c": 30}
    assert singles({"a": 0, "b": 0}, **IN_ONE) == {"a": HIDDEN, "b": HIDDEN}


def test_groups_do_not_hide_each_other() -> None:
    counted = {("one", 1): 3, ("one", 2): 40, ("two", 1): 6, ("two", 2): 50}
    assert singles(counted, group=lambda key: key[0]) == {
        ("one", 1): FEW,
        ("one", 2): HIDDEN,
        ("two", 1): 6,
        ("two", 2): 50,
    }


def test_rest_of_a_pair_is_hidden_as_the_part_is() -> None:
    assert (Pair(20, 12).rest, Pair(20, FEW).rest, Pair(20, MOST).rest) == (8, MOST, FEW)
    assert (Pair(6, HIDDEN).rest, Pair(FEW, HIDDEN).rest) == (HIDDEN, HIDDEN)


def test_neither_a_part_nor_its_rest_is_shown_under_five() -> None:
    random = Random(20261130)
    for _round in range(300):
        counted = {}
        for key in range(4):
            whole = random.choice((0, 2, 4, 5, 7, 9, 10, 14, 30, 60))
            counted[key] = whole, random.randint(0, whole)
        for pair in pairs(counted, **IN_ONE).values():
            assert all(not isinstance(number, int) or number >= FEWEST for number in (pair.whole, pair.part, pair.rest))


def test_part_is_shown_in_place_of_its_whole_but_never_both() -> None:
    random = Random(7)
    for _round in range(300):
        counted = {}
        for key in range(4):
            part = random.choice((0, 3, 5, 8, 20, 40))
            counted[key] = part + random.choice((0, 1, 3, 5, 12)), part
        before, after = (pairs(counted, **IN_ONE, prefers_part=preferred) for preferred in (False, True))
        assert [pair.rest for pair in before.values()] == [pair.rest for pair in after.values()]
        for key, (whole, part) in counted.items():
            assert after[key].whole in (whole, FEW, MOST, HIDDEN)
            assert after[key].part in (part, FEW, MOST, HIDDEN)
        if min(part for _whole, part in counted.values()) >= FEWEST:
            assert all(pair.part == counted[key][1] for key, pair in after.items())
        else:
            assert all(pair.part != HIDDEN or pair == before[key] for key, pair in after.items())


@pytest.mark.parametrize("counted", [(3, 40, 12, 60), (4, 4, 50, 60), (0, 3, 8, 9), (1, 5, 5, 5), (2, 2, 2, 90)])
def test_small_number_is_not_found_from_the_sum(counted: tuple[int, ...]) -> None:
    """Tried out: all fours of numbers that fit what is shown and the sum, which the home page may tell."""
    shown = singles(dict(enumerate(counted)), **IN_ONE)
    spans = []
    for number in shown.values():
        low, high = (0, FEWEST - 1) if number == FEW else (FEWEST, sum(counted))
        spans.append([number] if isinstance(number, int) else range(0 if number == HIDDEN else low, high + 1))
    fitting = [each for each in product(*spans) if sum(each) == sum(counted)]
    for place, number in enumerate(counted):
        if number < FEWEST:
            assert len({each[place] for each in fitting}) >= FEWEST - 1
