"""A mentor's openings as a reader's calendar: some weeks, one chosen day, in the reader's zone."""

from collections.abc import Collection, Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.dates import formatted

SHOWN = 4  # weeks; a phone shows the first two, so that one step leads to what it doesn't show
STEP = timedelta(weeks=2)
MORNING, NIGHT = time(7), time(22)  # by the reader's clock
SOONEST = 3
LAST_YEAR = 9990
NOTHING, CHOSEN = mark_safe(""), mark_safe(' aria-current="true"')  # fixed words  # nosec B308
MONTH, FULL = '<span class="month__name">{}</span>', '<span class="visually-hidden"> {}</span>'


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid. `date` is None in the empty places before today.

    Attributes:
        is_full: whether there are openings, but not for the reader.
    """

    date: date | None
    is_open: bool = False
    is_full: bool = False
    is_chosen: bool = False
    is_today: bool = False
    names_month: bool = False

    def cell(self, link: str) -> SafeString:
        """What stands in its place: a link if it is open, which `link` begins, or its number, or nothing.

        Made here and not in a template: a page has 28, and drawing them took a quarter of its time.
        """
        day = self.date
        if day is None:
            return NOTHING
        month = format_html(MONTH, formatted(day, "M")) if self.names_month else NOTHING
        if not self.is_open:
            full = format_html(FULL, _("(not for you: see below)")) if self.is_full else NOTHING
            return format_html('<span class="{}">{}{}{}</span>', self._classes(), day.day, month, full)
        return format_html(
            '<a class="{}" id="day-{}" href="{}#calendar" hx-get="{}" rel="nofollow" aria-label="{}"{}>{}{}</a>',
            self._classes(),
            day,
            f"{link}{day}",
            f"{link}{day}",
            f"{formatted(day, 'l')} {formatted(day, 'DATE_FORMAT')}",
            CHOSEN if self.is_chosen else "",
            day.day,
            month,
        )

    def _classes(self) -> str:
        said = {"chosen": self.is_chosen, "open": self.is_open and not self.is_chosen, "full": self.is_full}
        kinds = [kind for kind, holds in (said | {"today": self.is_today}).items() if holds]
        return " ".join(["month__day", *(f"month__day--{kind}" for kind in kinds)])


@dataclass(frozen=True, slots=True)
class Weeks:
    """What the page shows of a mentor's time.

    `previous` and `next` are Mondays of weeks before and after, None if nothing can be booked there; `next_free` is
    the first day with openings after weeks without any; `full` are the Mondays of the shown weeks whose openings are
    not for the reader.
    """

    first: date
    weeks: list[list[Day]]
    chosen: date | None
    times: list[datetime]
    previous: date | None
    next: date | None
    next_free: date | None
    full: list[date]

    def cells(self, link: str) -> list[list[SafeString]]:
        """The drawn days of each week; `link` begins the addresses of open ones."""
        return [[day.cell(link) for day in week] for week in self.weeks]


def parse_day(text: str) -> date | None:
    """The day that an address names: 2026-12-03. None for anything else."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day and 1970 < day.year < LAST_YEAR else None


def is_night(start: datetime, zone: tzinfo) -> bool:
    """Whether the reader would have to be up at night."""
    return not MORNING <= start.astimezone(zone).time() < NIGHT


def soonest(starts: list[datetime], zone: ZoneInfo) -> list[datetime]:
    """The first of `starts` (ascending) on each of the next days, at night only where too few days have others."""
    by_day: dict[date, datetime] = {}
    nights: dict[date, datetime] = {}
    for start in starts:
        day = start.astimezone(zone).date()
        (nights if is_night(start, zone) else by_day).setdefault(day, start)
        if len(by_day) == SOONEST:
            break
    at_night = [start for day, start in nights.items() if day not in by_day]
    return sorted([*by_day.values(), *at_night[: SOONEST - len(by_day)]])


def weeks_of(
    starts: list[datetime],
    *,
    forbidden: Collection[datetime] = (),
    week: date | None,
    day: date | None,
    zone: ZoneInfo,
    now: datetime,
    until: datetime,
) -> Weeks:
    """The weeks to show.

    Args:
        starts: every opening until `until`, the end of the mentor's horizon.
        forbidden: those that the reader can't book because of a limit of their own, which are not among `starts`.
        week: a day of the first week, as asked for; None for that of `day`, or of the first opening.
        day: the day asked for. Without openings, the first day that has some is chosen, by day rather than at night.
    """
    by_day: dict[date, list[datetime]] = {}
    for start in starts:
        by_day.setdefault(start.astimezone(zone).date(), []).append(start)
    full = {start.astimezone(zone).date() for start in forbidden} - by_day.keys()
    known = sorted(by_day.keys() | full)
    today, last = now.astimezone(zone).date(), until.astimezone(zone).date()
    asked = week or day or next(iter(known), today)
    first = min(max(monday(asked), monday(today)), monday(last))
    shown = [open_day for open_day in by_day if first <= open_day < first + timedelta(weeks=SHOWN)]
    by_daylight = (open_day for open_day in shown if not all(is_night(start, zone) for start in by_day[open_day]))
    chosen = day if day in shown else next(by_daylight, next(iter(shown), None))
    before = [known_day for known_day in known if known_day < first]
    after = [known_day for known_day in known if known_day >= first + STEP]
    return Weeks(
        first=first,
        weeks=_grid(first, by_day.keys(), full, chosen=chosen, today=today, last=last),
        chosen=chosen,
        times=by_day[chosen] if chosen else [],
        previous=max(min(first - STEP, monday(before[-1])), monday(today)) if before else None,
        next=monday(after[0]) if after else None,
        next_free=None if shown else next((open_day for open_day in by_day if open_day >= first + STEP), None),
        full=sorted({monday(each) for each in full if first <= each < first + timedelta(weeks=SHOWN)}),
    )


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _grid(
    first: date,
    open_days: Container[date],
    full: Container[date],
    *,
    chosen: date | None,
    today: date,
    last: date,
) -> list[list[Day]]:
    """Weeks from Monday to Sunday, from today to the week of the last day that can be booked."""
    begins = max(first, today)
    grid: list[list[Day]] = []
    for start in (first + timedelta(weeks=number) for number in range(SHOWN)):
        if grid and start > last:
            break
        days = [start + timedelta(days=number) for number in range(7)]
        grid.append(
            [
                Day(day, day in open_days, day in full, day == chosen, day == today, day == begins or day.day == 1)
                if day >= today
                else Day(None)
                for day in days
            ]
        )
    return grid
