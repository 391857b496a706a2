"""Personal data in meetings: where a mentor meets, and the times and links of their meetings."""

from django.utils.translation import gettext_lazy as _

from core.privacy import GOES_WITH_ROW, NOT_PERSONAL, Field, about, declare

declare(
    "meetings.MeetingPreference",
    id=NOT_PERSONAL,
    mentor=Field(personal=True, erasure="delete"),
    place=GOES_WITH_ROW,
    url=GOES_WITH_ROW,
)
declare(
    "meetings.Meeting",
    id=NOT_PERSONAL,
    kind=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    mentor=Field(personal=True, erasure="delete"),
    provider=GOES_WITH_ROW,
    identifier=GOES_WITH_ROW,
    host=GOES_WITH_ROW,
    url=Field(personal=True, export=True, erasure="with the row"),
    starts_at=GOES_WITH_ROW,
    ends_at=GOES_WITH_ROW,
    state=GOES_WITH_ROW,
    problem=GOES_WITH_ROW,
    changed_at=NOT_PERSONAL,
    tried_at=NOT_PERSONAL,
    held_until=NOT_PERSONAL,
    asked_at=GOES_WITH_ROW,
)

about(
    "meetings.MeetingPreference",
    "mentor__user",
    title=_("Where you like to meet"),
    why=_("To arrange the room for your sessions."),
    goes=_("When you change it, or with your account."),
)
about(
    "meetings.Meeting",
    "mentor__user",
    title=_("Rooms for your sessions"),
    why=_("So that both of you find the room."),
    goes=_("With your account."),
)
