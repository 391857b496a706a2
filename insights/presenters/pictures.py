"""The pictures of a period: for each its drawing, the table behind it, and the same as rows of a file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import compress

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insights import drawing
from insights.cells import Pair, of_week, of_weeks, single, single_of_weeks
from insights.models import Week
from insights.periods import WEEK, Period
from insights.presenters.numbers import Cell, counted, counted_whole, drawn, grouped, measured
from matching.small_cells import Number


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture.

    Attributes:
        key: what it is called in addresses.
        about: what is counted, in a sentence or two.
        legend: what its lines, bars or columns are, in the order of their looks.
        totals: numbers of the whole period, each with its name.
        head: the columns of the table; the first is that of the rows' names.
        says: what the picture shows, for those who don't see it.
        marks: what stands below a picture of lines, or before each bar; the x or y of each, and its words.
    """

    key: str
    title: str
    about: str
    head: list[str]
    rows: list[tuple[str, list[Cell]]]
    legend: list[str] = field(default_factory=list)
    totals: list[tuple[str, str]] = field(default_factory=list)
    says: str = ""
    lines: drawing.Lines | None = None
    bars: drawing.Rows | None = None
    columns: drawing.Columns | None = None
    ticks: list[tuple[str, str]] = field(default_factory=list)
    marks: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_drawn(self) -> bool:
        return bool(self.lines or self.bars or self.columns)

    def table(self) -> list[list[object]]:
        """The rows of a file."""
        return [list(self.head), *([name, *(cell.raw for cell in cells)] for name, cells in self.rows)]


class Weeks:
    """What may be shown of the weeks of a period; one query. In weeks that weren't counted, nothing happened."""

    def __init__(self, period: Period) -> None:
        self.period = period
        self.points = list(period.points())
        weeks = Week.objects.filter(starts_on__range=(period.first, period.last)).defer("standing")
        self._weeks = {week.starts_on: week for week in weeks}
        self._kept: dict[str, list[list[bool]]] = {}  # which weeks are in the sums of four, by what was counted

    @property
    def are_counted(self) -> bool:
        return bool(self._weeks)

    @property
    def begin(self) -> date:
        """The first point with a week that was counted; the last one if there's none."""
        first = min(self._weeks, default=self.period.last)
        return next((point for point in reversed(self.points) if point <= first), self.points[-1])

    def _numbers(self, name: str, point: date) -> list[int]:
        """What was counted in each week of a point."""
        weeks = [self._weeks.get(point + number * WEEK) for number in range(self.period.span)]
        return [getattr(week, name) if week else 0 for week in weeks]

    def pairs(self, whole: str, part: str, *, prefers_part: bool = False) -> list[Pair]:
        """A number and its part, for each point."""
        counted = [
            list(zip(self._numbers(whole, point), self._numbers(part, point), strict=True)) for point in self.points
        ]
        if self.period.span == 1:
            return [of_week(*week, prefers_part=prefers_part) for [week] in counted]
        shown = [of_weeks(weeks, prefers_part=prefers_part) for weeks in counted]
        self._kept[whole] = [kept for _pair, kept in shown]
        return [pair for pair, _kept in shown]

    def singles(self, name: str) -> list[Number]:
        """A number that stands alone, for each point."""
        counted = [self._numbers(name, point) for point in self.points]
        if self.period.span == 1:
            return [single(week) for [week] in counted]
        shown = [single_of_weeks(weeks) for weeks in counted]
        self._kept[name] = [kept for _number, kept in shown]
        return [number for number, _kept in shown]

    def measure(self, name: str, shown: Iterable[Number], *, of: str) -> list[int | None]:
        """Something that was measured of what was counted, where this is shown.

        Args:
            of: the whole of the pair, or what stands alone, as it was asked for: the same weeks are in both sums.
        """
        kept = self._kept.get(of) or [[True]] * len(self.points)
        each = zip(self.points, shown, kept, strict=True)
        return [
            sum(compress(self._numbers(name, point), weeks)) if isinstance(number, int) else None
            for point, number, weeks in each
        ]

    def names(self) -> list[str]:
        """What the points are called: by their first day."""
        return [date_format(point, "SHORT_DATE_FORMAT") for point in self.points]


