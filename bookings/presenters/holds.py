"""What a page says of the time that is held for its visitor."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from bookings.models import Hold
from mentors.models import Mentor


@dataclass(frozen=True, slots=True)
class HoldPresenter:
    """Needs the hold's mentor with their user, or no hold if its ten minutes are over."""

    hold: Hold | None
    now: datetime

    @property
    def mentor(self) -> Mentor | None:
        return self.hold.mentor if self.hold else None

    @property
    def until(self) -> datetime | None:
        return self.hold.expires_at if self.hold else None

    @property
    def seconds(self) -> int:
        return ceil((self.hold.expires_at - self.now).total_seconds()) if self.hold else 0
