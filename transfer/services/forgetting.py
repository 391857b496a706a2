"""What is left of someone who has been erased: in imports, and in exports of the club."""

from datetime import datetime

from django.db import transaction

from transfer.models import Batch
from transfer.services import adding_photos, archiving

FORGET = "transfer.forget"


def forget(batch_ids: list[int], *, now: datetime) -> None:
    """Delete the examples and the photos of some imports, and every export that may have been read before."""
    with transaction.atomic():
        for batch in Batch.objects.for_update().filter(pk__in=batch_ids).order_by("pk"):
            batch.columns = [[heading, ""] for heading, _example in batch.columns]
            batch.save(update_fields=["columns"])
        adding_photos.end_uploads(batch_ids, now=now)
    archiving.make_again(now=now)
