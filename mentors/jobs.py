"""What the outbox does for mentors."""

from datetime import datetime
from typing import Any

from mentors import photos
from mentors.models import Mentor
from mentors.services.profiles import DELETE_PHOTO
from outbox.registry import job


@job(DELETE_PHOTO)
def delete_photo(payload: dict[str, Any], now: datetime) -> None:
    """All sizes of a photo that nobody uses any more."""
    if not Mentor.objects.filter(photo=payload["name"]).exists():
        photos.delete(payload["name"])
