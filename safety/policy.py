"""The deadlines and sizes of reports and measures."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

ANSWER_IN = 2  # working days, Monday to Friday
APPEAL_WITHIN = timedelta(days=183)  # half a year: Art. 20(1) of Regulation (EU) 2022/2065
LONGEST_PAUSE = timedelta(days=366)
LONGEST_WORDS, SHORTEST_WORDS = 4000, 20
LONGEST_RULE = 300
AROUND = 5  # messages on each side of a reported one that the team sees
SATURDAY = 5


def answer_by(at: datetime, zone: ZoneInfo) -> datetime:
    """The same time of day, two working days later. What comes on a weekend counts from Monday's beginning.

    Holidays count as working days: they differ between the volunteers.
    """
    local = at.astimezone(zone)
    day, clock = local.date(), local.timetz().replace(tzinfo=None)
    while day.weekday() >= SATURDAY:
        day, clock = day + timedelta(days=1), time(0)
    left = ANSWER_IN
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return datetime.combine(day, clock, zone)
