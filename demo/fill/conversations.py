"""Six weeks of past bookings, and three of coming ones."""

import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, time, timedelta
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import User
from bookings import availability
from bookings.fairness import week_of
from bookings.models import HOLDING, Booking, BookingStatus, SessionType
from bookings.openings import schedule_of, with_schedule
from bookings.services.meetings import KIND
from demo.fill.members import Cast
from meetings.models import Meeting, MeetingState
from meetings.providers.base import RoomOwner, RoomSpec
from meetings.providers.registry import FALLBACKS, PROVIDERS, on_offer
from meetings.services import preference_of
from mentors.models import Mentor, MentorStatus, SavedMentor

PAST_WEEKS, COMING_WEEKS = 6, 3
WEEK, DAY, HOUR = timedelta(days=7), timedelta(days=1), timedelta(hours=1)
ANSWER_WITHIN = timedelta(hours=48)
NEVER = timedelta(days=100)
AWAKE_FROM, AWAKE_UNTIL = time(8), time(22)
# The demo mentee is on the way to a first team; when they talk, in days from now: one soon, one to give feedback on.
STAR_FIELDS = ("product-management", "leadership-culture", "human-resources", "ux-design")
STAR_DAYS = ((-37, -32), (-29, -25), (-22, -18), (-15, -11), (-2.5, -0.2), (0.15, 2), (8, 12), (15, 19))
Period = tuple[datetime, datetime]


def is_awake(period: Period, user: User) -> bool:
    """Whether a conversation lies between 08:00 and 22:00 of one day where `user` lives."""
    starts, ends = (moment.astimezone(ZoneInfo(user.time_zone)) for moment in period)
    return starts.date() == ends.date() and starts.time() >= AWAKE_FROM and ends.time() <= AWAKE_UNTIL


class Diary:
    """Who is where, so that nobody is in two conversations at once, and nobody is got out of bed."""

    def __init__(self, cast: Cast, *, now: datetime, pick: random.Random) -> None:
        self.now, self.pick = now, pick
        self.star, *self.others = cast.mentees
        self.times: dict[int, list[Period]] = defaultdict(list)  # of a mentee
        self.held: dict[int, list[Period]] = defaultdict(list)  # of a mentor
        self.coming: Counter[int] = Counter()
        self.together: Counter[tuple[int, int]] = Counter()  # coming ones, by mentee and mentor
        self.subjects: dict[tuple[int, str], list[str]] = {}

    def somebody(self, mentor: Mentor, period: Period) -> User | None:
        """A mentee who can be there, and with whom the mentor shares a language: mostly the mentor's own."""
        language = mentor.user.language
        if self.pick.random() < 0.1:
            language = self.pick.choice([code for code in ("de", "en") if code in mentor.languages])
        crowd = [mentee for mentee in self.others if mentee.language == language]
        self.pick.shuffle(crowd)
        return next((mentee for mentee in crowd if self.can_be_there(mentee, mentor, period)), None)

    def can_be_there(self, mentee: User, mentor: Mentor, period: Period) -> bool:
        is_free = all(end <= period[0] or start >= period[1] for start, end in self.times[mentee.pk])
        return is_free and is_awake(period, mentee) and not self._is_full(mentee, mentor, period)

    def enter(self, row: Booking) -> None:
        period = (row.starts_at, row.ends_at)
        self.times[row.mentee_id].append(period)
        self.held[row.mentor_id].append(period)
        self.coming[row.mentee_id] += row.ends_at > self.now
        self.together[row.mentee_id, row.mentor_id] += row.ends_at > self.now

    def subject(self, mentor: Mentor, language: str) -> str:
        """What a mentee asks about: something that the mentor helps with, and as late as can be the same again."""
        deck = self.subjects.setdefault((mentor.pk, language), [])
        if not deck:
            by_topic = import_module(f"demo.texts.{language}.bookings").SUBJECTS
            deck.extend(text for topic in mentor.topics.all() for text in by_topic[topic.slug])
            self.pick.shuffle(deck)
        return deck.pop()

    def _is_full(self, mentee: User, mentor: Mentor, period: Period) -> bool:
        """Whether the club's limits leave no room; everybody keeps a booking free, so that a visitor can try."""
        first, last = week_of(period[0], mentee)
        if sum(first <= start <= last for start, _end in self.times[mentee.pk]) >= settings.MAX_BOOKINGS_A_WEEK:
            return True
        return period[1] > self.now and (
            self.coming[mentee.pk] >= settings.MAX_COMING_BOOKINGS - 1
            or self.together[mentee.pk, mentor.pk] >= settings.MAX_COMING_WITH_ONE_MENTOR
        )


