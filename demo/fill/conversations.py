"""Six weeks of past bookings, three of coming ones, and what came back."""

import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings

from accounts.models import User
from bookings import availability
from bookings.fairness import week_of
from bookings.meetings.rooms import standing_link
from bookings.models import HOLDING, Booking, SessionType, Status
from bookings.openings import schedule_of, with_schedule
from demo.fill.members import Cast
from feedback.models import Feedback, FeedbackRequest
from feedback.services import OPEN_FOR
from mentors.models import Mentor, MentorStatus

PAST_WEEKS, COMING_WEEKS = 6, 3
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
ANSWER_WITHIN = timedelta(hours=48)
NEVER = timedelta(days=100)
Period = tuple[datetime, datetime]


class Diary:
    """Who is where, so that nobody is in two conversations at once."""

    def __init__(self, cast: Cast, *, now: datetime, pick: random.Random) -> None:
        self.now, self.pick = now, pick
        self.by_language: dict[str, list[User]] = defaultdict(list)
        for mentee in cast.mentees[1:]:
            self.by_language[mentee.language].append(mentee)
        self.star = cast.mentees[0]
        self.times: dict[int, list[Period]] = defaultdict(list)
        self.coming: Counter[int] = Counter()
        self.together: Counter[tuple[int, int]] = Counter()  # coming ones, by mentee and mentor

    def somebody(self, mentor: Mentor, period: Period) -> User:
        """A mentee who can be there, and who speaks the mentor's language."""
        crowd = self.by_language["de" if mentor.user.language == "de" and self.pick.random() < 0.9 else "en"]
        wanted = [self.star] if self.pick.random() < 0.015 else []
        for mentee in [*wanted, *self.pick.sample(crowd, len(crowd))]:
            is_there = all(end <= period[0] or start >= period[1] for start, end in self.times[mentee.pk])
            if is_there and not self._is_full(mentee, mentor, period):
                return mentee
        raise LookupError("every mentee is busy")

    def enter(self, mentee: User, mentor: Mentor, period: Period) -> None:
        self.times[mentee.pk].append(period)
        self.coming[mentee.pk] += period[1] > self.now
        self.together[mentee.pk, mentor.pk] += period[1] > self.now

    def _is_full(self, mentee: User, mentor: Mentor, period: Period) -> bool:
        """Whether the club's limits leave no room; most keep a booking free, so that a visitor can try."""
        first, last = week_of(period[0], mentee)
        if sum(first <= start <= last for start, _end in self.times[mentee.pk]) >= settings.MAX_BOOKINGS_A_WEEK:
            return True
        most = 3 if mentee == self.star else settings.MAX_COMING_BOOKINGS - 1
        together = self.together[mentee.pk, mentor.pk]
        return period[1] > self.now and (
            self.coming[mentee.pk] >= most or together >= settings.MAX_COMING_WITH_ONE_MENTOR
        )


def write_bookings(mentors: list[Mentor], cast: Cast, *, now: datetime) -> list[Booking]:
    """About two a week for each mentor who has a page, each at a time that was an opening."""
    pick = random.Random(2021)  # noqa: S311  (a fixed cast, no secret)
    diary = Diary(cast, now=now, pick=pick)
    shown = mentors[0]
    rows: list[Booking] = []
    with_page = with_schedule(Mentor.objects.with_page()).prefetch_related("session_types").order_by("pk")
    for mentor in with_page:
        held: list[Period] = []
        weeks = COMING_WEEKS if mentor.status == MentorStatus.LISTED else 0
        for week in range(-PAST_WEEKS, weeks):
            busy = mentor == shown
            count = 4 if busy else pick.choice((0, 1, 2, 2, 2, 3, 3))
            start = now + week * WEEK
            for turn in range(count):
                # the mentor of the demo login has two requests to answer in the coming week
                asked = (turn < 2 if week == 0 else False if week > 0 else None) if busy else None
                row = _booking(mentor, start, held, diary, asked=asked)
                if row is None:
                    continue
                rows.append(row)
                if row.status in HOLDING:
                    held.append((row.starts_at, row.ends_at))
                    diary.enter(row.mentee, mentor, (row.starts_at, row.ends_at))
    return Booking.objects.bulk_create(rows)


