"""Invitations to members who came with an import: only when the team says so, and once each."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from notifications.services import notify_each
from transfer.errors import TransferRefused
from transfer.models import Arrival, Batch, BatchState
from transfer.services.moving import locked

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("club.transfer")

PER_HOUR = 600  # emails: other email isn't kept waiting
AT_LEAST = timedelta(minutes=1)


def invite(*, batch: Batch, by: "User", now: datetime) -> int:
    """Email everyone who came with an import and hasn't been invited yet; returns how many.

    Raises:
        TransferRefused: the import isn't done, or there's no one left to invite.
    """
    with transaction.atomic():
        row = locked(batch, BatchState.DONE)
        arrivals = list(
            Arrival.objects.to_invite().filter(batch=row).select_related("member").order_by("pk").select_for_update()
        )
        if not arrivals:
            raise TransferRefused(_("Everyone who came with this import has been invited."))
        Arrival.objects.filter(pk__in=[arrival.pk for arrival in arrivals]).update(invited_at=now)
        over = max(AT_LEAST, timedelta(hours=len(arrivals) / PER_HOUR))
        notify_each([(arrival.member, arrival) for arrival in arrivals], "invited_from_old_site", now=now, over=over)
    logger.warning("transfer.invited", batch=str(batch.uuid), number=len(arrivals), by=str(by.uuid))
    return len(arrivals)
