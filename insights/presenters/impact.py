"""What the club tells everyone about itself: nothing but numbers that aren't small."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insights import drawing
from insights.cells import pairs, singles
from insights.models import Week
from insights.periods import EPOCH, IN_A_BLOCK, IN_A_YEAR, WEEK, Period, last_over
from insights.presenters.numbers import Cell, drawn, grouped, measured
from insights.presenters.pictures import Picture
from matching.small_cells import FEWEST

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
    period = Period(EPOCH, last_over(now=now), IN_A_BLOCK)
    sums: dict[date, list[int]] = {}
    rows = Week.objects.filter(starts_on__lte=period.last).order_by("starts_on")
    for starts_on, *numbers in rows.values_list("starts_on", "held", "held_minutes", "feedback", "useful"):
        known = sums.setdefault(period.point_of(starts_on), [0, 0, 0, 0])
        sums[period.point_of(starts_on)] = [a + b for a, b in zip(known, numbers, strict=True)]
    if not sums:
        return None
    over = [point for point in sums if point + (IN_A_BLOCK - 1) * WEEK <= period.last]
    held = singles({point: row[0] for point, row in sums.items()}, group=period.group)
    shown = [point for point in over if isinstance(held[point], int)]
    latest = list(period.points())[-IN_A_YEAR:]
    answers, useful = _satisfied({point: (row[2], row[3]) for point, row in sums.items()}, period, latest)
    club = _club(period)
    return Impact(
        hours=_large(round(sum(sums[point][1] for point in shown) / 60)),
        sessions=_large(sum(sums[point][0] for point in shown)),
        members=_large(club.get("members")),
        mentors=_large(club.get("mentors")),
        topics=_large(club.get("topics")),
        countries=_large(club.get("countries")),
        useful=100 * useful // answers if answers >= ENOUGH else None,
        answers=answers,
        trend=[(point, round(sums[point][1] / 60) if point in shown else None) for point in latest],
        until=period.end,
    )


def _satisfied(counted: dict[date, tuple[int, int]], period: Period, latest: list[date]) -> tuple[int, int]:
    """Of how many answers, and how many of them say at least that a session was useful."""
    shown = pairs(counted, group=period.group)
    known = [
        (pair.whole, least)
        for pair in (shown[point] for point in latest if point in shown)
        if isinstance(pair.whole, int) and (least := drawn(pair.part, pair.whole)) is not None
    ]
    return sum(whole for whole, _least in known), int(sum(least for _whole, least in known))


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
