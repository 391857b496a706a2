"""How well a mentor fits what a member looks for: a pure function, term by term. No database, no clock.

Each term says from 0 to 1 how well they fit in one respect, and the club's weights say what it counts. What isn't known
about the member (they chose no topics, say) is left out of their sum, not counted against anyone. Gender, age and
origin are in no term. Some things aren't weighed but rule a pair out: no language in common, and no time in common.

    score = 100 · Σ weight · term / Σ weight, over the terms that are known
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import log

TERMS = ("topics", "words", "level", "hours", "capacity", "replies", "feedback", "crowding")
OF_TOPICS = (1.0, 0.6, 0.4)  # what the first, second and third topic count
K1, B = 1.2, 0.75  # of BM25, as in Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), section 3.2
UNWANTED = 1.0  # what a word that the member doesn't want costs, compared with one that they do
YEARS_BELOW, YEARS_ABOVE = 6, 15  # off the sought experience, at which nothing is left of the term
ENOUGH_HOURS = 3  # parts of a week in common
MANY_OPENINGS = 12  # in two weeks
UNKNOWN_REPLY = 0.6
REPLIES = ((timedelta(hours=5), 1.0), (timedelta(days=1), 0.8), (timedelta(days=2), 0.5), (timedelta.max, 0.2))
USUAL_RATING, AS_MANY = 4.4, 5  # what feedback is shrunk to, with the weight of five ratings; of 1 to 5
HIGHEST_RATING = 5
HEAVIER = 1.5  # what a term counts more for a member who left someone out for its sake
YEARS_STEP = 5  # by which the sought experience moves when someone is left out as too far ahead, or not enough
FIELD, TIME, SENIOR, JUNIOR = "field", "time", "senior", "junior"  # reasons for leaving someone out that change terms


@dataclass(frozen=True, slots=True)
class Seeker:
    """What a member looks for.

    Attributes:
        topics: slugs, the most important first.
        words: of the goal; each stands for all its forms.
        unwanted: words of what they don't want.
        years: of experience that suits them, from and to; None if they didn't say where they are.
        languages: codes; none means any.
        hours: parts of their week in which they have time, such as "tue-evening"; none means any.
    """

    topics: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    languages: frozenset[str] = frozenset()
    hours: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known about a mentor.

    Attributes:
        words: of those the member uses, how often each occurs in the mentor's profile.
        length: of their profile, in words.
        hours: parts of the member's week in which they can be booked in the next two weeks.
        openings: times that can be booked in the next two weeks.
        answered_in: how long they usually take to answer a request, None if too few say so.
        ratings: how useful mentees found their sessions: how many said so, and their sum, each from 1 to 5.
        crowding: requests per open hour.
    """

    topics: frozenset[str] = frozenset()
    words: Mapping[str, int] = field(default_factory=dict)
    length: int = 0
    years: int = 0
    languages: frozenset[str] = frozenset()
    hours: frozenset[str] = frozenset()
    openings: int = 0
    answered_in: timedelta | None = None
    ratings: tuple[int, int] = (0, 0)
    crowding: float = 0.0


@dataclass(frozen=True, slots=True)
class Corpus:
    """What BM25 needs to know of all profiles.

    Attributes:
        size: how many there are.
        having: in how many of them each word occurs.
        length: of a profile on average, in words.
    """

    size: int = 0
    having: Mapping[str, int] = field(default_factory=dict)
    length: float = 1.0


def rules_out(seeker: Seeker, candidate: Candidate) -> bool:
    """Whether the two can't meet: no language in common, or no time."""
    no_language = bool(seeker.languages) and not seeker.languages & candidate.languages
    return no_language or (bool(seeker.hours) and not seeker.hours & candidate.hours)


def terms(seeker: Seeker, candidate: Candidate, corpus: Corpus) -> dict[str, float]:
    """Each term that is known, from 0 to 1, by its name in `TERMS`."""
    known = {
        "capacity": min(1.0, candidate.openings / MANY_OPENINGS),
        "replies": _replies(candidate.answered_in),
        "feedback": _feedback(*candidate.ratings),
        "crowding": 1 / (1 + candidate.crowding),
    }
    if seeker.topics:
        known["topics"] = _topics(seeker.topics, candidate.topics)
    if seeker.words:
        cost = UNWANTED * bm25(seeker.unwanted, candidate, corpus)
        known["words"] = max(0.0, bm25(seeker.words, candidate, corpus) - cost)
    if seeker.years:
        known["level"] = _level(candidate.years, *seeker.years)
    if seeker.hours:
        known["hours"] = min(1.0, len(seeker.hours & candidate.hours) / min(ENOUGH_HOURS, len(seeker.hours)))
    return {name: known[name] for name in TERMS if name in known}


def score(known: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The weighted mean of the known terms, from 0 to 100."""
    total = sum(weights[name] for name in known)
    return 100 * sum(weights[name] * term for name, term in known.items()) / total if total else 0.0


def learned(seeker: Seeker, weights: Mapping[str, float], reasons: Iterable[str]) -> tuple[Seeker, dict[str, float]]:
    """The same, after the member left mentors out for these reasons.

    Args:
        reasons: of each mentor left out; a reason counts once for its term, and each time for the experience.
    """
    changed, given = dict(weights), list(reasons)
    for reason, name in ((FIELD, "topics"), (TIME, "hours")):
        if reason in given:
            changed[name] *= HEAVIER
    if seeker.years and (step := YEARS_STEP * (given.count(JUNIOR) - given.count(SENIOR))):
        low, high = (max(0, years + step) for years in seeker.years)
        seeker = replace(seeker, years=(low, max(low + 1, high)))
    return seeker, changed


def bm25(words: Collection[str], candidate: Candidate, corpus: Corpus) -> float:
    """How well a profile answers words: BM25, divided by what a profile that repeats each without end would get."""
    idf = {word: _idf(corpus.having.get(word, 0), corpus.size) for word in words}
    longer = 1 - B + B * candidate.length / max(corpus.length, 1.0)
    found = sum(
        idf[word] * times * (K1 + 1) / (times + K1 * longer)
        for word in words
        if (times := candidate.words.get(word, 0))
    )
    best = sum(idf.values()) * (K1 + 1)
    return found / best if best else 0.0


def _idf(having: int, size: int) -> float:
    return log(1 + (max(size, having) - having + 0.5) / (having + 0.5))


def _topics(wanted: tuple[str, ...], has: frozenset[str]) -> float:
    counts = dict(zip(wanted, OF_TOPICS, strict=False))
    return sum(count for topic, count in counts.items() if topic in has) / sum(counts.values())


def _level(years: int, low: int, high: int) -> float:
    if years < low:
        return max(0.0, 1 - (low - years) / YEARS_BELOW)
    return max(0.0, 1 - max(0, years - high) / YEARS_ABOVE)


def _replies(answered_in: timedelta | None) -> float:
    if answered_in is None:
        return UNKNOWN_REPLY
    return next(term for longest, term in REPLIES if answered_in <= longest)


def _feedback(count: int, total: int) -> float:
    """The mean rating, shrunk to the usual one while few say so (a Bayesian average)."""
    mean = (total + AS_MANY * USUAL_RATING) / (count + AS_MANY)
    return (mean - 1) / (HIGHEST_RATING - 1)
