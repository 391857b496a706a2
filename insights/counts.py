"""Counting one week: a few queries, each of which reads the rows of that week alone by an index."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum

from bookings.models import Booking, BookingStatus, NoShow, NoShowOutcome, WeeklyHours
from feedback.models import Feedback
from insights.periods import WEEK
from mentors.models import Application, Mentor
from mentors.models.applications import ANSWER_WITHIN

USEFUL = 4  # of five
NO_TIME = timedelta(0)
AT_ONCE = 500  # people in a statement: few enough that their bookings are looked up by an index


def midnight(day: date) -> datetime:
    """The beginning of a day, by UTC."""
    return datetime.combine(day, time(), tzinfo=UTC)


def happened(starts_on: date) -> dict[str, int]:
    """What happened in the week that begins on a Monday, as fields of `insights.models.Week`."""
    start, end = midnight(starts_on), midnight(starts_on + WEEK)
    return _sessions(start, end) | _requests(start, end) | _feedback(start, end) | _applications(start, end)


def offered(*, at: datetime) -> dict[str, int]:
    """The weekly hours of mentors who are listed today and were approved by then: an estimate for weeks long past."""
    mentors = Mentor.objects.listed().filter(approved_at__lt=at)
    hours = WeeklyHours.objects.filter(mentor__in=mentors).with_length()
    found = hours.aggregate(offering=Count("mentor", distinct=True), hours=Sum("length"))
    return {"offering": found["offering"], "offered_minutes": _minutes(found["hours"])}


def _sessions(start: datetime, end: datetime) -> dict[str, int]:
    booked = Booking.objects.confirmed().filter(starts_at__gte=start, starts_at__lt=end)
    was_missed = Exists(NoShow.objects.filter(booking=OuterRef("pk"), outcome=NoShowOutcome.CONFIRMED))
    number, minutes = _number_and_minutes(booked)
    missed, missed_minutes = _number_and_minutes(booked.filter(was_missed))
    return {
        "booked": number,
        "booked_minutes": minutes,
        "held": number - missed,
        "held_minutes": minutes - missed_minutes,
        **_mentees(booked.exclude(was_missed), start),
    }


def _number_and_minutes(rows: QuerySet[Booking]) -> tuple[int, int]:
    found = rows.aggregate(number=Count("pk"), length=Sum(_between("starts_at", "ends_at")))
    return found["number"], _minutes(found["length"])


def _mentees(held: QuerySet[Booking], start: datetime) -> dict[str, int]:
    """Who was there, and who for the first time: some at a time, so that no statement grows with the club."""
    people = list(held.order_by().values_list("mentee", flat=True).distinct())
    back = 0
    for first in range(0, len(people), AT_ONCE):
        some = people[first : first + AT_ONCE]
        before = Booking.objects.filter(mentee__in=some, starts_at__lt=start).held(at=start)
        back += before.aggregate(people=Count("mentee", distinct=True))["people"]
    return {"mentees": len(people), "new_mentees": len(people) - back}


def _requests(start: datetime, end: datetime) -> dict[str, int]:
    """By the week of the session, by when all requests for it are settled."""
    week = Booking.objects.filter(starts_at__gte=start, starts_at__lt=end)
    answered = Q(answered_at__isnull=False)
    found = week.filter(answered | Q(status=BookingStatus.EXPIRED)).aggregate(
        settled=Count("pk"),
        answered=Count("pk", filter=answered),
        length=Sum(_between("created_at", "answered_at"), filter=answered),
    )
    return {
        "settled": found["settled"],
        "answered": found["answered"],
        "answer_minutes": max(0, _minutes(found["length"])),
    }


def _feedback(start: datetime, end: datetime) -> dict[str, int]:
    given = Feedback.objects.filter(created_at__gte=start, created_at__lt=end)
    return given.aggregate(feedback=Count("pk"), useful=Count("pk", filter=Q(usefulness__gte=USEFUL)))


def _applications(start: datetime, end: datetime) -> dict[str, int]:
    sent = Application.objects.filter(submitted_at__gte=start, submitted_at__lt=end).count()
    decided = Application.objects.filter(decided_at__gte=start, decided_at__lt=end, submitted_at__isnull=False)
    found = decided.aggregate(
        decided=Count("pk"),
        in_time=Count("pk", filter=Q(decided_at__lte=F("submitted_at") + ANSWER_WITHIN)),
        length=Sum(_between("submitted_at", "decided_at")),
    )
    hours = max(0, round(_minutes(found["length"]) / 60))
    return {"submitted": sent, "decided": found["decided"], "in_time": found["in_time"], "decision_hours": hours}


def _between(start: str, end: str) -> Any:
    return ExpressionWrapper(F(end) - F(start), output_field=DurationField())


def _minutes(length: timedelta | None) -> int:
    return round((length or NO_TIME).total_seconds() / 60)