def _booking(
    mentor: Mentor, start: datetime, held: list[Period], diary: Diary, *, asked: bool | None
) -> Booking | None:
    """A booking in the week from `start`, as a request or at once; either when `asked` is None. None without room."""
    pick, now = diary.pick, diary.now
    types: list[SessionType] = [each for each in mentor.session_types.all() if asked in (None, each.on_request)]
    kind = pick.choice(types)
    schedule = schedule_of(mentor)
    length = timedelta(minutes=kind.minutes)
    after = max(start, now + schedule.notice + HOUR) if start >= now else start
    found = availability.openings(
        replace(schedule, notice=timedelta(0), horizon_days=NEVER.days),
        duration=length,
        after=after,
        before=start + WEEK,
        booked=held,
        busy=[],
        now=start - WEEK,
    )
    found = [each for each in found if each + length <= now or each >= now]
    if not found:
        return None
    starts_at = pick.choice(found)
    period = (starts_at, starts_at + length)
    mentee = diary.somebody(mentor, period)
    created = min(now - 0.5 * HOUR, starts_at - schedule.notice) - pick.randint(0, 90) * HOUR
    status = Status.REQUESTED if asked else _status(kind, starts_at, now, pick)
    fields: dict[str, Any] = {}
    if status == Status.REQUESTED:
        created = now - pick.randint(2, 30) * HOUR
        fields = {"expires_at": min(created + ANSWER_WITHIN, starts_at)}
    texts = import_module(f"demo.texts.{mentee.language}.bookings")
    answers = import_module(f"demo.texts.{mentor.user.language}.bookings")
    answered = min(now - 0.2 * HOUR, created + pick.randint(1, 20) * HOUR, starts_at)
    if kind.on_request and status != Status.REQUESTED:
        fields |= {"expires_at": min(created + ANSWER_WITHIN, starts_at)}
        if status != Status.EXPIRED:
            fields |= {"answered_at": answered, "answer": pick.choice((*answers.ANSWERS, "", ""))}
    if status == Status.DECLINED:
        fields |= {"answered_at": answered, "answer": pick.choice(answers.DECLINES)}
    if status == Status.CANCELLED:
        by_mentor = pick.random() < 0.3
        words = (answers if by_mentor else texts).CANCELS
        fields |= {
            "cancelled_at": max(answered, min(now, starts_at) - pick.randint(1, 30) * HOUR),
            "cancelled_by": mentor.user if by_mentor else mentee,
            "cancel_word": pick.choice((*words, "")),
            "sequence": 1,
        }
    return Booking(
        mentor=mentor,
        mentee=mentee,
        session_type=kind,
        starts_at=starts_at,
        ends_at=period[1],
        status=status,
        topic=pick.choice(texts.ABOUT),
        created_at=created,
        meeting_url=standing_link(mentor) if status in (Status.CONFIRMED, Status.CANCELLED) else "",
        **fields,
    )


def _status(kind: SessionType, starts_at: datetime, now: datetime, pick: random.Random) -> str:
    chance = pick.random()
    if kind.on_request and starts_at > now and chance < 0.35:
        return Status.REQUESTED
    if kind.on_request and chance > 0.88:
        return Status.EXPIRED if starts_at < now and chance > 0.95 else Status.DECLINED
    return Status.CANCELLED if chance > 0.92 else Status.CONFIRMED


def write_feedback(bookings: list[Booking], *, now: datetime) -> None:
    """A request for each past booking that took place, an answer to most of them."""
    pick = random.Random(2022)  # noqa: S311  (a fixed cast, no secret)
    ended = [row for row in bookings if row.status == Status.CONFIRMED and row.ends_at <= now]
    requests = FeedbackRequest.objects.bulk_create(
        FeedbackRequest(booking=row, created_at=row.ends_at, expires_at=row.ends_at + OPEN_FOR) for row in ended
    )
    given = []
    for request in requests:
        at = request.created_at + pick.randint(1, 60) * HOUR
        if at >= now or pick.random() > 0.72:
            continue
        texts = import_module(f"demo.texts.{request.booking.mentee.language}.feedback")
        useful = pick.choices((5, 4, 3, 2, 1), (58, 30, 8, 3, 1))[0]
        helped = pick.choice(texts.HELPED) if useful >= 3 and pick.random() < 0.85 else ""
        public = bool(helped) and useful >= 4 and pick.random() < 0.6
        word = pick.choice(texts.PLATFORM_WORDS) if pick.random() < 0.12 else ""
        replied = bool(word) and at + 30 * HOUR < now and pick.random() < 0.45
        given.append(
            Feedback(
                request=request,
                usefulness=useful,
                helped=helped,
                better=pick.choice(texts.BETTER) if pick.random() < (0.9 if useful < 4 else 0.3) else "",
                platform_word=word,
                may_publish=public,
                created_at=at,
                published_at=min(now, at + 9 * HOUR) if public and pick.random() < 0.75 else None,
                reply=pick.choice(texts.REPLIES) if replied else "",
                replied_at=at + 28 * HOUR if replied else None,
            )
        )
    Feedback.objects.bulk_create(given)
