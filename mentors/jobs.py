"""What the outbox does for mentors."""

from datetime import datetime
from typing import Any

from mentors import photos
from mentors.models import Mentor
from mentors.services.profiles import DELETE_PHOTO
from outbox.lanes import Lane
from outbox.registry import job


@job(DELETE_PHOTO, lane=Lane.WORK)
def delete_photo(payload: dict[str, Any], now: datetime) -> None:
    """Delete every size of a photo that is no longer used."""
    if not Mentor.objects.filter(photo=payload["name"]).exists():
        photos.delete(payload["name"])
