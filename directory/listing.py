"""One page of the list: found in the index, rendered from cards that are cached for an hour, without their time."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypedDict

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from bookings.models import FreeTime, next_start, starts_between
from core.dates import short_datetime
from core.templatetags.icons import heroicon_micro
from directory.bitmap_index import Ids, Index, Places, from_places
from directory.close import Close, close_to
from directory.facets import WhenFacet
from directory.filters import BY_WORDS, Filters
from directory.parts_of_week import AHEAD, part_of
from directory.records import records_of
from directory.search import ranked, with_words
from directory.snippets import snippets
from directory.weeks import is_night
from mentors import directory_version
from mentors.cards import card_of
from mentors.models import Mentor, MentorQuerySet, MentorStatus, Topic

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class NextOpening(TypedDict):
        next_opening: datetime | None

    ListedMentor = WithAnnotations[Mentor, NextOpening]

PER_PAGE = 24
MOST_RANKED = 500  # mentors, the first twenty pages; the others follow in the order of the list
FEW = 5  # mentors; if fewer have all the words, others follow who come close
SHOWN = (
    "uuid", "slug", "status", "headline", "role", "company", "languages", "text_language", "photo", "changed_at",
    "user__display_name", "user__is_active",
)  # fmt: skip
WORDS_SECONDS = 30
CARD_SECONDS = 60 * 60
PAGE_SECONDS = 30
NEXT_OPENING, SNIPPET = "\x00next", "\x00said"  # stand for them in a cached card: no text of people can hold a NUL
LONGEST_KEPT_QUERY = 300  # characters


@dataclass(frozen=True, slots=True)
class FoundWords:
    """Who the words of a search find, whatever else is chosen; without words, everyone."""

    exact: Places
    close: Close = field(default_factory=Close)
    inactive: Places = 0  # places in the index of those who don't answer at present

    @property
    def places(self) -> Places:
        return self.exact | from_places(self.close.places)


@dataclass(frozen=True, slots=True)
class FoundMentors:
    """What a search found: the cards of one page, how many there are, and what each other choice would find.

    Attributes:
        cards: of mentors who have all the words.
        close: of mentors who only come close; they follow those who have all.
        exact: how many have all the words, on all pages.
        inactive: cards of mentors who match, but don't answer at present; they come last, and aren't counted.
        hidden: ids of mentors whom a block keeps from the reader: what is kept with counts is kept for each such set.
        whatever_words: how many the same choices find without the words, if nobody was found; else 0.
    """

    page: Page[int]
    cards: list[SafeString]
    close: list[SafeString]
    exact: int
    words: FoundWords
    counts: dict[str, dict[str, int]]
    made_at: datetime  # of the index that counted
    mentors: int  # in it
    whatever_words: int = 0
    hidden: tuple[int, ...] = ()
    inactive: list[SafeString] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.page.paginator.count


def find(
    filters: Filters,
    index: Index,
    *,
    number: int,
    without: Collection[int] = (),
    apart: Collection[int] = (),
    now: datetime,
) -> FoundMentors:
    """Search, and render page `number`; a page after the last becomes the last.

    Args:
        index: the current one.
        without: ids of mentors whose cards stand elsewhere on the page.
        apart: ids of mentors whom a block keeps from the reader; they are not counted, either.
    """
    index = index.by_the_clock_of(timezone.get_current_timezone(), now=now)
    everyone = FoundWords(index.everybody, inactive=index.inactive.everybody if index.inactive else 0)
    words = with_the_words(filters.q, index) if filters.q else everyone  # kept for all readers
    index = index.without(apart)
    found = index.matching(filters, words=words.places)
    exact = Ids(index, found & words.exact, order="" if filters.sort == BY_WORDS else filters.sort)
    if filters.sort == BY_WORDS:
        exact = Ids(index, found & words.exact, first=ranked(exact[:MOST_RANKED], words.close.corrected or filters.q))
    close = [index.ids[place] for place in words.close.places if found & ~words.exact & 1 << place]
    page: Page[int] = Paginator([*exact, *close] if close else exact, PER_PAGE).get_page(number)
    also = ["bio"] if filters.q else []
    shown = with_next_opening(list(page), now=now, parts=filters.values(WhenFacet.param), also=also)
    said = snippets(shown, words.close.corrected or filters.q) if filters.q else {}
    drawn: dict[bool, list[SafeString]] = {True: [], False: []}
    for mentor, card in zip(shown, cards(shown, now=now, said=said), strict=True):
        if mentor.pk not in without:
            drawn[mentor.pk in close].append(card)
    counts = index.counts(filters, words=words.places)
    others = 0 if page.paginator.count else index.matching(filters).bit_count()
    hidden, mentors = tuple(sorted(apart)), len(index.ids)
    inactive = [] if page.has_next() else _inactive(filters, index, words=words.inactive, apart=apart, now=now)
    return FoundMentors(
        page, drawn[False], drawn[True], len(exact), words, counts, index.made_at, mentors, others, hidden, inactive
    )


def _inactive(
    filters: Filters, index: Index, *, words: Places, apart: Collection[int], now: datetime
) -> list[SafeString]:
    """Cards of mentors who match and have left several requests without an answer: as many as on one page."""
    if index.inactive is None or not words:
        return []
    away = index.inactive.without(apart)
    ids = Ids(away, away.matching(filters, words=words))[:PER_PAGE]
    return cards(with_next_opening(ids, now=now, among=Mentor.objects.inactive()), now=now) if ids else []


def with_the_words(text: str, index: Index) -> FoundWords:
    """Who has every word, in the spelling that finds someone, and if they are few, who comes close."""
    key = _key("words", text, index.made_at)
    found: FoundWords | None = cache.get(key)
    if found is None:
        ids = with_words(text)
        exact, close = index.having(ids), Close()
        if exact.bit_count() < FEW:
            close = close_to(text, index, exact=exact)
        if close.corrected:
            ids = with_words(close.corrected)
            exact = index.having(ids)
            close = close if exact.bit_count() < FEW else replace(close, places=())
        found = FoundWords(exact, close, index.inactive.having(ids) if index.inactive else 0)
        cache.set(key, found, WORDS_SECONDS)
    return found


def with_next_opening(
    ids: list[int],
    *,
    now: datetime,
    parts: Collection[str] = (),
    also: Collection[str] = (),
    among: MentorQuerySet | None = None,
) -> list["ListedMentor"]:
    """Listed mentors by id, in the order of `ids`, with `next_opening` as it is at this moment.

    Args:
        parts: of the reader's week; with some, `next_opening` is the next one in one of them, if there is one.
        also: more columns than a card shows.
        among: others than those who are listed.
    """
    rows = Mentor.objects.listed() if among is None else among
    rows = rows.filter(pk__in=ids).select_related("user").only(*SHOWN, *also)
    found = {mentor.pk: mentor for mentor in rows.annotate(next_opening=next_start(at=now, path="free_time__"))}
    if parts:
        zone = timezone.get_current_timezone()
        starts = FreeTime.objects.filter(pk__in=ids).values_list("pk", starts_between(now, now + AHEAD))
        for pk, ahead in starts:
            if pk in found:
                fitting = (start for start in ahead if part_of(start, zone) in parts)  # the first are the earliest
                found[pk].next_opening = next(fitting, found[pk].next_opening)
    return [found[pk] for pk in ids if pk in found]


def cards(
    mentors: list["ListedMentor"], *, now: datetime, said: Mapping[int, SafeString] = MappingProxyType({})
) -> list[SafeString]:
    """Each mentor's card, rendered once per language and version of the profile; the next opening is put in afterwards.

    So visitors can't fill the cache by naming zones in a cookie.

    Args:
        said: what to quote of some, by their id.
    """
    language = get_language() or ""
    keys = [
        _key("card", language, mentor.pk, mentor.status, mentor.changed_at, mentor.user.display_name)
        for mentor in mentors
    ]
    known = cache.get_many(keys)
    missing = [mentor for key, mentor in zip(keys, mentors, strict=True) if key not in known]
    topics, records = _topics(missing), records_of([mentor.pk for mentor in missing], now=now)
    drawn: dict[str, str] = {}
    template = get_template("directory/_card.html")
    for key, mentor in zip(keys, mentors, strict=True):
        if key not in known:
            record = records[mentor.pk]
            answers = "" if mentor.status == MentorStatus.INACTIVE else record.answers
            names, facts = topics.get(mentor.pk, []), (_held(record.held), answers)
            card = card_of(mentor, photo=mentor.photo_url(192), topics=names, first=language, facts=facts)
            drawn[key] = template.render({"card": card, "next_opening": NEXT_OPENING, "snippet": SNIPPET})
    if drawn:
        cache.set_many(drawn, CARD_SECONDS)
    kept = known | drawn
    return [
        # rendered by a template
        mark_safe(  # nosec B308
            kept[key].replace(NEXT_OPENING, next_opening(mentor)).replace(SNIPPET, said.get(mentor.pk, ""))
        )
        for key, mentor in zip(keys, mentors, strict=True)
    ]


def _held(sessions: int) -> str:
    said = ngettext("%(held)s session held", "%(held)s sessions held", sessions)
    return said % {"held": sessions} if sessions else ""


def next_opening(mentor: "ListedMentor") -> SafeString:
    """When a mentor is free next, by the reader's clock."""
    at = mentor.next_opening
    if mentor.status == MentorStatus.INACTIVE:
        return format_html("{}", _("inactive at the moment"))
    if at is None:
        return format_html("{}", _("no free time right now"))
    return format_html(
        '<span>{} <time datetime="{}">{}</time>{}</span><span class="mentor-card__cue" aria-hidden="true">{}</span>',
        pgettext("a free time", "Next"),
        at.isoformat(),
        short_datetime(at),
        _at_night() if is_night(at, timezone.get_current_timezone()) else "",
        _("See times"),
    )


