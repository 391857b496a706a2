"""Accounts that no one uses: two warnings, then they are erased."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from bookings.models import Booking
from data_protection.models import Erasure, ErasureReason, InactivityWarning
from data_protection.policy import INACTIVE_AFTER, WARN_BEFORE
from notifications.services import notify

AT_ONCE = 200
# As the record of a night counts them.
WARNED, ERASED = "inactivity-warnings", "inactive-accounts"
SAYS = {
    WARNED: _("Emails to members who haven’t used their account for almost two years."),
    ERASED: _("Accounts that no one has used for two years: erased, after two emails."),
}
DAYS = {WARNED: (INACTIVE_AFTER - max(WARN_BEFORE)).days, ERASED: INACTIVE_AFTER.days}


def look_after(*, now: datetime) -> dict[str, int]:
    """Warn those who haven't been there for long, and have those erased who were warned twice; how many of each."""
    _forget_warnings(now)
    return {WARNED: _warn(now), ERASED: _have_erased(now)}


def due(*, now: datetime) -> dict[str, int]:
    """How many would be warned and erased now; it changes nothing."""
    warned = sum(_to_warn(number, now).count() for number in range(1, len(WARN_BEFORE) + 1))
    return {WARNED: warned, ERASED: _to_erase(now).count()}


def unused_since(at: datetime) -> "QuerySet[User]":
    """Members who were last there before a time: signed in, or at a session. None of the team."""
    people: QuerySet[User] = User.objects.filter(erased_at=None, is_staff=False, is_superuser=False)
    # Whoever signed in once stays signed in for a month; both are far less than two years.
    seen = Greatest("date_joined", Coalesce("last_login", "date_joined"))
    recent = Booking.objects.filter(ends_at__gt=at)
    involved = recent.filter(mentee=OuterRef("pk")), recent.filter(mentor__user=OuterRef("pk"))
    found: QuerySet[User] = (
        people.alias(seen=seen).filter(seen__lt=at).exclude(Exists(involved[0])).exclude(Exists(involved[1]))
    )
    return found


def _forget_warnings(now: datetime) -> None:
    """Forget the warnings of those who have been there since."""
    first = now - INACTIVE_AFTER + max(WARN_BEFORE)
    InactivityWarning.objects.exclude(member__in=unused_since(first)).delete()


def _to_warn(number: int, now: datetime) -> "QuerySet[User]":
    """Who is due for the first or the second warning."""
    before = WARN_BEFORE[number - 1]
    warned = InactivityWarning.objects.filter(member=OuterRef("pk"))
    found = unused_since(now - INACTIVE_AFTER + before).filter(~Exists(warned.filter(number=number)))
    if number > 1:
        # Not both at once, after a long stop of the clock.
        long_ago = now - (WARN_BEFORE[0] - before)
        found = found.filter(Exists(warned.filter(number=number - 1, sent_at__lte=long_ago)))
    return found


def _warn(now: datetime) -> int:
    done = 0
    for number in range(1, len(WARN_BEFORE) + 1):
        for member in _to_warn(number, now).order_by("pk")[:AT_ONCE]:
            with transaction.atomic():
                warning = InactivityWarning.objects.create(member=member, number=number, sent_at=now)
                notify(member, "inactivity_warning", about=warning, now=now)
            done += 1
    return done


def _to_erase(now: datetime) -> "QuerySet[User]":
    """Who was warned twice, in time, and hasn't come back."""
    last = InactivityWarning.objects.filter(number=len(WARN_BEFORE), sent_at__lte=now - WARN_BEFORE[-1])
    found = unused_since(now - INACTIVE_AFTER).filter(pk__in=last.values("member"))
    return found.exclude(Exists(Erasure.objects.open().filter(member=OuterRef("pk"))))


def _have_erased(now: datetime) -> int:
    rows = [
        Erasure(member=member, reason=ErasureReason.INACTIVE, asked_at=now, due_at=now)
        for member in _to_erase(now).order_by("pk")[:AT_ONCE]
    ]
    return len(Erasure.objects.bulk_create(rows))
