"""How evenly mentors are asked, and for whom a mentor is found: counted in nine queries at any size.

Reading 100,000 mentors and a million bookings takes three seconds, and 100,000 needs as many, so beat counts once an
hour, and the team's page reads what was kept.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from bookings.models import Booking
from core.zones import country
from directory.order import ASKED_WITHIN, crowding, requests
from matching.models import Answer, Ask, AskState, Need, NeededTopic, Pair, Request, RequestState
from matching.small_cells import FEWEST, Counted, alone, table
from matching.spread import gini, lorenz
from mentors.models import Mentor

LATELY = (timedelta(days=30), ASKED_WITHIN)  # in which mentors were asked
MATCHED_WITHIN = timedelta(days=30)
ENDED_WITHIN = timedelta(days=90)  # what is counted had its thirty days, and they ended in the last ninety
UNSAID = ""  # no topic, any language, no country
BY = ("topic", "language", "country")
Sought = tuple[int, Sequence[str], str, bool]  # a member, their languages, their zone, whether they were matched


@dataclass(frozen=True, slots=True)
class Exposure:
    """How mentors are asked; see `matching.models.Fairness`."""

    mentors: int
    asked: dict[str, dict[str, Any]]
    gini: float | None


def exposure(*, now: datetime) -> Exposure:
    """How evenly bookings and requests are spread over listed mentors: five queries.

    The coefficient is of the number that the directory orders by, so that it says how well that order works.
    """
    rows = list(Mentor.objects.listed().values_list("pk", "free_time__starts__len", "rules__step_minutes"))
    asked = {}
    for within in LATELY:
        booked = requests(now=now, within=within)
        times = booked + _asks(since=now - within)
        numbers = [times[pk] for pk, _starts, _step in rows]
        is_enough = min(len(rows), sum(numbers)) >= FEWEST
        shares = [round(share, 4) for share in lorenz(numbers)] if is_enough else []
        asked[str(within.days)] = {"times": sum(numbers) if is_enough else None, "shares": shares}
    load = [crowding(booked[pk], starts or 0, step or 0) for pk, starts, step in rows]
    is_enough = min(len(rows), sum(booked[pk] for pk, _starts, _step in rows)) >= FEWEST
    return Exposure(len(rows), asked, gini(load) if is_enough else None)


def _asks(*, since: datetime) -> Counter[int]:
    """How often mentors were asked by requests; an acceptance that became a booking counts as that."""
    sent = Ask.objects.filter(sent_at__gt=since, fulfilled_at=None).order_by()
    return Counter(dict(sent.values_list("mentor").annotate(number=Count("pk"))))


def matched(*, now: datetime) -> dict[str, dict[str, Any]]:
    """For how many requests and needs a mentor was found within thirty days, without small numbers: four queries."""
    until = now - MATCHED_WITHIN
    recent = (until - ENDED_WITHIN, until)
    asked = Request.objects.filter(created_at__range=recent)
    in_time = Q(state=RequestState.MATCHED, ended_at__lte=F("created_at") + MATCHED_WITHIN)
    needs = Need.objects.filter(changed_at__range=recent)
    topics = NeededTopic.objects.filter(topic__is_active=True)
    return {
        "request": _table(
            asked.annotate(met=in_time).values_list("mentee", "languages", "mentee__time_zone", "met").iterator(),
            _topics(topics.filter(need__member__in=asked.values("mentee"))),
        ),
        "need": _table(
            needs.annotate(met=_found_in_time())
            .values_list("member", "languages", "member__time_zone", "met")
            .iterator(),
            _topics(topics.filter(need__in=needs)),
        ),
    }


def _found_in_time() -> Q:
    """Whether a need led to a booking, a mentor who accepted, or a pair of a round."""
    member, window = OuterRef("member"), (OuterRef("changed_at"), OuterRef("changed_at") + MATCHED_WITHIN)
    booked = Booking.objects.confirmed().filter(mentee=member, created_at__range=window)
    accepted = Ask.objects.filter(request__mentee=member, state=AskState.ACCEPTED, settled_at__range=window)
    answers = {"mentee_answered_at__range": window, "mentor_answered_at__range": window}
    agreed = Pair.objects.filter(mentee__member=member, mentee_answer=Answer.YES, mentor_answer=Answer.YES, **answers)
    return Q(Exists(booked)) | Q(Exists(accepted)) | Q(Exists(agreed))


def _topics(rows: Any) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for member, slug in rows.values_list("need__member", "topic__slug"):
        found[member].append(slug)
    return found


def _table(sought: Iterable[Sought], topics: Mapping[int, Sequence[str]]) -> dict[str, Any]:
    """All of them, and what may be shown of them by each of `BY`, as the row keeps it."""
    asked: dict[str, Counter[str]] = {by: Counter() for by in ("all", *BY)}
    met: dict[str, Counter[str]] = {by: Counter() for by in ("all", *BY)}
    for member, languages, zone, is_matched in sought:
        named = (("all",), topics.get(member) or (UNSAID,), languages or (UNSAID,), (country(zone),))
        for by, names in zip(("all", *BY), named, strict=True):
            asked[by].update(names)
            if is_matched:
                met[by].update(names)
    rows = {by: [Counted(name, asked[by][name], met[by][name]) for name in sorted(asked[by])] for by in asked}
    overall = alone(Counted("all", asked["all"]["all"], met["all"]["all"]))
    return {"all": astuple(overall)[1:], **{by: [astuple(row) for row in table(rows[by])] for by in BY}}
