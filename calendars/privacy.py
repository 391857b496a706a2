"""Personal data in outside calendars: the encrypted address and the busy times, without what they are for."""

from django.utils.translation import gettext_lazy as _

from core.privacy import GOES_WITH_ROW, NOT_PERSONAL, Field, about, declare

A_DAY = "until the next reading after it has passed"

declare(
    "calendars.OutsideCalendar",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    mentor=Field(personal=True, erasure="delete"),
    kind=GOES_WITH_ROW,
    name=GOES_WITH_ROW,
    host=GOES_WITH_ROW,
    secret=Field(personal=True, erasure="with the row"),  # never shown, not even to its owner
    fingerprint=Field(personal=True, erasure="with the row"),
    created_at=GOES_WITH_ROW,
    next_read_at=NOT_PERSONAL,
    tried_at=NOT_PERSONAL,
    read_at=NOT_PERSONAL,
    problem=NOT_PERSONAL,
    failing_since=NOT_PERSONAL,
    failures=NOT_PERSONAL,
    warned_at=NOT_PERSONAL,
    unclear=NOT_PERSONAL,
    etag=NOT_PERSONAL,
    last_modified=NOT_PERSONAL,
    digest=NOT_PERSONAL,
    read_as=NOT_PERSONAL,
    covered_until=NOT_PERSONAL,
)
declare(
    "calendars.BusyTime",
    id=NOT_PERSONAL,
    calendar=GOES_WITH_ROW,
    starts_at=Field(personal=True, export=True, erasure="with the row", retention=A_DAY),
    ends_at=Field(personal=True, export=True, erasure="with the row", retention=A_DAY),
)

about(
    "calendars.OutsideCalendar",
    "mentor__user",
    title=_("Other calendars you added"),
    why=_("So that no one books you when you’re busy, because you asked for it."),
    goes=_("When you remove them, or with your account."),
)
about(
    "calendars.BusyTime",
    "calendar__mentor__user",
    title=_("When those calendars show you as busy"),
    why=_("So that no one books you then. We don’t read what it’s for."),
    goes=_("Once the time has passed, or when you remove the calendar."),
)
