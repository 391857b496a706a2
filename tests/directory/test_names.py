"""Names found by how their words begin."""

import pytest

from directory.names import MOST_LOOKED_AT, make

NAMES = ["Amara Njeri", "Zoë Müller", "山田太郎", "Mara Lund", "Søren Østergaard", "Anna-Marie O\u2019Neill"]


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("amara", [0]),
        ("ma", [3]),
        ("nj am", [0]),
        ("amara lund", []),
        ("zoe", [1]),
        ("zoë mue", [1]),
        ("muller", [1]),
        ("太", [2]),
        ("oestergaard", [4]),
        ("marie", []),  # words are told apart by spaces alone
        ("a", [0, 5]),
        ("", []),
        ("\n", []),
        ("x", []),
    ],
)
def test_each_word_begins_a_word_of_the_name(typed: str, places: list[int]) -> None:
    assert list(make(NAMES).beginning(typed.split(), most=9)) == places


def test_no_more_are_found_than_asked_for_and_each_once() -> None:
    names = make(["Ann Annan Annie"] * 10)
    assert list(names.beginning(["ann"], most=3)) == [0, 1, 2]


def test_names_that_only_have_one_of_the_words_are_not_looked_at_forever() -> None:
    names = make([*["Maria Silva"] * (MOST_LOOKED_AT + 1), "Maria Ó"])
    assert list(names.beginning(["maria", "o"], most=4)) == []
    assert list(names.beginning(["mari", "si"], most=4)) == [0, 1, 2, 3]


def test_club_without_names_finds_none() -> None:
    assert list(make([]).beginning(["a"], most=4)) == []
