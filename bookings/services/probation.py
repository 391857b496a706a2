"""The first three sessions of a new mentor, on which the team keeps an eye."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Max, OuterRef, Subquery
from django.db.models.functions import Greatest

from bookings.hooks import last_trouble
from bookings.models import Booking, NoShow, NoShowOutcome, Role
from mentors.models import Mentor

SESSIONS = 3  # in a row, with nothing amiss


def kept_sessions(mentor: Mentor, *, now: datetime) -> int:
    """How many sessions a mentor has kept since they were approved, or since something was amiss: `SESSIONS` at most.

    What is amiss is a session that they missed, as long as the report isn't dismissed, and what the apps above know.
    """
    missed = NoShow.objects.filter(booking__mentor=mentor, absent=Role.MENTOR).exclude(
        outcome=NoShowOutcome.DISMISSED
    )  # fmt: skip
    last_missed = missed.aggregate(at=Max("booking__starts_at"))["at"]
    since = max(filter(None, [mentor.approved_at, last_missed, last_trouble(mentor)]), default=None)
    rows = Booking.objects.filter(mentor=mentor).held(at=now)
    rows = rows.filter(starts_at__gt=since) if since else rows
    return rows.exclude(no_shows__outcome__in=[NoShowOutcome.OPEN, NoShowOutcome.DISPUTED])[:SESSIONS].count()


def end_probations(*, now: datetime) -> int:
    """End the probation of everyone who has kept three sessions. Returns how many that are."""
    ended = 0
    held = Booking.objects.filter(mentor=OuterRef("pk")).held(at=now).order_by().values("mentor")
    enough = Subquery(held.annotate(number=Count("pk")).values("number"))
    for mentor in Mentor.objects.on_probation().alias(held=enough).filter(held__gte=SESSIONS).order_by("pk"):
        if kept_sessions(mentor, now=now) < SESSIONS:
            continue
        with transaction.atomic():
            # Someone approved anew meanwhile has begun again.
            rows = Mentor.objects.on_probation().filter(pk=mentor.pk, approved_at=mentor.approved_at)
            ended += rows.update(probation_ended_at=Greatest(F("approved_at"), now))
    return ended