def total(numbers: Iterable[float | str | None]) -> str:
    """The sum of what is shown; a dash if nothing is."""
    known = [number for number in numbers if isinstance(number, int | float)]
    return grouped(sum(known)) if known else "–"


def lined(
    weeks: Weeks,
    *,
    key: str,
    title: str,
    about: str,
    series: list[tuple[str, list[float | None]]],
    columns: list[tuple[str, list[Cell]]],
    totals: list[tuple[str, str]],
) -> Picture:
    """A picture of lines over the weeks.

    Args:
        series: what each line is, and its numbers as they are drawn.
        columns: what each column of the table is, and its cells.
    """
    names = weeks.names()
    lines = drawing.lines([values for _label, values in series])
    highest = [
        _("%(name)s: at most %(number)s, in the period from %(date)s")
        % {"name": label, "number": grouped(best), "date": names[values.index(best)]}
        for label, values in series
        if (best := max((value for value in values if value is not None), default=None)) is not None
    ]
    first = _("First day") if weeks.period.span > 1 else _("Week from")
    return Picture(
        key=key,
        title=title,
        about=about,
        head=[first, *(label for label, _cells in columns)],
        rows=[(name, [cells[place] for _label, cells in columns]) for place, name in enumerate(names)],
        legend=[label for label, _values in series],
        totals=totals,
        says=". ".join(highest),
        lines=lines,
        ticks=[(tick.y, grouped(tick.value)) for tick in lines.ticks] if lines else [],
        marks=[(x, names[place]) for x, place in lines.marks] if lines else [],
    )


def hours(weeks: Weeks) -> Picture:
    """Hours offered, booked and held."""
    shown = weeks.pairs("booked", "held", prefers_part=True)
    booked, held = [pair.whole for pair in shown], [pair.part for pair in shown]
    offered = _in_hours(weeks.measure("offered_minutes", weeks.singles("offering"), of="offering"))
    of_booked = _in_hours(weeks.measure("booked_minutes", booked, of="booked"))
    of_held = _in_hours(weeks.measure("held_minutes", held, of="booked"))
    fewest = [held if booked is None else booked for booked, held in zip(of_booked, of_held, strict=True)]
    return lined(
        weeks,
        key="hours",
        title=_("Hours offered, booked and held"),
        about=_(
            "Offered are the weekly hours of all listed mentors; for weeks before we began to count, an estimate from "
            "today’s hours. Booked are sessions that weren’t cancelled before they began, and held are those without a "
            "confirmed no-show. Where fewer than five were missed, those booked aren’t shown, and drawn as those held."
        ),
        series=[(_("offered"), offered), (_("booked"), fewest), (_("held"), of_held)],
        columns=[
            (_("Hours offered"), [measured(value) for value in offered]),
            (_("Hours booked"), [measured(value) for value in of_booked]),
            (_("Hours held"), [measured(value) for value in of_held]),
            (_("Sessions booked"), [counted_whole(number) for number in booked]),
            (_("Sessions held"), [counted(number) for number in held]),
        ],
        totals=[(_("hours held"), total(of_held)), (_("sessions held"), total(held))],
    )


def answers(weeks: Weeks) -> Picture:
    """Requests that were answered, and no-shows."""
    shown = weeks.pairs("settled", "answered")
    settled, answered = [pair.whole for pair in shown], [pair.part for pair in shown]
    missed = [pair.rest for pair in weeks.pairs("booked", "held", prefers_part=True)]
    waits = _means(weeks.measure("answer_minutes", answered, of="settled"), answered, minutes=60)
    return lined(
        weeks,
        key="answers",
        title=_("Answers and no-shows"),
        about=_(
            "Requests for a session, by the week in which it was to be: how many were answered before they ran out, "
            "and how long answers took on average. No-shows are those that were confirmed."
        ),
        series=[
            (_("requests"), [drawn(number) for number in settled]),
            (_("answered"), [drawn(pair.part, pair.whole) for pair in shown]),
            (_("no-shows"), [drawn(number) for number in missed]),
        ],
        columns=[
            (_("Requests"), [counted(number) for number in settled]),
            (_("Answered"), [counted(number) for number in answered]),
            (_("Hours until an answer"), [measured(value, 1) for value in waits]),
            (_("No-shows"), [counted(number) for number in missed]),
        ],
        totals=[(_("requests"), total(settled)), (_("no-shows"), total(missed))],
    )


