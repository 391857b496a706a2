"""What the club tells everyone about itself: nothing but numbers that aren't small."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insights import drawing
from insights.cells import Pair
from insights.models import Week
from insights.periods import EPOCH, IN_A_BLOCK, IN_A_YEAR, WEEK, Period, last_over
from insights.presenters.numbers import Cell, drawn, grouped, measured
from insights.presenters.pictures import Picture, Weeks
from matching.small_cells import FEW, FEWEST

KEY = "insights-impact"
SECONDS = 60 * 60
ENOUGH = 20  # answers, before we say how many found a session useful


@dataclass(frozen=True, slots=True)
class Impact:
    """The numbers; None for those that are small.

    Attributes:
        hours, sessions: held since the club began.
        useful: percent of the answers in a year, at least.
        trend: for each four weeks of the last year, their first day and the hours held.
        until: the last day that is counted.
    """

    hours: int | None
    sessions: int | None
    members: int | None
    mentors: int | None
    topics: int | None
    countries: int | None
    useful: int | None
    answers: int
    trend: list[tuple[date, int | None]]
    until: date


def impact(*, now: datetime) -> Impact | None:
    """The numbers, at most an hour old; None as long as nothing was counted. Two queries."""
    kept = cache.get(KEY)
    if kept is None:
        found = _count(now=now)
        kept = asdict(found) if found else {}
        cache.set(KEY, kept, SECONDS)
    return Impact(**kept) if kept else None


def _count(*, now: datetime) -> Impact | None:
    """What the team's page shows of all four weeks that are over, and nothing else."""
    period = Period(EPOCH, last_over(now=now), IN_A_BLOCK)
    weeks = Weeks(period)
    if not weeks.are_counted:
        return None
    held = [pair.part for pair in weeks.pairs("booked", "held", prefers_part=True)]
    minutes = weeks.measure("held_minutes", held, of="booked")
    answers, useful = _satisfied(weeks.pairs("feedback", "useful")[-IN_A_YEAR:])
    club = _club(period)
    trend = [
        (point, None if length is None else round(length / 60))
        for point, length in zip(weeks.points, minutes, strict=True)
        if point >= weeks.begin
    ]
    return Impact(
        hours=_large(round(sum(filter(None, minutes)) / 60)),
        sessions=_large(sum(number for number in held if isinstance(number, int))),
        members=_large(club.get("members")),
        mentors=_large(club.get("mentors")),
        topics=_large(club.get("topics")),
        countries=_large(club.get("countries")),
        useful=100 * useful // answers if answers >= ENOUGH else None,
        answers=answers,
        trend=trend[-IN_A_YEAR:],
        until=weeks.points[-1] + IN_A_BLOCK * WEEK - timedelta(days=1),
    )


def _satisfied(year: list[Pair]) -> tuple[int, int]:
    """Of how many answers, and how many of them say at least that a session was useful."""
    answers = useful = 0
    for pair in year:
        least = 0 if pair.part == FEW else drawn(pair.part, pair.whole)
        if isinstance(pair.whole, int) and least is not None:
            answers, useful = answers + pair.whole, useful + int(least)
    return answers, useful


def _club(period: Period) -> dict[str, Any]:
    latest = Week.objects.filter(standing__isnull=False, starts_on__lte=period.last).order_by("-starts_on")
    found: dict[str, Any] = latest.values_list("standing__club", flat=True).first() or {}
    return found


def _large(number: int | None) -> int | None:
    return number if number is not None and number >= FEWEST else None


def trend(numbers: Impact) -> Picture:
    """The hours held in the last year, as a picture with its table."""
    names = [date_format(point, "SHORT_DATE_FORMAT") for point, _hours in numbers.trend]
    values = [None if hours is None else float(hours) for _point, hours in numbers.trend]
    lines = drawing.lines([values]) if values else None
    rows: list[tuple[str, list[Cell]]] = [
        (name, [measured(value)]) for name, value in zip(names, values, strict=True)
    ]  # fmt: skip
    best = max((value for value in values if value is not None), default=0)
    return Picture(
        key="trend",
        title=_("Hours held in the last year"),
        about=_("Each point is four weeks."),
        head=[_("Four weeks from"), _("Hours held")],
        rows=rows,
        legend=[_("hours held")],
        says=_("Most were %(number)s, in the four weeks from %(date)s.")
        % {"number": grouped(best), "date": names[values.index(best)]}
        if best
        else "",
        lines=lines,
        ticks=[(tick.y, grouped(tick.value)) for tick in lines.ticks] if lines else [],
        marks=[(x, names[place]) for x, place in lines.marks] if lines else [],
    )
