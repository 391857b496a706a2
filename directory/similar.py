"""Who else may help: mentors for the same topics, at the end of a profile, or instead of one without free times."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from directory.bitmap_index import Index, Places, current
from directory.facets import LanguageFacet, TopicFacet, WithinFacet
from directory.listing import cards, with_next_opening
from mentors.models import Mentor, Topic
from mentors.services import MOST_TOPICS

IN_A_ROW = 3
THIS_WEEK = "7"  # days


@dataclass(frozen=True, slots=True)
class Others:
    """A few other mentors.

    Attributes:
        topic: what all of them help with, if they are shown because they have time this week.
    """

    cards: list[SafeString]
    topic: Topic | None = None


def others(mentor: Mentor, topics: Sequence[Topic], *, is_free: bool, apart: Collection[int], now: datetime) -> Others:
    """Mentors who share topics with one. If that one isn't free, those for one of the topics who are, this week.

    Args:
        apart: ids of mentors whom a block keeps from the reader.
    """
    index = current(now=now).without(apart)
    topic, among = None, index.everybody
    if not is_free:
        topic, among = _with_time(index, topics)
    slugs = [each.slug for each in topics[:MOST_TOPICS]]
    found = similar(index, slugs, among=among or index.everybody, number=IN_A_ROW + 1)
    rows = with_next_opening([pk for pk in found if pk != mentor.pk], now=now)
    return Others(cards(rows[:IN_A_ROW], now=now), topic)


def _with_time(index: Index, topics: Iterable[Topic]) -> tuple[Topic | None, Places]:
    """The topic for which enough mentors have time this week, the rarest of several; and who they are."""
    soon = index.choices.get((WithinFacet.param, THIS_WEEK), 0)
    free = [(topic, _all_for(index, topic.slug) & soon) for topic in topics]
    numbers = [places.bit_count() for _topic, places in free]
    known = [(min(number, IN_A_ROW), -number, at) for at, number in enumerate(numbers) if number]
    return free[max(known)[2]] if known else (None, 0)


def similar(index: Index, topics: Iterable[str], *, among: Places, number: int) -> list[int]:
    """The mentors who share most of the topics, and of as many the rarer ones; the first in the list first.

    Whoever speaks the reader's language comes before all others.
    """
    groups: list[tuple[int, float, Places]] = [(0, 0.0, among)]  # topics shared, how rare they are, by whom
    for slug in topics:
        everyone = _all_for(index, slug)
        rarity = 1 / (everyone.bit_count() or 1)
        groups += [(shared + 1, rare + rarity, both) for shared, rare, who in groups if (both := who & everyone)]
    ranked = sorted(groups[1:], key=lambda group: (-group[0], -group[1]))
    speaking = index.choices.get((LanguageFacet.param, get_language() or ""), 0)
    found: list[int] = []
    for left in (speaking, ~speaking):
        for _shared, _rare, who in ranked:
            while len(found) < number and (these := who & left):
                first = these & -these
                found.append(index.ids[first.bit_length() - 1])
                left &= ~first
    return found


def _all_for(index: Index, slug: str) -> Places:
    return index.choices.get((TopicFacet.param, slug), 0)