def feedback(weeks: Weeks) -> Picture:
    """What mentees say after a session."""
    shown = weeks.pairs("feedback", "useful")
    return lined(
        weeks,
        key="feedback",
        title=_("Feedback"),
        about=_("How many mentees said how a session was, and how many of them found it useful: 4 or 5 of 5."),
        series=[
            (_("answers"), [drawn(pair.whole) for pair in shown]),
            (_("useful"), [drawn(pair.part, pair.whole) for pair in shown]),
        ],
        columns=[
            (_("Answers"), [counted(pair.whole) for pair in shown]),
            (_("Useful"), [counted(pair.part) for pair in shown]),
            (_("Useful, in percent"), [measured(_percent(pair)) for pair in shown]),
        ],
        totals=[(_("answers"), total(pair.whole for pair in shown))],
    )


def applications(weeks: Weeks) -> Picture:
    """Applications of mentors, and how long they waited for a decision."""
    sent, shown = weeks.singles("submitted"), weeks.pairs("decided", "in_time")
    decided = [pair.whole for pair in shown]
    waits = _means(weeks.measure("decision_hours", decided, of="decided"), decided, minutes=24)
    return lined(
        weeks,
        key="applications",
        title=_("Applications"),
        about=_("Sent in, and decided; how many within the promised ten days, and after how many days on average."),
        series=[
            (_("sent in"), [drawn(number) for number in sent]),
            (_("decided"), [drawn(number) for number in decided]),
        ],
        columns=[
            (_("Sent in"), [counted(number) for number in sent]),
            (_("Decided"), [counted(number) for number in decided]),
            (_("Within ten days"), [counted(pair.part) for pair in shown]),
            (_("Days until a decision"), [measured(value, 1) for value in waits]),
        ],
        totals=[(_("sent in"), total(sent)), (_("decided"), total(decided))],
    )


def mentees(weeks: Weeks) -> Picture:
    """Mentees who had their first session, and those who came back."""
    shown = weeks.pairs("mentees", "new_mentees")
    back = [pair.rest for pair in shown]
    return lined(
        weeks,
        key="mentees",
        title=_("New and returning mentees"),
        about=_(
            "Members who had a session as a mentee: their first ever, or after one in an earlier week. "
            "Someone with sessions in several weeks counts in each."
        ),
        series=[
            (_("new"), [drawn(pair.part, pair.whole) for pair in shown]),
            (_("returning"), [drawn(pair.rest, pair.whole) for pair in shown]),
        ],
        columns=[
            (_("Mentees"), [counted(pair.whole) for pair in shown]),
            (_("New"), [counted(pair.part) for pair in shown]),
            (_("Returning"), [counted(number) for number in back]),
        ],
        totals=[(_("new"), total(pair.part for pair in shown)), (_("returning"), total(back))],
    )


def _in_hours(minutes: Iterable[int | None]) -> list[float | None]:
    return [None if value is None else round(value / 60) for value in minutes]


def _means(sums: Iterable[int | None], numbers: Iterable[Number], *, minutes: int) -> list[float | None]:
    """Averages, in units of so many minutes or hours."""
    each = zip(sums, numbers, strict=True)
    return [
        value / number / minutes if value is not None and isinstance(number, int) and number else None
        for value, number in each
    ]


def _percent(pair: Pair) -> float | None:
    if isinstance(pair.whole, int) and isinstance(pair.part, int):
        return 100 * pair.part / pair.whole
    return None


OF_WEEKS: dict[str, Callable[[Weeks], Picture]] = {
    "hours": hours,
    "answers": answers,
    "feedback": feedback,
    "applications": applications,
    "mentees": mentees,
}
