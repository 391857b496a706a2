"""How well the first ten mentors answer what people type, over the demo's club: the mean of nDCG@10."""

from math import log2
from pathlib import Path

import pytest

from directory.bitmap_index import current
from directory.filters import BY_WORDS, Filters
from directory.listing import find
from mentors.models import Mentor
from tests.directory.conftest import NOW
from tests.directory.test_sentences_behaviour import filled, said_of

__all__ = ["filled"]  # the fixture
pytestmark = pytest.mark.django_db
QUERIES = Path(__file__).parent / "relevance.txt"
FIRST = 10
MEAN = 0.9  # it only rises
JUST_RIGHT, GOOD = 2, 1


def queries() -> list[tuple[str, list[str]]]:
    """What is typed, and who or what is wanted."""
    lines = [line for line in QUERIES.read_text().splitlines() if line and not line.startswith("#")]
    return [(typed, wanted.split()) for typed, _, wanted in (line.rpartition(": ") for line in lines)]


def gain(grades: list[int]) -> float:
    """Discounted cumulative gain (Järvelin and Kekäläinen, 2002): a good answer counts less the later it comes."""
    return sum(((1 << grade) - 1) / log2(place + 2) for place, grade in enumerate(grades[:FIRST]))


def ndcg(found: list[int], grades: dict[int, int]) -> float:
    """From 0, nobody of those wanted, to 1, the best order there is."""
    return gain([grades[pk] for pk in found]) / gain(sorted(grades.values(), reverse=True))


@pytest.mark.parametrize(
    ("found", "expected"),
    [([1, 2, 3], 1.0), ([3, 4], 0.0), ([2, 1, 3], 0.79671), ([3, 3, 1], 0.41312), ([], 0.0)],
)
def test_measure_is_the_one_of_the_paper(found: list[int], expected: float) -> None:
    assert ndcg(found, {1: JUST_RIGHT, 2: GOOD, 3: 0, 4: 0}) == pytest.approx(expected, abs=1e-5)


def test_those_who_answer_best_come_first() -> None:
    everybody = list(Mentor.objects.listed().prefetch_related("topics__category"))
    said = {mentor.pk: said_of(mentor) for mentor in everybody}
    slugs = {mentor.pk: mentor.slug for mentor in everybody}
    scores = {}
    for typed, wanted in queries():
        known = set(slugs.values()).union(*said.values())
        assert known.issuperset(wanted), (typed, set(wanted) - known)
        grades = {
            pk: JUST_RIGHT if slugs[pk] in wanted else GOOD if facts.intersection(wanted) else 0
            for pk, facts in said.items()
        }
        found = find(Filters(q=typed, sort=BY_WORDS), current(now=NOW), number=1, now=NOW).page.object_list
        scores[typed] = ndcg(list(found), grades)
    mean = sum(scores.values()) / len(scores)
    worst = sorted(scores.items(), key=lambda score: score[1])[:15]
    print(f"\nnDCG@{FIRST} of {len(scores)} queries: {mean:.3f}; lowest: {worst}")
    assert len(scores) >= 80
    assert mean >= MEAN, worst
