"""Who on the team reads which application: whoever has the fewest to read."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, F, IntegerField, Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from mentors.models import JUDGED_IN, Application, Assignment
from mentors.services.readings import may_read, readers_left, readings_of
from notifications.services import notify

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

REMIND_AFTER = timedelta(days=3)


def assign_readers(*, now: datetime) -> None:
    """See to it that each open application has its readers, also after someone has left the team."""
    for pk in Application.objects.filter(state__in=JUDGED_IN).order_by("waiting_since", "pk").values_list("pk"):
        with transaction.atomic():
            # skip_locked: someone is changing it; the next run takes the rest.
            rows = Application.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
            for row in rows.filter(pk=pk[0], state__in=JUDGED_IN):
                assign_row(row, now=now)


def assign_row(row: Application, *, now: datetime) -> list[Assignment]:
    """Give a locked application the readers that it lacks; those with the fewest to read come first.

    Those who have stepped aside, or are no longer on the team, read it no more.
    """
    if row.state not in JUDGED_IN:
        return []
    assigned = row.assignments.in_force()
    assigned.exclude(reader__in=may_read(row)).update(until=Greatest(F("since"), now))
    pending = Assignment.objects.waiting().filter(application=row)
    lacking = readings_of(row).missing - pending.count()
    if lacking <= 0:
        return []
    free = by_load(readers_left(row).exclude(pk__in=pending.values("reader")))
    return Assignment.objects.bulk_create(
        Assignment(application=row, reader=reader, since=now) for reader in free[:lacking]
    )


def by_load(readers: "QuerySet[User]") -> "QuerySet[User]":
    """Those with the fewest applications to read first, and of them those who got one longest ago."""
    theirs = Assignment.objects.filter(reader=OuterRef("pk")).order_by()
    unread = Assignment.objects.waiting().filter(reader=OuterRef("pk")).order_by()
    counted = unread.values(one=Value(1)).annotate(number=Count("pk")).values("number")
    latest = theirs.values(one=Value(1)).annotate(at=Max("since")).values("at")
    return readers.annotate(
        unread=Coalesce(Subquery(counted, output_field=IntegerField()), 0), latest=Subquery(latest)
    ).order_by("unread", F("latest").asc(nulls_first=True), "pk")


def remind_readers(*, now: datetime) -> None:
    """Remind readers of applications that have waited for them for three days, of each once."""
    for pk in Assignment.objects.to_remind_of(since=now - REMIND_AFTER).values_list("pk", flat=True):
        with transaction.atomic():
            # skip_locked: another run is at it.
            rows = Assignment.objects.to_remind_of(since=now - REMIND_AFTER)
            rows = rows.select_for_update(of=("self",), no_key=True, skip_locked=True).select_related("reader")
            for row in rows.filter(pk=pk):
                row.reminded_at = now
                row.save(update_fields=["reminded_at"])
                notify(row.reader, "application_reminder", about=row, now=now)
