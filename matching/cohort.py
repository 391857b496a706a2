"""What the database knows of the people of a round, as `matching.round_fit` takes it: eleven queries for any number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import F

from accounts.models import Block
from bookings.models import WeeklyHours
from directory.companies import key
from directory.parts_of_week import DAYS, HOURS, PARTS
from matching.models import Dismissal, Exclusion, Need, NeededTopic, Participant, Preference, Round
from matching.round_fit import RATHER_NOT, Cohort, Person, hours_of_parts
from mentors.models import Mentor, MentorStatus

HOUR = 60


@dataclass(frozen=True, slots=True)
class Loaded:
    """A cohort with the keys of its participants, in the order of its people.

    Attributes:
        capacities: of the mentors.
    """

    cohort: Cohort
    mentees: list[int]
    mentors: list[int]
    capacities: list[int]


@dataclass(slots=True)
class _Profile:
    """What a mentor's profile adds to what we know of a member."""

    topics: list[int] = field(default_factory=list)
    languages: Sequence[str] = ()
    company: str = ""
    hours: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Needs:
    """What a member says they look for."""

    topics: list[int] = field(default_factory=list)
    languages: Sequence[str] = ()
    parts: Sequence[str] = ()
    not_company: str = ""


def load(row: Round, *, now: datetime) -> Loaded:
    """The people of a round who can still meet, and everything they and the team have said of each other.

    Whoever has closed their account, or takes no bookings as a mentor, is left out.
    """
    people = row.participants.filter(member__is_active=True).order_by("pk")
    values = ("pk", "member", "capacity", "member__language", "member__time_zone")
    mentees = list(people.mentees().values_list(*values))
    mentors = list(people.mentors().filter(member__mentor__status=MentorStatus.LISTED).values_list(*values))
    profiles, needs = _profiles(row, now=now), _needs(row)
    nothing, unknown = _Needs(), _Profile()
    wanting = [
        _mentee(member, needs.get(member, nothing), profiles.get(member, unknown), language, zone, now=now)
        for _pk, member, _capacity, language, zone in mentees
    ]
    giving = [
        _mentor(member, profiles.get(member, unknown), language) for _pk, member, _capacity, language, _zone in mentors
    ]
    place = {pk: number for rows in (mentees, mentors) for number, (pk, *_rest) in enumerate(rows)}
    theirs = {member: place[pk] for pk, member, *_rest in mentees}
    by_mentees, by_mentors = _preferences(row, place)
    excluded = [
        (place[mentee], place[mentor])
        for mentee, mentor in Exclusion.objects.filter(round=row).values_list("mentee", "mentor")
        if mentee in place and mentor in place
    ]
    of_member = {member: place[pk] for pk, member, *_rest in mentors}
    dismissed = Dismissal.objects.filter(
        member__in=_members(row, Participant.objects.mentees()),
        mentor__user__in=_members(row, Participant.objects.mentors()),
    )
    excluded += [
        (theirs[member], of_member[mentor])
        for member, mentor in dismissed.values_list("member", "mentor__user")
        if member in theirs and mentor in of_member
    ]
    excluded += [
        (theirs[one], of_member[other])
        for block in Block.objects.among(theirs.keys() | of_member.keys())
        for one, other in (block, block[::-1])
        if one in theirs and other in of_member
    ]
    cohort = Cohort(wanting, giving, by_mentees, by_mentors, excluded)
    return Loaded(
        cohort,
        [pk for pk, *_rest in mentees],
        [pk for pk, *_rest in mentors],
        [capacity for _, _, capacity, *_ in mentors],
    )


def _mentee(member: int, need: _Needs, own: _Profile, language: str, zone: str, *, now: datetime) -> Person:
    spoken = need.languages or own.languages or [language]
    companies = {key(each) for each in (need.not_company, own.company) if each}
    hours = _hours(tuple(need.parts), zone, now) if need.parts else frozenset()
    return Person(member, need.topics, frozenset(spoken), hours, companies)


def _mentor(member: int, own: _Profile, language: str) -> Person:
    companies = {key(own.company)} if own.company else set()
    return Person(member, own.topics, frozenset(own.languages or [language]), own.hours, companies)


def _members(row: Round, people: "Iterable[Participant]") -> "Iterable[int]":
    return people.filter(round=row).values("member")  # type: ignore[attr-defined, no-any-return]


def _profiles(row: Round, *, now: datetime) -> dict[int, _Profile]:
    """By member: the profiles of those who are mentors, also of mentees who are mentors elsewhere."""
    rows = Mentor.objects.filter(user__in=row.participants.values("member"))
    found = {
        user: _Profile(languages=languages, company=company)
        for user, languages, company in rows.values_list("user", "languages", "company")
    }
    topics = Mentor.topics.through.objects.filter(mentor__in=rows, topic__is_active=True)
    for user, topic in topics.values_list("mentor__user", "topic"):
        found[user].topics.append(topic)
    spans: defaultdict[tuple[int, str], list[tuple[int, int, int]]] = defaultdict(list)
    hours = WeeklyHours.objects.filter(mentor__in=rows).order_by()
    values = hours.values_list("mentor__user", "mentor__user__time_zone", "weekday", "starts", "ends")
    for user, zone, weekday, starts, ends in values:
        first = -(-(starts.hour * HOUR + starts.minute) // HOUR)
        last = ends.hour + (24 if ends <= starts else 0)
        spans[user, zone].append((weekday, first, last))
    for (user, zone), parts in spans.items():
        found[user].hours |= hours_of_parts(parts, ZoneInfo(zone), now=now)
    return found


def _needs(row: Round) -> dict[int, _Needs]:
    members = row.participants.mentees().values("member")
    found = {
        member: _Needs(languages=languages, parts=hours, not_company=not_company)
        for member, languages, hours, not_company in Need.objects.filter(member__in=members).values_list(
            "member", "languages", "hours", "not_company"
        )
    }
    topics = NeededTopic.objects.filter(need__member__in=members, topic__is_active=True).order_by("position")
    for member, topic in topics.values_list("need__member", "topic"):
        found[member].topics.append(topic)
    return found


def _preferences(row: Round, place: dict[int, int]) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    by_mentees: dict[tuple[int, int], int] = {}
    by_mentors: dict[tuple[int, int], int] = {}
    said = Preference.objects.filter(participant__round=row).annotate(role=F("participant__role"))
    for who, about, rank, role in said.values_list("participant", "about", "rank", "role"):
        if who not in place or about not in place:
            continue
        if role == "mentee":
            by_mentees[place[who], place[about]] = rank or RATHER_NOT
        else:
            by_mentors[place[about], place[who]] = rank or RATHER_NOT
    return by_mentees, by_mentors


@lru_cache(maxsize=4096)
def _hours(parts: tuple[str, ...], zone: str, now: datetime) -> frozenset[int]:
    """The hours of the week of a mentee's usual free time, such as "tue-evening"."""
    spans = []
    for part in parts:
        if part in PARTS:
            day, _dash, name = part.partition("-")
            spans.append((DAYS.index(day), *HOURS[name]))
    return hours_of_parts(spans, ZoneInfo(zone), now=now)
