"""Who gets an announcement."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from allauth.account.models import EmailAddress
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest, Lower

from accounts.models import User
from announcements.models import Announcement, Audience, LastSeen, Recipient
from announcements.policy import KIND
from matching.models import NeededTopic
from mentors.models import Mentor, MentorStatus
from notifications.models import SuppressedAddress

DAYS = {LastSeen.MONTH: 30, LastSeen.QUARTER: 91, LastSeen.YEAR: 365, LastSeen.NOT_QUARTER: 91}


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom an announcement is for, as it's chosen in the form.

    Attributes:
        topics: primary keys; none for all.
        languages: codes; none for all.
    """

    audience: str = Audience.EVERYONE
    topics: Collection[int] = field(default=())
    languages: Collection[str] = field(default=())
    last_seen: str = LastSeen.ANY

    @classmethod
    def of(cls, row: Announcement) -> Self:
        return cls(row.audience, list(row.topics.values_list("pk", flat=True)), row.languages, row.last_seen)


@dataclass(frozen=True, slots=True)
class Reached:
    """How many get it, and how many of those had another one less than a week ago, and wait until it's over."""

    people: int
    in_their_week: int


def people(choice: Choice, *, now: datetime) -> "QuerySet[User]":
    """The members whom it's for: with a confirmed address that takes our mail, who haven't switched it off."""
    found: QuerySet[User] = User.objects.active().filter(erased_at=None)
    # As `unconfirmed` says it: whoever only filled in the sign-up form isn't a member yet.
    verified = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    found = found.filter(Q(last_login__isnull=False) | Q(is_staff=True) | Exists(verified))
    found = found.exclude(muted_notices__contains=[KIND])
    bad = SuppressedAddress.objects.standing().filter(member=OuterRef("pk"), address=Lower(OuterRef("email")))
    found = found.exclude(Exists(bad))
    found = found.filter(_role(choice))
    if choice.languages:
        found = found.filter(language__in=choice.languages)
    if choice.last_seen != LastSeen.ANY:
        since = now - timedelta(days=DAYS[LastSeen(choice.last_seen)])
        seen = Greatest("date_joined", Coalesce("last_login", "date_joined"))
        before = Q(seen__lt=since)
        found = found.alias(seen=seen).filter(before if choice.last_seen == LastSeen.NOT_QUARTER else ~before)
    return found.order_by()


def count(choice: Choice, *, now: datetime) -> Reached:
    """Count them, in one query."""
    theirs = Recipient.objects.in_their_week(at=now).filter(member=OuterRef("pk"))
    numbers = people(choice, now=now).aggregate(people=Count("pk"), in_their_week=Count("pk", filter=Exists(theirs)))
    return Reached(**numbers)


def _role(choice: Choice) -> Q:
    """Mentors by the topics of their profile, mentees by those that they've said they look for."""
    mentors = Mentor.objects.exclude(status=MentorStatus.LEFT).filter(user=OuterRef("pk"))
    is_mentor, helps, looks = Q(Exists(mentors)), Q(), Q()
    if choice.topics:
        chosen = Mentor.topics.through.objects.filter(topic__in=choice.topics).values("mentor")
        helps = Q(Exists(mentors.filter(pk__in=chosen)))
        looks = Q(Exists(NeededTopic.objects.filter(need__member=OuterRef("pk"), topic__in=choice.topics)))
    if choice.audience == Audience.MENTORS:
        return is_mentor & helps
    if choice.audience == Audience.MENTEES:
        return ~is_mentor & looks
    return helps | looks if choice.topics else Q()
