"""What becomes of the bookings of two members when one blocks the other."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import Block
from bookings.models import Booking, StandbyOffer, WaitlistEntry
from bookings.services.cancelling import call_off_row
from core.db import retry_lost_races

if TYPE_CHECKING:
    from accounts.models import User


def give_up_places(block: Block) -> None:
    """Take whoever blocks off the other one's waiting list and standby.

    The other one's places stay, and come to nothing: an entry that vanished would tell them of the block.
    """
    WaitlistEntry.objects.filter(member=block.blocker, mentor__user=block.blocked).delete()
    StandbyOffer.objects.filter(member=block.blocker, booking__mentor__user=block.blocked).delete()


@retry_lost_races()
def call_off(*, other: "User", by: "User", now: datetime) -> int:
    """Cancel everything that `by` has ahead with a member, however late it is. Returns how many bookings.

    To the other one it is a cancellation as any other.
    """
    with transaction.atomic():
        rows = list(Booking.objects.between(by, other).upcoming(at=now).order_by("pk").for_update())
        for row in rows:
            call_off_row(row, by=by, message="", now=now)
    return len(rows)
