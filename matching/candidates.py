"""The mentors who come into question for a member, with what `ranking` wants to know of them, in eight queries.

Narrowing is done with the sets of the directory's index, which know in a millisecond who has a topic, a word, a
language and time on Tuesday evening. Of those who are left, the likeliest are loaded and ranked.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from itertools import islice
from math import log
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Func, IntegerField, Sum

from bookings.models import Booking, starts_between
from directory.bitmap_index import Index, Places, union
from directory.close import Word, best, each
from directory.companies import key as company_key
from directory.facets import LanguageFacet, TopicFacet, WhenFacet
from directory.order import ASKED_WITHIN, ORDERED_BY, crowding
from directory.parts_of_week import AHEAD
from directory.records import records_of
from directory.search import MOST_OF_A_WORD, with_each
from directory.vocabulary import split, stems_of
from feedback.models import Feedback
from matching.models import Level
from matching.ranking import OF_TOPICS, Candidate, Corpus, Seeker
from mentors.models import Mentor

if TYPE_CHECKING:
    from matching.models import Need

MOST_RANKED = 120  # mentors, of whom a few are shown
MOST_WORDS = 12  # of a goal that are looked for
WORDS_SECONDS = 10 * 60
TELLING = 4  # of them, the rarest, that decide who is ranked
OF_WORDS = 0.2  # what one of them counts then, for each power of e by which it is rarer, beside a topic's 1
YEARS = {Level.STUDENT: (2, 12), Level.BEGINNING: (5, 20), Level.EXPERIENCED: (10, 40), Level.LEADING: (12, 70)}


@dataclass(frozen=True, slots=True)
class Pool:
    """Who comes into question, and what ranking them takes.

    Attributes:
        known: mentors by id, in the order of the list.
    """

    seeker: Seeker
    corpus: Corpus = field(default_factory=Corpus)
    known: Mapping[int, Candidate] = field(default_factory=dict)


def seeker_of(need: "Need", stems: Mapping[str, Collection[str]]) -> Seeker:
    """What a member looks for, as the ranking reads it.

    Args:
        stems: of the words of the need.
    """
    wanted, unwanted = (
        tuple(word for word in dict.fromkeys(split(text)) if stems.get(word)) for text in (need.goal, need.unwanted)
    )
    return Seeker(
        topics=tuple(topic.slug for topic in need.topics),
        words=tuple(sorted(wanted, key=len, reverse=True)[:MOST_WORDS]),  # long ones tell more, until they are counted
        unwanted=unwanted[:MOST_WORDS],
        years=YEARS[Level(need.level)] if need.level else None,
        languages=frozenset(need.languages),
        hours=frozenset(need.hours),
    )


def pool(need: "Need", *, without: Collection[int], index: Index, zone: tzinfo, now: datetime) -> Pool:
    """Who comes into question for a member.

    Args:
        without: ids of mentors to leave out.
        zone: whose clock the parts of the member's week go by.
    """
    stems, index = _stems(need), index.by_the_clock_of(zone, now=now)
    seeker = seeker_of(need, stems)
    written = _written(seeker, index)
    having = {word: _number(places, len(index.ids)) for word, places in written.items()}
    among = _not_ruled_out(seeker, index) & ~index.having(without)
    weighed = [_by_topic(topic, OF_TOPICS[place], index) for place, topic in enumerate(seeker.topics)]
    rare = sorted((word for word in seeker.words if having[word]), key=having.__getitem__)[:TELLING]
    weighed += [_by_word(written[word], having[word], index) for word in rare]
    likeliest = best(weighed, among, most=MOST_RANKED, worth=0) if weighed else ()
    places = likeliest or tuple(islice(each(among), MOST_RANKED))
    return _load(seeker, need, places, stems=stems, having=having, index=index, now=now)


def pair(need: "Need", mentor: int, *, index: Index, zone: tzinfo, now: datetime) -> Pool:
    """What is known about one mentor, by id, for a member; nothing if the mentor isn't listed."""
    stems, index = _stems(need), index.by_the_clock_of(zone, now=now)
    seeker = seeker_of(need, stems)
    having = {word: _number(places, len(index.ids)) for word, places in _written(seeker, index).items()}
    return _load(seeker, need, tuple(each(index.having([mentor]))), stems=stems, having=having, index=index, now=now)


def _stems(need: "Need") -> dict[str, frozenset[str]]:
    """What profiles have for each word of a need."""
    return stems_of(dict.fromkeys([*split(need.goal), *split(need.unwanted)]))


def _written(seeker: Seeker, index: Index) -> dict[str, Places]:
    """Who has each word in their profile, as of ten minutes ago at most: members come back to their page."""
    words = list(dict.fromkeys([*seeker.words, *seeker.unwanted]))
    key = "matching-words-" + hashlib.blake2b("\n".join(words).encode(), digest_size=16).hexdigest()
    found: dict[str, list[int]] | None = cache.get(key)
    if found is None:
        found = with_each(words, last="")
        cache.set(key, found, WORDS_SECONDS)
    return {word: index.having(ids) for word, ids in found.items()}


