"""Three mentors for a member, with reasons; then more. And how any pair comes to its score, for the team."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from accounts.models import User
from directory.bitmap_index import current
from directory.listing import cards, with_next_opening
from matching.candidates import pair, pool
from matching.models import Dismissal, Need, Request, Weights
from matching.ranking import TERMS, learned, rules_out, score, terms
from matching.reasons import in_common, reasons
from matching.services.weights import weights_now
from mentors.models import Mentor


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mentor who may fit.

    Attributes:
        card: as the directory draws it.
        reasons: sentences.
    """

    slug: str
    name: str
    card: SafeString
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The best for a member, and whether there are more."""

    shown: list[Suggestion]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """How a pair comes to its score.

    Attributes:
        rows: title of a term, its value from 0 to 1 (None if unknown), and its weight after what the member left out.
        left_out: whether the member has left the mentor out.
    """

    score: float
    rows: list[tuple[str, float | None, float]]
    ruled_out: bool
    left_out: bool


def suggestions(need: Need, *, most: int, apart: Collection[int] = (), zone: tzinfo, now: datetime) -> Suggestions:
    """The best mentors for a member: at most 21 queries, and as many for one as for twelve.

    Args:
        apart: ids of mentors whom a block keeps from the member.
    """
    left_out = dict(Dismissal.objects.filter(member=need.member_id).values_list("mentor", "reason"))
    found = pool(need, without={*left_out, *apart}, index=current(now=now), zone=zone, now=now)
    seeker, weights = learned(found.seeker, weights_now(), left_out.values())
    scored = []
    for pk, candidate in found.known.items():
        values = terms(seeker, candidate, found.corpus)
        scored.append((score(values, weights), values, pk))
    scored.sort(key=lambda row: -row[0])  # equals stay in the order of the list, which shares the light
    best = scored[:most]
    names = {topic.slug: topic.name_i18n for topic in need.topics}
    why = {pk: list(reasons(found.seeker, found.known[pk], found.corpus, values, names)) for _score, values, pk in best}
    mentors = with_next_opening(list(why), now=now)
    shown = [
        Suggestion(mentor.slug, mentor.user.display_name, card, why[mentor.pk])
        for mentor, card in zip(mentors, cards(mentors, now=now), strict=True)
    ]
    return Suggestions(shown, len(scored) > most)


def common_ground(request: Request, mentor: Mentor, *, now: datetime) -> list[str]:
    """What the mentee of a request and a mentor they ask have in common, for the mentor.

    Whom the mentee has left out, and why, plays no part in it.
    """
    need = need_of(request.mentee)
    if need is None:
        return list(in_common(request.languages, mentor.languages, None, None, {}))
    found = pair(need, mentor.pk, index=current(now=now), zone=ZoneInfo(request.mentee.time_zone), now=now)
    names = {topic.slug: topic.name_i18n for topic in need.topics}
    spoken = request.languages or need.languages
    return list(in_common(spoken, mentor.languages, found.seeker, found.known.get(mentor.pk), names))


def explain(need: Need, mentor: Mentor, *, zone: tzinfo, now: datetime) -> Explained | None:
    """How a pair comes to its score, without the member's words; None for a mentor who isn't listed."""
    left_out = dict(Dismissal.objects.filter(member=need.member_id).values_list("mentor", "reason"))
    found = pair(need, mentor.pk, index=current(now=now), zone=zone, now=now)
    candidate = found.known.get(mentor.pk)
    if candidate is None:
        return None
    seeker, weights = learned(found.seeker, weights_now(), left_out.values())
    values = terms(seeker, candidate, found.corpus)
    rows = [(str(Weights._meta.get_field(name).verbose_name), values.get(name), weights[name]) for name in TERMS]  # type: ignore[union-attr]
    return Explained(score(values, weights), rows, rules_out(seeker, candidate), mentor.pk in left_out)


def need_of(member: User) -> Need | None:
    """What a member looks for, if they've said it."""
    return Need.objects.of(member).first()