def write_bookings(mentors: list[Mentor], cast: Cast, *, now: datetime) -> list[Booking]:
    """About two a week for each mentor who has a page, each at a time that was an opening."""
    pick = random.Random(2021)  # noqa: S311  (a fixed cast, no secret)
    diary = Diary(cast, now=now, pick=pick)
    with_page = list(
        with_schedule(Mentor.objects.with_page())
        .select_related("user", "rules", "meeting_preference")
        .prefetch_related("session_types", "topics__category")
        .order_by("pk")
    )
    shown = next(mentor for mentor in with_page if mentor.pk == mentors[0].pk)
    rows = _bookings_of_star([mentor for mentor in with_page if mentor != shown], diary)
    for mentor in with_page:
        weeks = COMING_WEEKS if mentor.status == MentorStatus.LISTED else 0
        for week in range(-PAST_WEEKS, weeks):
            start = now + week * WEEK
            for turn in range(4 if mentor == shown else pick.choice((0, 1, 2, 2, 2, 3, 3))):
                # the mentor of the demo login has two requests to answer in the coming week
                asked = None if mentor != shown or week < 0 else week == 0 and turn < 2
                row = _booking(mentor, (start, start + WEEK), diary, asked=asked)
                if row is not None:
                    rows.append(row)
                    if row.status in HOLDING:
                        diary.enter(row)
    Meeting.objects.bulk_create(row.meeting for row in rows if row.meeting)
    return Booking.objects.bulk_create(rows)


def write_saved(star: User, *, now: datetime) -> None:
    """Two mentors whom the demo mentee has saved and not yet talked to."""
    near = Mentor.objects.listed().filter(topics__category__slug__in=STAR_FIELDS, languages__contains=["en"])
    unknown = near.exclude(photo="").exclude(bookings__mentee=star).distinct().order_by("pk")[:2]
    SavedMentor.objects.bulk_create(
        SavedMentor(member=star, mentor=mentor, saved_at=now - days * DAY)
        for days, mentor in enumerate(unknown, start=1)
    )


def _bookings_of_star(mentors: list[Mentor], diary: Diary) -> list[Booking]:
    """The conversations of the demo mentee, each with somebody else."""
    left = [mentor for mentor in mentors if mentor.status == MentorStatus.LISTED and "en" in mentor.languages]
    diary.pick.shuffle(left)
    left.sort(key=lambda mentor: any(topic.category.slug not in STAR_FIELDS for topic in mentor.topics.all()))
    rows = []
    for first, last in STAR_DAYS:
        window = (diary.now + first * DAY, diary.now + last * DAY)
        for mentor in left:
            row = _booking(mentor, window, diary, asked=False, mentee=diary.star)
            if row is not None:
                left.remove(mentor)
                diary.enter(row)
                rows.append(row)
                break
    return rows


