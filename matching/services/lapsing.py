"""The end of the time in which a pair of a round can be answered."""

from datetime import datetime

from django.db import transaction

from core.sweeping import each
from matching.models import Pair, Round
from matching.services.rounds import end_if_answered, tell


def lapse(*, now: datetime) -> int:
    """End pairs that weren't answered in time, and tell both of each. Returns how many.

    The last of them ends the round.
    """
    rounds = Round.objects.filter(pk__in=Pair.objects.due(at=now).values("round")).order_by("pk")
    return each(rounds, _lapse, event="lapse", now=now)


def _lapse(found: Round, now: datetime) -> int:
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=found.pk)
        pairs = list(row.pairs.for_update().due(at=now).with_people())  # some were answered while this waited
        row.pairs.filter(pk__in=[pair.pk for pair in pairs]).update(lapsed_at=now)
        tell(pairs, "round_lapsed", now=now)
        end_if_answered(row, now=now)
    return len(pairs)
