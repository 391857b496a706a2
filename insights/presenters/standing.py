"""The pictures of what there was at the end of a period: topics, people by time zone, what searches don't find."""

from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insights import drawing
from insights.models import Week
from insights.periods import Period
from insights.presenters.numbers import Cell, counted, drawn, grouped, measured, plain
from insights.presenters.pictures import Picture
from matching.small_cells import Number
from mentors import languages
from mentors.models import Topic

BARS = 12  # topics in the picture; the table has all


@dataclass(frozen=True, slots=True)
class Standing:
    """What was kept with the last week of a period for which it was; None if there's none.

    Attributes:
        on: the day it was counted.
    """

    kept: dict[str, Any]
    on: str

    @classmethod
    def of(cls, period: Period) -> "Standing | None":
        """At the end of a period, in one query."""
        weeks = Week.objects.filter(starts_on__lte=period.last, starts_on__gte=period.first, standing__isnull=False)
        week = weeks.order_by("-starts_on").first()
        if week is None or week.standing is None:
            return None
        at = parse_datetime(week.standing["at"])
        return cls(week.standing, date_format(at, "DATE_FORMAT") if at else "")


def topics(standing: Standing) -> Picture:
    """Topics: the mentors for each, and the members who look for it; those first for whom there are the fewest."""
    names = {topic.slug: topic.name_i18n for topic in Topic.objects.all()}
    rows = sorted(standing.kept["topics"], key=lambda row: (-_lack(row[3], row[2]), row[1], row[0]))
    named = [(names.get(slug, slug), mentors, free, sought) for slug, mentors, free, sought in rows]
    top = named[:BARS]
    bars = drawing.rows([[drawn(sought), mentors] for _name, mentors, _free, sought in top])
    return Picture(
        key="topics",
        title=_("Topics: who looks for them, and who helps"),
        about=_(
            "As counted on %(date)s: members who said in the last 90 days that they look for a topic, and listed "
            "mentors who help with it. Topics with the fewest free mentors for those who look come first."
        )
        % {"date": standing.on},
        head=[_("Topic"), _("Looked for by"), _("Mentors"), _("With a free time")],
        rows=[(name, [counted(sought), plain(mentors), plain(free)]) for name, mentors, free, sought in named],
        legend=[_("members who look for it"), _("mentors")],
        says=_("The topics with the fewest free mentors for those who look: %(names)s.")
        % {"names": ", ".join(name for name, *_numbers in top[:3])},
        bars=bars,
        marks=[(y, name) for (y, _bars), (name, *_rest) in zip(bars.rows, top, strict=True)] if bars else [],
    )


def _lack(sought: Number, free: int) -> float:
    """By how much more is looked for than there is; a hidden number counts as none."""
    return (sought - free) if isinstance(sought, int) else -1e9 + -free


def zones(standing: Standing) -> Picture:
    """Hours and people by time zone, from west to east."""
    rows = standing.kept["zones"]
    columns = drawing.columns(
        [offset for offset, *_numbers in rows],
        [hours for _offset, _mentors, hours, _members in rows],
        [drawn(members) for _offset, _mentors, _hours, members in rows],
    )
    best = max((row for row in rows if row[2]), key=lambda row: row[2], default=None)
    return Picture(
        key="zones",
        title=_("Hours by time zone"),
        about=_(
            "As counted on %(date)s, from west to east by the distance from UTC: up, the weekly hours of listed "
            "mentors who live there; down, the other members. Each half has its own scale."
        )
        % {"date": standing.on},
        head=[_("Time zone"), _("Mentors"), _("Hours a week"), _("Other members")],
        rows=[
            (_offset(offset), [counted(mentors), measured(hours), counted(members)])
            for offset, mentors, hours, members in rows
        ],
        legend=[_("hours that mentors offer"), _("members")],
        says=_("Most hours are offered at %(zone)s: %(number)s a week.")
        % {"zone": _offset(best[0]), "number": grouped(best[2])}
        if best
        else "",
        columns=columns,
        ticks=[(x, f"{hours:+d}" if hours else "UTC") for x, hours in columns.ticks] if columns else [],
    )


def _offset(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def wishes(standing: Standing) -> Picture:
    """What people look for and don't find, as a table."""
    names = {topic.slug: topic.name_i18n for topic in Topic.objects.all()}
    rows: list[tuple[str, list[Cell]]] = []
    for words, slug, language, times in standing.kept["wishes"]:
        said = " · ".join(filter(None, [words, names.get(slug, slug)]))
        rows.append((said, [Cell(languages.name(language), language), plain(times)]))
    return Picture(
        key="searches",
        title=_("What people look for and don’t find"),
        about=_(
            "As counted on %(date)s: what at least five people told us after a search without a mentor who fits. "
            "The list of wishes has the rest."
        )
        % {"date": standing.on},
        head=[_("What they looked for"), _("Language"), _("How often")],
        rows=rows,
    )


OF_STANDING = {"topics": topics, "searches": wishes, "zones": zones}
