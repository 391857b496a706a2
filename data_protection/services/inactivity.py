"""Accounts that no one uses: two warnings, then they are erased."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest

from accounts.models import User
from bookings.models import Booking
from data_protection.models import Erasure, ErasureReason, InactivityWarning
from data_protection.policy import INACTIVE_AFTER, WARN_BEFORE
from notifications.services import notify

AT_ONCE = 200


def look_after(*, now: datetime) -> int:
    """Warn those who haven't been there for long, and have those erased who were warned twice; how many of both."""
    return _forget_warnings(now) + _warn(now) + _have_erased(now)


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


def _forget_warnings(now: datetime) -> int:
    """Forget the warnings of those who have been there since."""
    first = now - INACTIVE_AFTER + max(WARN_BEFORE)
    back = InactivityWarning.objects.exclude(member__in=unused_since(first))
    number, _models = back.delete()
    return number


def _warn(now: datetime) -> int:
    done = 0
    for number, before in enumerate(WARN_BEFORE, start=1):
        warned = InactivityWarning.objects.filter(member=OuterRef("pk"))
        due = unused_since(now - INACTIVE_AFTER + before).filter(~Exists(warned.filter(number=number)))
        if number > 1:
            # Not both at once, after a long stop of the clock.
            long_ago = now - (WARN_BEFORE[0] - before)
            due = due.filter(Exists(warned.filter(number=number - 1, sent_at__lte=long_ago)))
        for member in due.order_by("pk")[:AT_ONCE]:
            with transaction.atomic():
                warning = InactivityWarning.objects.create(member=member, number=number, sent_at=now)
                notify(member, "inactivity_warning", about=warning, now=now)
            done += 1
    return done


def _have_erased(now: datetime) -> int:
    last = InactivityWarning.objects.filter(number=len(WARN_BEFORE), sent_at__lte=now - WARN_BEFORE[-1])
    due = unused_since(now - INACTIVE_AFTER).filter(pk__in=last.values("member"))
    due = due.exclude(Exists(Erasure.objects.open().filter(member=OuterRef("pk"))))
    rows = [
        Erasure(member=member, reason=ErasureReason.INACTIVE, asked_at=now, due_at=now)
        for member in due.order_by("pk")[:AT_ONCE]
    ]
    return len(Erasure.objects.bulk_create(rows))
