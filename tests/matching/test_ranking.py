"""How well mentors fit, with invented people whose scores are known."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.ranking import TERMS, Candidate, Corpus, Seeker, bm25, learned, rules_out, score, terms

EVEN = dict.fromkeys(TERMS, 10)
DEFAULTS = {
    "topics": 30, "words": 20, "level": 10, "hours": 15, "capacity": 5, "replies": 5, "feedback": 5, "crowding": 10,
}  # fmt: skip
CLUB = Corpus(size=100, having={"salary": 10, "negotiate": 5, "team": 60, "sales": 20}, length=100.0)
KOFI = Seeker(
    topics=("salary-talks", "leadership"),
    words=("salary", "negotiate"),
    unwanted=("sales",),
    years=(5, 20),
    languages=frozenset({"en"}),
    hours=frozenset({"tue-evening", "wed-evening", "sat-morning"}),
)
AMARA = Candidate(
    topics=frozenset({"salary-talks", "leadership"}),
    words={"salary": 3, "negotiate": 2},
    length=100,
    years=12,
    languages=frozenset({"en", "de"}),
    hours=frozenset({"tue-evening", "wed-evening", "sat-morning"}),
    openings=20,
    answered_in=timedelta(hours=2),
    ratings=(20, 100),
    crowding=0.0,
)
BRUNO = Candidate(languages=frozenset({"en"}), hours=frozenset({"tue-evening"}), years=40, openings=2, length=100)


def test_scores_of_invented_people_stay_as_they_are() -> None:
    people = {"Amara": AMARA, "Bruno": BRUNO, "Chen": replace(AMARA, topics=frozenset({"leadership"}), crowding=3.0)}
    scores = {name: round(score(terms(KOFI, who, CLUB), DEFAULTS), 1) for name, who in people.items()}
    assert scores == {"Amara": 93.1, "Bruno": 23.1, "Chen": 66.9}


def test_terms_of_one_pair_are_known_one_by_one() -> None:
    known = terms(KOFI, replace(AMARA, years=2, openings=6, answered_in=timedelta(days=3), crowding=1.0), CLUB)
    rounded = {name: round(value, 2) for name, value in known.items()}
    assert rounded == {
        "topics": 1.0, "words": 0.66, "level": 0.5, "hours": 1.0, "capacity": 0.5, "replies": 0.2, "feedback": 0.97,
        "crowding": 0.5,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "hours", "out"),
    [("en", {"tue-evening"}, False), ("fr", {"tue-evening"}, True), ("en", {"mon-morning"}, True), ("en", set(), True)],
)
def test_without_a_language_or_a_time_in_common_a_pair_is_ruled_out(language: str, hours: set[str], out: bool) -> None:
    assert rules_out(KOFI, replace(AMARA, languages=frozenset({language}), hours=frozenset(hours))) is out


def test_whoever_says_nothing_rules_out_no_one() -> None:
    assert not rules_out(Seeker(), Candidate())


def test_what_is_not_known_of_the_member_counts_against_no_one() -> None:
    assert terms(Seeker(), AMARA, CLUB).keys() == {"capacity", "replies", "feedback", "crowding"}
    assert score(terms(Seeker(), replace(AMARA, ratings=(0, 0)), CLUB), DEFAULTS) == pytest.approx(97.0)


def test_first_topic_counts_most() -> None:
    first, second = (
        terms(KOFI, replace(AMARA, topics=frozenset({topic})), CLUB)["topics"]
        for topic in ("salary-talks", "leadership")
    )
    assert (round(first, 3), round(second, 3)) == (0.625, 0.375)


def test_rare_words_count_more_than_common_ones_and_short_profiles_more_than_long_ones() -> None:
    rare, common = (
        bm25(("negotiate", "team"), replace(AMARA, words={word: 1}), CLUB) for word in ("negotiate", "team")
    )
    long = bm25(("negotiate", "team"), replace(AMARA, words={"negotiate": 1}, length=900), CLUB)
    assert rare > 4 * common
    assert rare > 2 * long


def test_unwanted_words_cost_what_wanted_ones_bring_and_no_more() -> None:
    seller = replace(AMARA, words={"salary": 1, "sales": 9})
    known = terms(KOFI, seller, CLUB)["words"]
    assert known == 0.0
    assert terms(replace(KOFI, unwanted=()), seller, CLUB)["words"] > 0.1


def test_few_ratings_are_shrunk_to_the_usual_one() -> None:
    none, one_bad, many_bad, many_good = (
        terms(KOFI, replace(AMARA, ratings=ratings), CLUB)["feedback"]
        for ratings in ((0, 0), (1, 1), (40, 40), (40, 200))
    )
    assert many_bad < 0.2 < one_bad < none < many_good


def test_leaving_someone_out_changes_what_follows() -> None:
    seeker, weights = learned(KOFI, DEFAULTS, ["field", "time", "senior", "senior", "junior", "known"])
    assert (weights["topics"], weights["hours"], weights["words"]) == (45, 22.5, 20)
    assert seeker.years == (0, 15)
    assert learned(KOFI, DEFAULTS, ["known", "other"]) == (KOFI, DEFAULTS)
    assert learned(replace(KOFI, years=(2, 12)), DEFAULTS, ["senior"] * 9)[0].years == (0, 1)


def test_no_weight_at_all_scores_nothing() -> None:
    assert score(terms(KOFI, AMARA, CLUB), dict.fromkeys(TERMS, 0)) == 0.0


counts = st.integers(min_value=0, max_value=10_000)
seekers = st.builds(
    Seeker,
    topics=st.lists(st.sampled_from("abcd"), max_size=3, unique=True).map(tuple),
    words=st.lists(st.sampled_from(["salary", "team", "unknown"]), max_size=3, unique=True).map(tuple),
    unwanted=st.lists(st.sampled_from(["sales", "salary"]), max_size=2, unique=True).map(tuple),
    years=st.none() | st.tuples(st.integers(0, 20), st.integers(21, 70)),
    hours=st.frozensets(st.sampled_from(["mon-morning", "tue-evening", "sun-evening"])),
)
candidates = st.builds(
    Candidate,
    topics=st.frozensets(st.sampled_from("abcd")),
    words=st.dictionaries(st.sampled_from(["salary", "team", "sales"]), st.integers(1, 50)),
    length=counts,
    years=st.integers(0, 70),
    hours=st.frozensets(st.sampled_from(["mon-morning", "tue-evening", "sun-evening"])),
    openings=counts,
    answered_in=st.none() | st.timedeltas(timedelta(0), timedelta(days=30)),
    ratings=st.integers(0, 500).flatmap(lambda number: st.tuples(st.just(number), st.integers(number, 5 * number))),
    crowding=st.floats(0, 1e6),
)


@given(seekers, candidates)
def test_terms_are_from_0_to_1_and_scores_from_0_to_100(seeker: Seeker, candidate: Candidate) -> None:
    known = terms(seeker, candidate, CLUB)
    assert all(0 <= value <= 1 for value in known.values())
    assert -1e-9 <= score(known, DEFAULTS) <= 100 + 1e-9


@given(seekers, candidates, st.sampled_from(TERMS))
def test_a_better_term_never_lowers_the_score(seeker: Seeker, candidate: Candidate, name: str) -> None:
    known = terms(seeker, candidate, CLUB)
    if name in known:
        assert score(known | {name: 1.0}, EVEN) >= score(known, EVEN) - 1e-9