def _load(
    seeker: Seeker,
    need: "Need",
    places: Sequence[int],
    *,
    stems: Mapping[str, Collection[str]],
    having: Mapping[str, int],
    index: Index,
    now: datetime,
) -> Pool:
    """What is known about the mentors at these places, as far as the member asked for it: six queries."""
    place_of = {index.ids[place]: place for place in places}
    ids = list(place_of)
    starts = starts_between(now, now + AHEAD, path="free_time__")
    openings = Func(starts, function="CARDINALITY", output_field=IntegerField())
    rows = Mentor.objects.listed().filter(pk__in=ids).annotate(openings=openings)
    columns = ("user", "company", "years_of_practice", "languages", "openings", *ORDERED_BY)
    found = {row["pk"]: row for row in rows.values("pk", *columns)}
    left_out = company_key(need.not_company)
    kept = [
        pk for pk in ids if pk in found and not (left_out and company_key(found[pk]["company"]) == left_out)
        and found[pk]["user"] != need.member_id
    ]  # fmt: skip
    asked, ratings, records = _asked(kept, now=now), _ratings(kept), records_of(kept, now=now)
    words, lengths = _words(kept, [*seeker.words, *seeker.unwanted], stems)
    known = {}
    for pk in kept:
        row, bit = found[pk], 1 << place_of[pk]
        known[pk] = Candidate(
            topics=frozenset(slug for slug in seeker.topics if index.choices.get((TopicFacet.param, slug), 0) & bit),
            words=words[pk],
            length=lengths.get(pk, 0),
            years=row["years_of_practice"],
            languages=frozenset(row["languages"]),
            hours=frozenset(part for part in seeker.hours if index.choices.get((WhenFacet.param, part), 0) & bit),
            openings=row["openings"] or 0,
            answered_in=records[pk].answered_in,
            ratings=ratings.get(pk, (0, 0)),
            crowding=crowding(asked[pk], row["free_time__starts__len"] or 0, row["rules__step_minutes"] or 0),
        )
    length = sum(lengths.values()) / len(lengths) if lengths else 1.0
    return Pool(seeker, Corpus(len(index.ids), having, length), known)


def _not_ruled_out(seeker: Seeker, index: Index) -> Places:
    """Everyone with a language in common, and time at the same time."""
    found = index.everybody
    for param, values in ((LanguageFacet.param, seeker.languages), (WhenFacet.param, seeker.hours)):
        if values:
            found &= union(index.choices.get((param, value), 0) for value in values)
    return found


def _number(places: Places, everybody: int) -> int:
    """How many have a word; an estimate for one of which not all were looked for."""
    number = places.bit_count()
    return max(number, everybody // 10) if number >= MOST_OF_A_WORD else number


def _by_topic(topic: str, weight: float, index: Index) -> Word:
    return Word(frozenset(), index.choices.get((TopicFacet.param, topic), 0), 0, weight)


def _by_word(written: Places, number: int, index: Index) -> Word:
    return Word(frozenset(), written, 0, OF_WORDS * log(1 + len(index.ids) / number))


def _asked(ids: Sequence[int], *, now: datetime) -> dict[int, int]:
    recent = Booking.objects.filter(mentor__in=ids, created_at__gt=now - ASKED_WITHIN).order_by()
    counted = dict(recent.values_list("mentor").annotate(number=Count("pk")))
    return {pk: counted.get(pk, 0) for pk in ids}


def _ratings(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = Feedback.objects.filter(given_to__in=ids).order_by().values_list("given_to")
    return {pk: (number, total) for pk, number, total in rows.annotate(number=Count("pk"), total=Sum("usefulness"))}


def _words(
    ids: Sequence[int], words: Sequence[str], stems: Mapping[str, Collection[str]]
) -> tuple[dict[int, dict[str, int]], dict[int, int]]:
    """How often each profile has each word in any of its forms; and the lengths of the profiles."""
    found: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    lengths: dict[int, int] = {}
    if not ids or not words:
        return found, lengths
    forms = defaultdict(set)
    for word in words:
        for stem in {word, *stems.get(word, ())}:
            forms[stem].add(word)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mentor_id, length(words), ARRAY("
            "  SELECT lexeme || ' ' || coalesce(cardinality(positions), 1) FROM unnest(words) WHERE lexeme = ANY(%s)"
            ") FROM mentors_searchdocument WHERE mentor_id = ANY(%s)",
            [list(forms), list(ids)],
        )
        for pk, length, counted in cursor.fetchall():
            lengths[pk] = length
            for lexeme, number in (each.rsplit(" ", 1) for each in counted):
                for word in forms[lexeme]:
                    found[pk][word] = max(found[pk].get(word, 0), int(number))
    return found, lengths
