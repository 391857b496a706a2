"""How well the mentees and mentors of a round fit: a pure function of what both say, a matrix at a time.

Points are whole, so that sums of them are exact. Each term of the sum is also a reason that people read.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HOURS_A_WEEK = 168
RATHER_NOT = 0
POINTS_OF_TOPICS = (30, 20, 10)  # by their order in the need
POINTS_OF_AN_HOUR = 2  # a week, in which both have time
MOST_HOURS = 10  # more in common make no difference
POINTS_OF_MENTEES_RANKS = {1: 40, 2: 32, 3: 24, 4: 16, 5: 8, RATHER_NOT: -60}
POINTS_OF_MENTORS_RANKS = {1: 20, 2: 16, 3: 12, 4: 8, 5: 4, RATHER_NOT: -60}
STEP = 1.0  # the smallest difference

Pairs: TypeAlias = Mapping[tuple[int, int], int]
Reason: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """What counts of a mentee or a mentor.

    Attributes:
        key: the member's; no one is paired with themselves.
        topics: keys of topics, a mentee's in their order.
        languages: codes; two people without one in common are not paired.
        hours: of the week in UTC, from Monday 0:00 on; empty if unknown.
        companies: where they work, and for a mentee those they don't want, each by `directory.companies.key`.
    """

    key: int
    topics: Sequence[int] = ()
    languages: Collection[str] = ()
    hours: Collection[int] = ()
    companies: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Cohort:
    """Everything that decides on a round. People are numbers: their places in `mentees` and `mentors`.

    Attributes:
        by_mentees, by_mentors: (mentee, mentor) → the rank that one gave the other, from 1, or `RATHER_NOT`.
        excluded: pairs that mustn't be.
    """

    mentees: Sequence[Person]
    mentors: Sequence[Person]
    by_mentees: Pairs = field(default_factory=dict)
    by_mentors: Pairs = field(default_factory=dict)
    excluded: Collection[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """What comes out of it.

    Attributes:
        points: mentees × mentors; NaN for pairs that can't be.
        speaks: mentees × mentors, whether they have a language in common.
    """

    points: "NDArray[np.float64]"
    speaks: "NDArray[np.bool_]"


def fit(cohort: Cohort) -> Fit:
    """The points of each pair."""
    import numpy as np  # noqa: PLC0415  # as in `assignment`: for workers alone

    mentees, mentors = cohort.mentees, cohort.mentors
    points = POINTS_OF_AN_HOUR * np.minimum(
        _common(mentees, mentors, lambda person: person.hours), np.float32(MOST_HOURS)
    )
    points += _common(mentees, mentors, lambda person: person.topics, weights=POINTS_OF_TOPICS)
    speaks = _common(mentees, mentors, lambda person: person.languages) > 0
    points = points.astype(np.float64)
    for pairs, worth in ((cohort.by_mentees, POINTS_OF_MENTEES_RANKS), (cohort.by_mentors, POINTS_OF_MENTORS_RANKS)):
        for pair, rank in pairs.items():
            points[pair] += worth[rank]
    points[~speaks] = np.nan
    places = {person.key: place for place, person in enumerate(mentors)}
    oneself = ((place, places[person.key]) for place, person in enumerate(mentees) if person.key in places)
    if never := [*cohort.excluded, *_together(mentees, mentors), *oneself]:
        points[tuple(zip(*never, strict=True))] = np.nan
    return Fit(points, speaks)


def reasons(cohort: Cohort, mentee: int, mentor: int) -> list[Reason]:
    """The terms of a pair's points, each with what it is about; their points add up to the pair's."""
    one, other = cohort.mentees[mentee], cohort.mentors[mentor]
    found: list[Reason] = []
    if topics := [topic for topic in one.topics if topic in set(other.topics)]:
        worth = sum(POINTS_OF_TOPICS[one.topics.index(topic)] for topic in topics)
        found.append({"term": "topics", "points": worth, "topics": topics})
    if hours := len(set(one.hours) & set(other.hours)):
        found.append({"term": "hours", "points": POINTS_OF_AN_HOUR * min(hours, MOST_HOURS), "hours": hours})
    for term, pairs, worth_of in (
        ("mentee", cohort.by_mentees, POINTS_OF_MENTEES_RANKS),
        ("mentor", cohort.by_mentors, POINTS_OF_MENTORS_RANKS),
    ):
        rank = pairs.get((mentee, mentor))
        if rank is not None:
            found.append({"term": term, "points": worth_of[rank], "rank": rank})
    if languages := sorted(set(one.languages) & set(other.languages)):
        found.append({"term": "languages", "points": 0, "languages": languages})
    return found


def why_unmatched(fit: Fit, found: Sequence[int]) -> tuple[dict[int, str], dict[int, str]]:
    """Why each mentee has no mentor, and why each mentor has no mentee: codes, by number.

    "no_one": the other side is empty; "language": no one there shares one with them; "excluded": everyone who does is;
    "full": everyone who fits is taken; "not_needed": all mentees who fit have another mentor.

    Args:
        found: the mentor of each mentee, as `assignment.assign` says.
    """
    import numpy as np  # noqa: PLC0415

    possible, taken = np.isfinite(fit.points), set(found)

    def reason(axis: int, number: int, otherwise: str) -> str:
        if possible.take(number, axis=axis).any():
            return otherwise
        if not possible.shape[1 - axis]:
            return "no_one"
        return "excluded" if fit.speaks.take(number, axis=axis).any() else "language"

    return (
        {number: reason(0, number, "full") for number, mentor in enumerate(found) if mentor < 0},
        {number: reason(1, number, "not_needed") for number in range(possible.shape[1]) if number not in taken},
    )


def hours_of_parts(parts: Iterable[tuple[int, int, int]], zone: tzinfo, *, now: datetime) -> frozenset[int]:
    """The hours of the week in UTC of spans of a week in a zone, as its clocks are at `now`.

    Args:
        parts: weekday from Monday = 0, first hour, and the hour after the last, which may be past midnight.
    """
    ahead = now.astimezone(zone).utcoffset() or timedelta(0)
    shift = round(ahead / timedelta(hours=1))
    return frozenset(
        (day * 24 + hour - shift) % HOURS_A_WEEK for day, first, end in parts for hour in range(first, end)
    )


def _common(
    mentees: Sequence[Person],
    mentors: Sequence[Person],
    of: "Callable[[Person], Collection[Any]]",
    *,
    weights: Sequence[int] = (),
) -> "NDArray[np.float32]":
    """How many things each mentee has in common with each mentor; or what these weigh, by their order."""
    import numpy as np  # noqa: PLC0415

    numbers = {thing: number for number, thing in enumerate({thing for person in mentees for thing in of(person)})}

    def table(people: Sequence[Person], *, weighed: bool) -> "NDArray[np.float32]":
        has = [[numbers[thing] for thing in of(person) if thing in numbers] for person in people]
        rows = np.repeat(np.arange(len(people)), [len(each) for each in has])
        filled = np.zeros((len(people), len(numbers)), dtype=np.float32)
        filled[rows, [number for each in has for number in each]] = (
            [weights[position] for each in has for position in range(len(each))] if weighed else 1
        )
        return filled

    return table(mentees, weighed=bool(weights)) @ table(mentors, weighed=False).T


def _together(mentees: Sequence[Person], mentors: Sequence[Person]) -> Iterator[tuple[int, int]]:
    """Pairs of people of one company: few of all, so that they are found one by one."""
    there = defaultdict(list)
    for place, person in enumerate(mentors):
        for company in person.companies:
            there[company].append(place)
    return (
        (place, other) for place, person in enumerate(mentees) for each in person.companies for other in there[each]
    )