def _booking(
    mentor: Mentor, window: Period, diary: Diary, *, asked: bool | None, mentee: User | None = None
) -> Booking | None:
    """A booking within `window`. None without room.

    Args:
        asked: a request that waits for its answer, or one booked at once and confirmed; anything when None.
        mentee: for whom; somebody when None.
    """
    pick, now = diary.pick, diary.now
    types = [each for each in mentor.session_types.all() if asked in (None, each.on_request)]
    if not types:
        return None
    kind: SessionType = pick.choice(types)
    schedule = schedule_of(mentor)
    length = timedelta(minutes=kind.minutes)
    start, end = window
    found = availability.openings(
        replace(schedule, notice=timedelta(0), horizon_days=NEVER.days),
        duration=length,
        after=max(start, now + HOUR + (schedule.notice if kind.on_request else HOUR)) if end > now else start,
        before=end,
        booked=diary.held[mentor.pk],
        busy=[],
        now=start - WEEK,
    )
    pick.shuffle(found)
    for starts_at in found:
        period = (starts_at, starts_at + length)
        if starts_at < now < period[1] or not is_awake(period, mentor.user):
            continue
        if mentee is None:
            guest = diary.somebody(mentor, period)
        else:
            guest = mentee if diary.can_be_there(mentee, mentor, period) else None
        if guest is not None:
            status = {
                True: BookingStatus.REQUESTED,
                False: BookingStatus.CONFIRMED,
                None: _status(kind, starts_at, now, pick),
            }[asked]
            return _row(mentor, guest, kind, starts_at, status, diary)
    return None


def _row(mentor: Mentor, mentee: User, kind: SessionType, starts_at: datetime, status: str, diary: Diary) -> Booking:
    pick, now = diary.pick, diary.now
    notice = timedelta(hours=mentor.rules.notice_hours)
    created = min(now - 0.5 * HOUR, starts_at - notice) - pick.randint(0, 90) * HOUR
    fields: dict[str, Any] = {}
    if status == BookingStatus.REQUESTED:
        created = now - pick.randint(2, 30) * HOUR
        fields = {"expires_at": min(created + ANSWER_WITHIN, starts_at)}
    texts = import_module(f"demo.texts.{mentee.language}.bookings")
    answered = min(now - 0.2 * HOUR, created + pick.randint(1, 20) * HOUR, starts_at)
    if kind.on_request and status != BookingStatus.REQUESTED:
        fields |= {"expires_at": min(created + ANSWER_WITHIN, starts_at)}
        if status != BookingStatus.EXPIRED:
            fields |= {"answered_at": answered, "answer": pick.choice((*texts.ANSWERS, "", ""))}
    if status == BookingStatus.DECLINED:
        fields |= {"answered_at": answered, "answer": pick.choice(texts.DECLINES)}
    if status == BookingStatus.CANCELLED:
        by_mentor = pick.random() < 0.3
        fields |= {
            "cancelled_at": max(answered, min(now, starts_at) - pick.randint(1, 30) * HOUR),
            "cancelled_by": mentor.user if by_mentor else mentee,
            "cancel_message": pick.choice((*(texts.MENTOR_CANCELS if by_mentor else texts.CANCELS), "")),
            "sequence": 1,
        }
    booking = Booking(
        mentor=mentor,
        mentee=mentee,
        session_type=kind,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=kind.minutes),
        status=status,
        topic=diary.subject(mentor, mentee.language),
        created_at=created,
        **fields,
    )
    if status in (BookingStatus.CONFIRMED, BookingStatus.CANCELLED):
        booking.meeting = _room(booking, now=now)
    return booking


def _room(booking: Booking, *, now: datetime) -> Meeting:
    """A room that no provider has to be asked for."""
    provider = PROVIDERS[on_offer(booking.mentor, preference_of(booking.mentor).place, *FALLBACKS)]
    owner = RoomOwner(booking.uuid, booking.mentor)
    room = provider.create(RoomSpec(owner, "", "", booking.starts_at, booking.ends_at), again=False)
    return Meeting(
        kind=KIND,
        uuid=booking.uuid,
        mentor=booking.mentor,
        provider=provider.key,
        url=room.url,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        state=MeetingState.GONE if booking.status == BookingStatus.CANCELLED else MeetingState.READY,
        changed_at=now,
    )


def _status(kind: SessionType, starts_at: datetime, now: datetime, pick: random.Random) -> str:
    chance = pick.random()
    if kind.on_request and starts_at > now and chance < 0.35:
        return BookingStatus.REQUESTED
    if kind.on_request and chance > 0.88:
        return BookingStatus.EXPIRED if starts_at < now and chance > 0.95 else BookingStatus.DECLINED
    return BookingStatus.CANCELLED if chance > 0.92 else BookingStatus.CONFIRMED
