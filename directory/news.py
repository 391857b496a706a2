"""What members hear who have saved a search: the mentors who fit and weren't listed before, once a week."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import QueryDict

from core.db import advisory_lock
from directory.bitmap_index import current
from directory.facets import Facet, parse
from directory.filters import Filters
from directory.listing import with_the_words
from directory.presenters import tags
from mentors.models import Mentor, SavedSearch
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User

KIND = "new_mentors"
WEEK = timedelta(days=7)
MOST = 500  # members of a round; the next one goes on
FEW = 8  # mentors named in an email


@dataclass(frozen=True, slots=True)
class News:
    """Mentors who are new to a search, the newest first."""

    filters: Filters
    mentors: list[Mentor]


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A saved search as its member reads it: what it looks for in words, and its address; "" if some of it is gone."""

    search: SavedSearch
    searched: list[str]
    query: str


def tell(*, now: datetime) -> int:
    """Write the emails that are due, of a few hundred members at most; returns how many.

    A member's searches are looked through together, so that all they hear in a week is in one email.
    """
    due = SavedSearch.objects.filter(told_until__lte=now - WEEK, member__is_active=True)
    due = due.exclude(member__muted_notices__contains=[KIND]).order_by("told_until")
    members = list(dict.fromkeys(due.values_list("member", flat=True)[:MOST]))
    rows: defaultdict[int, list[SavedSearch]] = defaultdict(list)
    for search in SavedSearch.objects.filter(member__in=members).select_related("member").order_by("-saved_at", "-pk"):
        rows[search.member_id].append(search)
    return sum(_tell(searches, now=now) for searches in rows.values())


@transaction.atomic
def _tell(searches: Sequence[SavedSearch], *, now: datetime) -> bool:
    """Write to one member, if anybody is new; whoever does the same at this moment waits and writes nothing."""
    member = searches[0].member
    advisory_lock(member)
    since = {search.pk: search.told_until for search in searches}
    still = SavedSearch.objects.filter(pk__in=since, told_until__lt=now).values_list("pk", "told_until")
    unchanged = [pk for pk, until in still if until == since[pk]]
    if len(unchanged) < len(since):
        return False
    found = {str(search.uuid): ids for search in searches if (ids := _new(search, now=now))}
    SavedSearch.objects.filter(pk__in=unchanged).update(told_until=now)
    if found:
        notify(member, KIND, data={"found": found}, now=now)
    return bool(found)


def filters_of(search: SavedSearch, shown: Sequence[Facet]) -> Filters | None:
    """What a search looks for; None if a part of it is gone, as a topic may be, for the rest would find too many."""
    filters = parse(QueryDict(search.query), shown)
    return filters if filters.any and sorted(filters.pairs()) == sorted(parse_qsl(search.query)) else None


def zone_of(member: "User") -> ZoneInfo:
    return ZoneInfo(member.time_zone)


def _new(search: SavedSearch, *, now: datetime) -> list[int]:
    """The ids of mentors who fit and were listed for the first time since the member was told."""
    listed = Mentor.objects.listed().filter(went_live_at__gt=search.told_until, went_live_at__lte=now)
    new = list(listed.exclude(user=search.member_id).order_by("-went_live_at", "-pk").values_list("pk", flat=True))
    if not new:
        return []
    apart = Mentor.objects.apart_from(search.member)
    index = current(now=now).by_the_clock_of(zone_of(search.member), now=now).without(apart)
    filters = filters_of(search, index.facets)
    if filters is None:
        return []
    words = with_the_words(filters.q, index).exact if filters.q else None
    fitting = set(index.each(index.matching(filters, words=words) & index.having(new)))
    return [pk for pk in new if pk in fitting]


def news(found: dict[str, list[int]], *, member: "User", now: datetime) -> list[News]:
    """What was found, as it is now: of searches that are still saved, with mentors who are still listed."""
    shown = current(now=now).facets
    searches = SavedSearch.objects.filter(uuid__in=found, member=member).order_by("-saved_at", "-pk")
    ids = [pk for mentors in found.values() for pk in mentors]
    rows = Mentor.objects.listed().filter(pk__in=ids).exclude(pk__in=Mentor.objects.apart_from(member))
    listed = {row.pk: row for row in rows.select_related("user")}
    told = []
    for search in searches:
        mentors = [listed[pk] for pk in found[str(search.uuid)] if pk in listed]
        if mentors and (filters := filters_of(search, shown)):
            told.append(News(filters, mentors))
    return told


def saved_searches(member: "User", *, now: datetime) -> list[SavedQuery]:
    """What a member has saved, the latest first."""
    searches = SavedSearch.objects.of(member)
    if not searches:
        return []
    shown = current(now=now).facets
    read = [(search, filters_of(search, shown) or Filters()) for search in searches]
    return [
        SavedQuery(search, [tag.label for tag in tags(shown, filters)], filters.encoded()) for search, filters in read
    ]
