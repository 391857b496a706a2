"""What there is at a moment: topics and who looks for them, people by time zone, what searches don't find.

Numbers under five aren't kept, nor what would give them away. How many mentors help with a topic is in the directory
for everyone to see, and is kept as it is.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum

from accounts.models import User
from bookings.models import WeeklyHours
from core.zones import country
from insights.cells import singles
from matching.models import NeededTopic
from matching.small_cells import FEWEST
from mentors.models import Mentor, Topic, Wish

SOUGHT_WITHIN = timedelta(days=90)
MOST_WISHES = 50


def standing(*, now: datetime) -> dict[str, Any]:
    """All of it, as `insights.models.Week` keeps it: nine queries at any size."""
    zones = _zones(now=now)
    return {"at": now, "topics": _topics(now=now), "zones": zones, "wishes": _wishes(), "club": _club()}


def _topics(*, now: datetime) -> list[list[Any]]:
    """For each topic: its slug, its mentors, those of them with a free time, and the members who look for it."""
    listed = Mentor.objects.listed()
    is_free = Q(mentor__free_time__starts__len__gt=0)
    helping = Mentor.topics.through._default_manager.filter(mentor__in=listed)
    counted = helping.values_list("topic__slug").annotate(number=Count("pk"), free=Count("pk", filter=is_free))
    numbers = {topic: (mentors, free) for topic, mentors, free in counted}
    needs = NeededTopic.objects.filter(need__changed_at__gt=now - SOUGHT_WITHIN, need__changed_at__lte=now).order_by()
    asked = dict(needs.values_list("topic__slug").annotate(number=Count("need__member", distinct=True)))
    slugs = list(Topic.objects.offered().order_by("slug").values_list("slug", flat=True))
    sought = singles({slug: asked.get(slug, 0) for slug in slugs})
    return [[slug, *numbers.get(slug, (0, 0)), sought[slug]] for slug in slugs]


def _zones(*, now: datetime) -> list[list[Any]]:
    """For each offset from UTC, in minutes, from west to east: mentors, their weekly hours, and the other members."""
    listed = Mentor.objects.listed()
    mentors, members, minutes = Counter[int](), Counter[int](), Counter[int]()
    hours = WeeklyHours.objects.filter(mentor__in=listed).with_length().order_by()
    rows = hours.values_list("mentor__user__time_zone").annotate(
        number=Count("mentor", distinct=True), total=Sum("length")
    )
    for zone, number, length in rows:
        offset = _offset(zone, now)
        mentors[offset] += number
        minutes[offset] += round(length.total_seconds() / 60)
    others = User.objects.filter(is_active=True).exclude(pk__in=listed.values("user")).order_by()
    for zone, number in others.values_list("time_zone").annotate(number=Count("pk")):
        members[_offset(zone, now)] += number
    offsets = sorted(mentors.keys() | members.keys())
    offering = singles({offset: mentors[offset] for offset in offsets})
    seeking = singles({offset: members[offset] for offset in offsets})
    return [
        [
            offset,
            offering[offset],
            round(minutes[offset] / 60) if isinstance(offering[offset], int) else None,
            seeking[offset],
        ]
        for offset in offsets
    ]


def _offset(zone: str, now: datetime) -> int:
    offset = now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    return int(offset.total_seconds() // 60)


def _wishes() -> list[list[Any]]:
    """What at least five searches didn't find: the words, the topic's slug or "", the language, how often."""
    often = Wish.objects.filter(times__gte=FEWEST).order_by("-times", "-last_at", "pk")[:MOST_WISHES]
    rows = often.values_list("words", "topic__slug", "language", "times")
    return [[words, slug or "", language, times] for words, slug, language, times in rows]


def _club() -> dict[str, int]:
    """How many members and listed mentors, with how many topics, and from how many countries."""
    listed = Mentor.objects.listed()
    zones = User.objects.filter(is_active=True).order_by().values_list("time_zone").annotate(number=Count("pk"))
    members: Counter[str] = Counter()
    for zone, number in zones:
        members[country(zone)] += number
    return {
        "members": members.total(),
        "mentors": listed.count(),
        "topics": Topic.objects.offered().filter(mentors__in=listed).distinct().count(),
        "countries": sum(1 for code, number in members.items() if code and number >= FEWEST),
    }
