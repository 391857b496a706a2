"""What the page of a mentorship shows of the two farewells."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mentorships.forms.farewells import FarewellForm
from mentorships.models import Farewell, Mentorship
from mentorships.services.farewells import is_time, refusal_to_write, shown

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Farewells:
    """The farewells as one of the two sees them.

    Attributes:
        mine: what the reader has written.
        theirs: what the other one has, once the reader may read it.
        form: to write or change one's own; None if that can't be done any more.
    """

    mine: Farewell | None
    theirs: Farewell | None
    form: FarewellForm | None


def farewells_of(
    row: Mentorship, reader: "User", bound: FarewellForm | None = None, *, now: datetime
) -> Farewells | None:
    """What there is to read or write; None if there's nothing. One query, and only at the end."""
    if not is_time(row, now=now):
        return None
    given = list(row.farewells.all())
    mine = next((each for each in given if each.member_id == reader.pk), None)
    theirs = next((each for each in shown(row, given, now=now) if each.member_id != reader.pk), None)
    form = None
    if not refusal_to_write(row, given, by=reader, now=now):
        form = bound or FarewellForm(instance=mine)
    return Farewells(mine, theirs, form) if mine or theirs or form else None
