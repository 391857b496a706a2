"""An hour before the start, give a meeting without a room another one, or ask for a link."""

from datetime import datetime, timedelta

from django.db import transaction

from meetings.hooks import hooks_of
from meetings.models import Meeting
from meetings.providers.registry import FALLBACKS, PROVIDERS, on_offer
from meetings.provisioning import spec_for
from meetings.services import replace

BEFORE_START = timedelta(hours=1)
PATIENCE = timedelta(minutes=3)  # time for a provider to make a room that was requested late


def find_rooms(*, now: datetime) -> int:
    """Replace missing rooms of meetings that start soon, or ask for a link. Returns how many were handled."""
    late = Meeting.objects.without_room(at=now, within=BEFORE_START, patience=PATIENCE)
    return sum(_find_room(pk, now=now) for pk in list(late.order_by("starts_at").values_list("pk", flat=True)))


def _find_room(pk: int, *, now: datetime) -> bool:
    with transaction.atomic():
        late = Meeting.objects.without_room(at=now, within=BEFORE_START, patience=PATIENCE).with_mentor()
        # skip_locked: someone is changing it; the next run takes the rest.
        row = late.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
        if row is None:
            return False
        key = on_offer(row.mentor, *FALLBACKS)
        if key:
            replace(row, key, PROVIDERS[key].create(spec_for(row), again=False), now=now)
            hooks_of(row).ready(row, now)
        elif row.asked_at is None:
            row.asked_at = now
            row.save(update_fields=["asked_at"])
            hooks_of(row).failed(row, now)
        else:
            return False
        return True
