"""2,000 runs of a club in memory: the real clocks, and a model of what the services do with their steps.

No database is asked, so this says nothing about services; `test_machine_behaviour.py` has those do the same in a few
runs. What it shows is that the clocks themselves leave no state without a way out, whatever people did before.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from mentorships.clocks import Clock, Step, due
from mentorships.clocks import due as clocks_due
from mentorships.policy import LONGEST_PAUSE, RHYTHMS, WEEKS
from tests.mentorships.test_clocks import taken

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
RUNS, ACTIONS, ENDS_WITHIN = 2_000, 25, 400
MOST_IN_A_ROW = 8  # emails to the same person in one silence


@dataclass(slots=True)
class Pair:
    """One mentorship, as far as its clocks and its rules read it."""

    mentor: int
    mentee: int
    clock: Clock
    signed: set[str] = field(default_factory=set)
    told: int = 0  # steps since anyone last did something

    @property
    def is_live(self) -> bool:
        return self.clock.state != "ended"

    def move(self, state: str, now: datetime, **values: Any) -> None:
        clock = replace(self.clock, state=state, since=now, asked=0, asked_at=None, paused_until=None)
        self.clock = replace(clock, **values)


class Club:
    """Two mentors with places, two mentees with one mentorship each, and the time."""

    def __init__(self, random: Random) -> None:
        self.random, self.now = random, NOW
        self.places = [random.randint(1, 2) for _two in range(2)]
        self.pairs: list[Pair] = []

    def live(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.is_live]

    def begin(self) -> None:
        mentor, mentee = self.random.randrange(2), self.random.randrange(2)
        live = self.live()
        has_place = sum(pair.mentor == mentor for pair in live) < self.places[mentor]
        if has_place and not any(pair.mentee == mentee for pair in live):
            clock = Clock("forming", self.now, rhythm=self.random.choice(RHYTHMS))
            self.pairs.append(Pair(mentor, mentee, clock))

    def act(self) -> None:
        """Someone does something that their page offers."""
        if not self.live() or self.random.random() < 0.2:
            self.begin()
            return
        pair = self.random.choice(self.live())
        pair.told = 0
        choice = self.random.choice(["sign", "meet", "book", "pause", "resume", "finish", "continue"])
        clock = pair.clock
        match choice, clock.state:
            case "sign", "forming":
                pair.signed.add(self.random.choice(["mentor", "mentee"]))
            case "meet", _:
                pair.clock = replace(clock, last_meeting=self.now, meetings=clock.meetings + 1)
            case "book", _:
                ahead = self.now + self.random.randint(1, 60) * DAY
                pair.clock = replace(clock, last_meeting=max(ahead, clock.last_meeting or ahead))
            case "pause", "active":
                pair.move("paused", self.now, paused_until=self.now + LONGEST_PAUSE / self.random.randint(1, 8))
            case "resume", "paused" if clock.ends_at:
                pair.move("active", self.now, ends_at=clock.ends_at + (self.now - clock.since))
            case "finish", ("forming" | "wrapping_up"):
                pair.move("ended", self.now)
            case "finish", ("active" | "paused"):
                pair.move("wrapping_up", self.now)
            case "continue", "wrapping_up" if clock.may_continue and not clock.asked:
                ends_at = self.now + timedelta(weeks=self.random.randint(4, 12))
                pair.move("active", self.now, ends_at=ends_at, may_continue=False)
        self.start(pair)

    def start(self, pair: Pair) -> None:
        """It's under way once both have signed and met."""
        if pair.clock.state == "forming" and len(pair.signed) == 2 and pair.clock.meetings:
            ends_at = self.now + timedelta(weeks=self.random.choice(WEEKS))
            pair.move("active", self.now, ends_at=ends_at, may_continue=True)

    def pass_days(self, days: int) -> None:
        self.now += days * DAY
        for pair in self.live():
            for step in self.steps(pair):
                pair.told += 1
                assert pair.told <= MOST_IN_A_ROW, step

    def steps(self, pair: Pair) -> Iterator[Step]:
        while step := due(pair.clock, self.now):
            before, pair.clock = pair.clock, after(pair.clock, step, self.now)
            assert pair.clock != before, f"{step} changes nothing, and would be due for ever"
            yield step

    def keeps_its_rules(self) -> None:
        live = self.live()
        for who in range(2):
            assert sum(pair.mentor == who for pair in live) <= self.places[who]
            assert sum(pair.mentee == who for pair in live) <= 1
        assert len({(pair.mentor, pair.mentee) for pair in live}) == len(live)
        assert all(due(pair.clock, self.now) is None for pair in live)


def after(clock: Clock, step: Step, now: datetime) -> Clock:
    """A clock after a step: closing is told once, and then takes its time."""
    return replace(clock, asked=clock.asked + 1) if step == Step.CLOSE else taken(clock, step, now)


def run(seed: int) -> Club:
    """People do what they like as time passes; then silence alone ends it all."""
    club = Club(Random(seed))  # the same runs each time
    for _action in range(ACTIONS):
        club.act()
        club.pass_days(club.random.choice([0, 0, 1, 3, 10, 40]))
        club.keeps_its_rules()
    days = 0
    while club.live():
        every = club.random.choice([1, 7, 30])
        club.pass_days(every)
        club.keeps_its_rules()
        days += every
        assert days <= ENDS_WITHIN, f"seed {seed}: {[pair.clock for pair in club.live()]}"
    return club


def run_all() -> list[Club]:
    return [run(seed) for seed in range(RUNS)]


def test_whatever_people_do_the_clocks_end_it_in_time() -> None:
    seen = {(pair.mentor, pair.mentee, pair.clock.state) for club in run_all() for pair in club.pairs}
    assert len(seen) == 4  # each mentor has had each mentee, and all have ended


@pytest.mark.parametrize("state", ["forming", "active", "paused", "wrapping_up"])
def test_a_state_whose_clock_stands_still_is_found(monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    """The twin: without the clock of any one state, some run doesn't end."""

    def stopped(clock: Clock, now: datetime) -> Step | None:
        return None if clock.state == state else clocks_due(clock, now)

    monkeypatch.setattr(f"{__name__}.due", stopped)
    with pytest.raises(AssertionError, match=f"seed.*state='{state}'"):
        run_all()
