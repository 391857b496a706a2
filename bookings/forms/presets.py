"""Hours that many mentors have, to start a week from."""

from dataclasses import dataclass
from datetime import time

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Week = list[tuple[int, time, time]]  # weekday, from, until
LAST = time.max  # the end of a span that runs past midnight


@dataclass(frozen=True, slots=True)
class Preset:
    """One span on each of some weekdays, 0 is Monday."""

    slug: str
    label: str | Promise
    weekdays: range
    starts: time
    ends: time

    def added_to(self, week: Week) -> Week:
        """The week, with this span added to each day where it overlaps no other."""
        taken = {
            day for day, starts, ends in week if starts < self.ends and self.starts < (ends if ends > starts else LAST)
        }
        return sorted([*week, *((day, self.starts, self.ends) for day in self.weekdays if day not in taken)])


PRESETS = (
    Preset("evenings", _("Weekday evenings"), range(5), time(18), time(20)),
    Preset("saturdays", _("Saturday mornings"), range(5, 6), time(9), time(12)),
    Preset("lunch", _("Lunch hours"), range(5), time(12), time(13)),
)
