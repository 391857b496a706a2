"""What imports provide to the apps below them."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.hooks import erased
from accounts.models import User
from bookings.hooks import Gate, gate
from transfer.models import Arrival, Row
from transfer.services import archiving
from transfer.services.adding_photos import end_uploads


@gate
def not_here_yet(member: User, now: datetime) -> Gate:
    """A mentor who came with an import isn't listed before they have signed in."""
    if member.last_login is None and Arrival.objects.filter(member=member).exists():
        return Gate(_("They came from the old site, and haven’t signed in yet."))
    return Gate()


@erased
def delete_copies(user: User, now: datetime) -> None:
    """Delete files in which an erased member may be: exports of the club, and photos on their way in."""
    batches = Row.objects.filter(Q(member=user) | Q(key=user.email)).values_list("batch", flat=True)
    end_uploads(list(batches.distinct()), now=now)
    archiving.forget_now(now=now)
