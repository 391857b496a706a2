"""The clocks: silence ends everything, kindly and in time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorships.clocks import Clock, Step, due
from mentorships.policy import RHYTHMS, WEEKS

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
FORMING = Clock("forming", NOW, rhythm=2)
ACTIVE = Clock("active", NOW, rhythm=2, ends_at=NOW + timedelta(weeks=24))
PAUSED = Clock("paused", NOW, rhythm=2, ends_at=NOW + timedelta(weeks=24), paused_until=NOW + timedelta(weeks=4))
WRAPPING_UP = Clock("wrapping_up", NOW, rhythm=2, ends_at=NOW + timedelta(weeks=2))


@pytest.mark.parametrize(
    ("clock", "day", "step"),
    [
        (FORMING, 2.99, None),
        (FORMING, 3, Step.NUDGE),
        (replace(FORMING, asked=1), 6.99, None),
        (replace(FORMING, asked=1), 7, Step.NUDGE),
        (replace(FORMING, asked=2), 12, Step.NUDGE),
        (replace(FORMING, asked=3), 20.99, None),
        (replace(FORMING, asked=3), 21, Step.LAPSE),
        (replace(FORMING, last_meeting=NOW + 5 * DAY), 4, None),  # what was missing is booked
        (replace(FORMING, asked=3, last_meeting=NOW + 25 * DAY), 31.99, None),  # met, and not signed
        (replace(FORMING, asked=3, last_meeting=NOW + 25 * DAY), 32, Step.LAPSE),
        (ACTIVE, 34.99, None),
        (ACTIVE, 35, Step.ASK),  # twice two weeks, and seven days
        (replace(ACTIVE, last_meeting=NOW + 10 * DAY), 44.99, None),
        (replace(ACTIVE, last_meeting=NOW + 10 * DAY), 45, Step.ASK),
        (replace(ACTIVE, asked=1, asked_at=NOW + 35 * DAY), 48.99, None),
        (replace(ACTIVE, asked=1, asked_at=NOW + 35 * DAY), 49, Step.ASK),
        (replace(ACTIVE, asked=2, asked_at=NOW + 35 * DAY), 95, Step.ASK),
        (replace(ACTIVE, asked=3, asked_at=NOW + 35 * DAY), 101.99, None),
        (replace(ACTIVE, asked=3, asked_at=NOW + 35 * DAY), 102, Step.WRAP_UP),
        (replace(ACTIVE, asked=2, asked_at=NOW + 35 * DAY, last_meeting=NOW + 90 * DAY), 60, Step.SETTLE),
        (replace(ACTIVE, last_meeting=NOW + 150 * DAY), 24 * 7 - 14.01, None),
        (replace(ACTIVE, last_meeting=NOW + 150 * DAY), 24 * 7 - 14, Step.WRAP_UP),
        (PAUSED, 20.99, None),
        (PAUSED, 21, Step.REMIND),
        (replace(PAUSED, asked=1), 27.99, None),
        (replace(PAUSED, asked=1), 28, Step.WRAP_UP),
        (WRAPPING_UP, 20.99, None),
        (replace(WRAPPING_UP, meetings=1), 21, Step.LAPSE),
        (replace(WRAPPING_UP, meetings=2), 21, Step.COMPLETE),
        (Clock("ended", NOW, rhythm=2), 1_000, None),
    ],
)
def test_what_is_due(clock: Clock, day: float, step: Step | None) -> None:
    assert due(clock, NOW + day * DAY) == step


@given(
    clock=st.builds(
        Clock,
        state=st.sampled_from(["forming", "active", "paused", "wrapping_up"]),
        since=st.just(NOW),
        rhythm=st.sampled_from(RHYTHMS),
        ends_at=st.sampled_from(WEEKS).map(lambda weeks: NOW + timedelta(weeks=weeks)),
        paused_until=st.integers(1, 56).map(lambda days: NOW + days * DAY),
        last_meeting=st.none() | st.integers(-100, 168).map(lambda days: NOW + days * DAY),
        meetings=st.integers(0, 5),
    ),
    every=st.integers(1, 40),
)
def test_silence_alone_ends_everything_within_400_days(clock: Clock, every: int) -> None:
    """Whichever the state, and however rarely the clocks are looked at."""
    steps = []
    for day in range(0, 401, every):
        now = NOW + day * DAY
        while step := due(clock, now):
            steps.append(step)
            clock = taken(clock, step, now)
    assert clock.state == "ended"
    assert len(steps) <= 8


def taken(clock: Clock, step: Step, now: datetime) -> Clock:
    """A clock after a step, as the services leave it."""
    match step:
        case Step.NUDGE | Step.REMIND:
            return replace(clock, asked=clock.asked + 1)
        case Step.ASK:
            return replace(clock, asked=clock.asked + 1, asked_at=clock.asked_at or now)
        case Step.SETTLE:
            return replace(clock, asked=0, asked_at=None)
        case Step.WRAP_UP:
            return replace(clock, state="wrapping_up", since=now, asked=0, asked_at=None, paused_until=None)
    return replace(clock, state="ended", since=now, asked=0, asked_at=None)
