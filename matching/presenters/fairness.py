"""What the team's page shows of how fair the club is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.languages import alphabetical
from directory.topics import country_name
from matching.models import Fairness
from matching.small_cells import FEW, FEWEST, HIDDEN, MOST, Number
from matching.spread import STEPS
from mentors import languages
from mentors.models import Topic

SIDE = 100  # of the drawing, in its own units
KINDS = ("request", "need")


@dataclass(frozen=True, slots=True)
class Curve:
    """A Lorenz curve; `points` are an SVG polyline's, none while there are too few to draw it.

    Attributes:
        times: how often mentors were asked.
    """

    days: int
    times: int | None
    points: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table of who is matched: for each name, what is said of requests and of needs."""

    title: str
    head: str
    rows: list[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class FairnessPresenter:
    """All of the page.

    Attributes:
        steps: percent of the mentors, and what percent each curve gives them.
        total: what is said of all requests, and of all needs.
    """

    counted_at: datetime
    mentors: int
    gini: float | None
    curves: list[Curve]
    steps: list[tuple[int, list[int]]]
    total: list[str]
    breakdowns: list[Breakdown]


def present(row: Fairness) -> FairnessPresenter:
    """The page of what was counted, in one query."""
    asked = {int(days): row.asked[days] for days in sorted(row.asked, key=int)}
    drawn = [found["shares"] for found in asked.values()]
    steps = [
        (100 * step // STEPS, [round(100 * shares[step]) for shares in drawn]) for step in range(1, STEPS + 1)
    ] if all(drawn) else []  # fmt: skip
    return FairnessPresenter(
        counted_at=row.counted_at,
        mentors=row.mentors,
        gini=row.gini,
        curves=[Curve(days, found["times"], _points(found["shares"])) for days, found in asked.items()],
        steps=steps,
        total=[_said(*row.matched[kind]["all"]) for kind in KINDS],
        breakdowns=_breakdowns(row.matched),
    )


def _points(shares: list[float]) -> str:
    return " ".join(f"{SIDE * step / STEPS:g},{SIDE * (1 - share):g}" for step, share in enumerate(shares))


def _breakdowns(matched: dict[str, Any]) -> list[Breakdown]:
    topics = {topic.slug: topic.name_i18n for topic in Topic.objects.all()}
    kinds: list[tuple[str, str, str, str, Callable[[str], str]]] = [
        ("topic", _("By topic"), _("Topic"), _("no topic named"), lambda slug: topics.get(slug, slug)),
        ("language", _("By language"), _("Language"), _("any language"), languages.name),
        ("country", _("By country"), _("Country"), _("not known"), country_name),
    ]
    return [Breakdown(title, head, _rows(matched, by, unsaid, name)) for by, title, head, unsaid, name in kinds]


def _rows(matched: dict[str, Any], by: str, unsaid: str, name: Callable[[str], str]) -> list[tuple[str, list[str]]]:
    """The rows by their names in the reader's alphabet; those who said nothing come last."""
    said = {kind: {key: _said(*numbers) for key, *numbers in matched[kind][by]} for kind in KINDS}
    keys = {key for found in said.values() for key in found}
    ordered = sorted(keys, key=lambda key: (not key, alphabetical(name(key)) if key else ""))
    # Of a kind that is all hidden, no row may tell that there was none.
    nothing = {kind: _("none") if said[kind] else _("hidden") for kind in KINDS}
    return [(name(key) if key else unsaid, [said[kind].get(key, nothing[kind]) for kind in KINDS]) for key in ordered]


def _said(asked: Number, matched: Number) -> str:
    """How many of those who asked were matched, in words."""
    few = _("fewer than %(number)d") % {"number": FEWEST}
    if asked == FEW:
        return few
    if asked == HIDDEN:
        return _("hidden")
    if matched == FEW:
        return _("%(few)s of %(all)d") % {"few": few, "all": asked}
    if matched == MOST:
        return _("all but %(few)s of %(all)d") % {"few": few, "all": asked}
    if matched == HIDDEN:
        return _("hidden, of %(all)d") % {"all": asked}
    numbers = {"number": matched, "all": asked, "percent": round(100 * int(matched) / int(asked))}
    return _("%(number)d of %(all)d (%(percent)d%%)") % numbers
