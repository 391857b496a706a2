"""What imports provide to the apps below them."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.hooks import erased
from accounts.models import User
from bookings.hooks import Gate, gate
from outbox.services import enqueue
from transfer.models import Arrival, Row
from transfer.privacy import rows_naming
from transfer.services import forgetting


@gate
def not_here_yet(member: User, now: datetime) -> Gate:
    """A mentor who came with an import isn't listed before they have signed in."""
    if member.last_login is None and Arrival.objects.filter(member=member).exists():
        return Gate(_("They came from the old site, and haven’t signed in yet."))
    return Gate()


@erased
def delete_copies(user: User, now: datetime) -> None:
    """Have a worker delete what an erased member may be in: exports of the club, examples and photos of imports.

    Not at once: an import locks its batch before its members, and an export may be reading while this isn't committed.
    """
    batches = Row.objects.filter(rows_naming(user)).order_by("batch").values_list("batch", flat=True).distinct()
    enqueue(forgetting.FORGET, {"batches": list(batches)}, now=now)
