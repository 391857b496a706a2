"""Simulate a club and three ways to suggest mentors: `python -m bench.simulation` prints a line of JSON for each.

The model, all of it invented:

- 300 mentors. Topics are popular by Zipf's law (the nth of 40 has a share of 1/n), and a mentor helps with one to four.
  Each speaks English or German or both, is free in one to five of 21 parts of a week, and takes one to four talks a
  week. Fame is log-normal, so that a few are known by everybody, and it has nothing to do with how well they fit.
- 40 new mentees a day for eight weeks. Each wants up to three topics, speaks one or both languages, and is free in two
  to eight parts of a week. They ask the three mentors they are shown, one after the other, until one says yes.
- A mentor says yes to 85 of 100 they have room for this week, and to no one else. Whoever is asked without having time
  at the same time, or a language in common, says no.

How well a pair fits is `ranking.score` without what changes from day to day (requests, time left), so that no way is
judged by the rule it follows. An offer fits if at least the first topic is right.

- random: any mentors, drawn anew for each mentee.
- popular: of those with the first topic, the most famous first, as a list by number of ratings would have it.
- ours: as `matching` ranks them, with the requests of the last weeks per hour that they offer.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import mean, stdev

from bench.measuring import say
from matching.ranking import Candidate, Corpus, Seeker, rules_out, score, terms
from matching.spread import gini

SEEDS = (1, 2, 3, 4, 5)
MENTORS, MENTEES_A_DAY, DAYS, TOPICS = 300, 40, 56, 40
SHOWN = 3
SAYS_YES = 0.85
LATELY = 90  # days, in which requests are counted
PARTS = [f"{day}-{part}" for day in range(7) for part in ("morning", "afternoon", "evening")]
WEIGHTS = {
    "topics": 30, "words": 20, "level": 10, "hours": 15, "capacity": 5, "replies": 5, "feedback": 5, "crowding": 10,
}  # fmt: skip
LASTING = WEIGHTS | {"capacity": 0, "crowding": 0}
NOTHING_WRITTEN = Corpus()


@dataclass(slots=True)
class Mentor:
    """A mentor of the model. `asked` are the days of requests, `talks` how many they've agreed to in each week."""

    profile: Candidate
    fame: float
    places: int
    asked: list[int]
    talks: Counter[int]


Way = Callable[[Seeker, Sequence[Mentor], int, Random], list[Mentor]]


def main() -> None:
    """Print the figures of each way: the mean over all seeds, and how far they spread."""
    for name, way in WAYS.items():
        runs = [simulated(way, seed) for seed in SEEDS]
        for figure in runs[0]:
            values = [run[figure] for run in runs]
            say(
                {
                    "simulation": name,
                    "figure": figure,
                    "mean": round(mean(values), 3),
                    "spread": round(stdev(values), 3),
                }
            )


def simulated(way: Way, seed: int) -> dict[str, float]:
    """Eight weeks of one club."""
    random = Random(seed)  # noqa: S311  # no secret  # nosec B311
    mentors = [_mentor(random) for _number in range(MENTORS)]
    shown: Counter[int] = Counter()
    fits, served, asking = [], 0, 0
    for day in range(DAYS):
        for _number in range(MENTEES_A_DAY):
            seeker, asking = _seeker(random), asking + 1
            offered = way(seeker, mentors, day, random)[:SHOWN]
            shown.update(id(mentor) for mentor in offered)
            for mentor in offered:
                mentor.asked.append(day)
                has_room = mentor.talks[day // 7] < mentor.places
                if has_room and not rules_out(seeker, mentor.profile) and random.random() < SAYS_YES:
                    mentor.talks[day // 7] += 1
                    fits.append(score(terms(seeker, mentor.profile, NOTHING_WRITTEN), LASTING))
                    served += seeker.topics[0] in mentor.profile.topics
                    break
    exposures = sorted((shown[id(mentor)] for mentor in mentors), reverse=True)
    load = [len(mentor.asked) / (mentor.places * DAYS / 7) for mentor in mentors]
    return {
        "mean fit of pairs": mean(fits) if fits else 0.0,
        "share of mentees with a fitting offer in a week": served / asking,
        "gini of exposure": gini(exposures),
        "share of places shown that a tenth of the mentors gets": sum(exposures[: MENTORS // 10]) / sum(exposures),
        "gini of requests per open hour": gini(load),
    }


def _random(_seeker: Seeker, mentors: Sequence[Mentor], _day: int, random: Random) -> list[Mentor]:
    return random.sample(mentors, SHOWN)


def _popular(seeker: Seeker, mentors: Sequence[Mentor], _day: int, _drawn: Random) -> list[Mentor]:
    known = [mentor for mentor in mentors if seeker.topics[0] in mentor.profile.topics]
    return sorted(known, key=lambda mentor: -mentor.fame)


def _ours(seeker: Seeker, mentors: Sequence[Mentor], day: int, _drawn: Random) -> list[Mentor]:
    possible = [mentor for mentor in mentors if not rules_out(seeker, mentor.profile)]

    def fit(mentor: Mentor) -> float:
        left = max(0, mentor.places - mentor.talks[day // 7])
        lately = sum(1 for asked in mentor.asked if asked > day - LATELY)
        hours = mentor.places * min(day + 1, LATELY) / 7
        now = replace(mentor.profile, openings=4 * left, crowding=lately / max(hours, 1.0))
        return score(terms(seeker, now, NOTHING_WRITTEN), WEIGHTS) if left else -1.0

    return sorted(possible, key=fit, reverse=True)


WAYS: dict[str, Way] = {"random": _random, "popular": _popular, "ours": _ours}


def _mentor(random: Random) -> Mentor:
    profile = Candidate(
        topics=frozenset(_topics(random, random.randint(1, 4))),
        years=random.randint(3, 35),
        languages=_languages(random),
        hours=frozenset(random.sample(PARTS, random.randint(1, 5))),
    )
    return Mentor(profile, random.lognormvariate(0, 1), random.randint(1, 4), [], Counter())


def _seeker(random: Random) -> Seeker:
    low = random.choice((2, 5, 10))
    return Seeker(
        topics=tuple(_topics(random, random.randint(1, 3))),
        years=(low, 4 * low + 4),
        languages=_languages(random),
        hours=frozenset(random.sample(PARTS, random.randint(2, 8))),
    )


def _topics(random: Random, number: int) -> list[str]:
    shares = [1 / place for place in range(1, TOPICS + 1)]
    return list(dict.fromkeys(str(topic) for topic in random.choices(range(TOPICS), shares, k=number)))


def _languages(random: Random) -> frozenset[str]:
    return frozenset(random.choice((("en",), ("de",), ("en", "de"))))


if __name__ == "__main__":
    main()