def _at_night() -> SafeString:
    moon = heroicon_micro("moon", aria_hidden="true")
    return format_html(' {}<span class="visually-hidden">{}</span>', moon, _("(at night for you)"))


def _topics(mentors: list["ListedMentor"]) -> dict[int, list[str]]:
    if not mentors:
        return {}
    rows = Topic.objects.offered().filter(mentors__in=mentors).order_by("category__position", "slug")
    found: dict[int, list[str]] = {}
    for mentor, topic in rows.values_list("mentors", "name_i18n"):
        found.setdefault(mentor, []).append(topic)
    return found


def page_key(request: HttpRequest, *, now: datetime) -> str:
    """The cache key of a page for visitors; "" for searches with words, of which there are too many."""
    query = request.META.get("QUERY_STRING", "")
    if "q" in request.GET or len(query) > LONGEST_KEPT_QUERY:
        return ""
    moment = int(now.timestamp()) // PAGE_SECONDS
    return _key("page", request.path, get_language(), timezone.get_current_timezone_name(), moment, query)


def kept_page(key: str) -> tuple[str, dict[str, Any] | None]:
    """The version of the list of mentors, and a page of it rendered for visitors within the last half minute."""
    found = cache.get_many([key, directory_version.KEY])
    version: str = found.get(directory_version.KEY, "")
    of, page = found.get(key, ("", None))
    return version, page if of == version else None


def keep_page(key: str, page: dict[str, Any], *, version: str) -> None:
    """Keep a page for visitors.

    Args:
        version: of the list of mentors before it was read: if it changes meanwhile, the page isn't shown again.
    """
    cache.set(key, (version, page), PAGE_SECONDS)


def _key(kind: str, *parts: object) -> str:
    return f"directory-{kind}-" + hashlib.blake2b("\n".join(map(str, parts)).encode(), digest_size=16).hexdigest()
