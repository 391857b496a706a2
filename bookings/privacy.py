"""Personal data in bookings: who talked to whom, when and about what; when a mentor is free."""

from core.privacy import BLANKED, GOES_WITH_ROW, NOT_PERSONAL, Field, declare

THREE_YEARS = "three years after the booking"
KEPT = Field(personal=True, export=True, erasure="keep", retention=THREE_YEARS)
WORDS = Field(personal=True, export=True, erasure="blank", retention=THREE_YEARS)

declare(
    "bookings.BookingRules",
    id=NOT_PERSONAL,
    mentor=Field(personal=True, erasure="delete"),
    step_minutes=GOES_WITH_ROW,
    notice_hours=GOES_WITH_ROW,
    horizon_days=GOES_WITH_ROW,
    buffer_minutes=GOES_WITH_ROW,
    daily_limit=GOES_WITH_ROW,
    weekly_limit=GOES_WITH_ROW,
)
declare(
    "bookings.WeeklyHours",
    id=NOT_PERSONAL,
    mentor=Field(personal=True, erasure="delete"),
    weekday=GOES_WITH_ROW,
    starts=GOES_WITH_ROW,
    ends=GOES_WITH_ROW,
)
declare(
    "bookings.DateOverride",
    id=NOT_PERSONAL,
    mentor=Field(personal=True, erasure="delete"),
    date=GOES_WITH_ROW,
    entry=NOT_PERSONAL,
)
declare(
    "bookings.OverrideSpan",
    id=NOT_PERSONAL,
    override=GOES_WITH_ROW,
    starts=GOES_WITH_ROW,
    ends=GOES_WITH_ROW,
)
declare(
    "bookings.SessionType",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    mentor=Field(personal=True),
    name=BLANKED,
    minutes=GOES_WITH_ROW,
    on_request=GOES_WITH_ROW,
    is_active=GOES_WITH_ROW,
    position=NOT_PERSONAL,
    description=BLANKED,
    question=BLANKED,
    to_bring=BLANKED,
)
HELD = Field(personal=True, erasure="with the row", retention="ten minutes, or until the booking")
declare(
    "bookings.Hold",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    holder=HELD,
    mentor=HELD,
    session_type=HELD,
    starts_at=HELD,
    ends_at=HELD,
    topic=HELD,
    address=HELD,
    held_at=HELD,
    expires_at=HELD,
)
declare(
    "bookings.StandbyOffer",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    booking=GOES_WITH_ROW,
    member=Field(personal=True, erasure="delete", retention="a day or two after the time"),
    starts_at=GOES_WITH_ROW,
    offered_at=GOES_WITH_ROW,
    accepted_at=GOES_WITH_ROW,
    topic=GOES_WITH_ROW,
)
declare(
    "bookings.WaitlistEntry",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    mentor=Field(personal=True, export=True, erasure="delete", retention="60 days"),
    member=Field(personal=True, erasure="delete", retention="60 days"),
    asked_at=GOES_WITH_ROW,
    weekday=GOES_WITH_ROW,
    earliest=GOES_WITH_ROW,
    latest=GOES_WITH_ROW,
    seen=GOES_WITH_ROW,
    told_at=GOES_WITH_ROW,
)
declare(
    "bookings.Booking",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    mentor=KEPT,
    mentee=KEPT,
    session_type=KEPT,
    starts_at=KEPT,
    ends_at=KEPT,
    status=KEPT,
    topic=WORDS,
    created_at=KEPT,
    expires_at=KEPT,
    answered_at=KEPT,
    answer=WORDS,
    moved_at=KEPT,
    reconfirmed_at=KEPT,
    warned_at=KEPT,
    cancelled_at=KEPT,
    cancelled_by=Field(personal=True, export=True, erasure="blank"),
    cancel_message=WORDS,
    preparation=WORDS,
    preparation_link=WORDS,
    prepared_at=KEPT,
    prepared_by=Field(personal=True, export=True, erasure="blank"),
    meeting=Field(personal=True, erasure="blank"),
    mentor_late_at=KEPT,
    mentee_late_at=KEPT,
    sequence=NOT_PERSONAL,
    form_key=NOT_PERSONAL,
)
declare(
    "bookings.MoveProposal",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    booking=KEPT,
    starts=KEPT,
    message=WORDS,
    proposed_at=KEPT,
    outcome=KEPT,
    settled_at=KEPT,
    answer=WORDS,
)
declare(
    "bookings.NoShow",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    booking=KEPT,
    absent=KEPT,
    message=WORDS,
    reported_at=KEPT,
    outcome=KEPT,
    settled_at=KEPT,
    answer=WORDS,
    answered_at=KEPT,
    appeal=WORDS,
    appealed_at=KEPT,
    team_message=WORDS,
    decided_at=KEPT,
)
declare(
    "bookings.CalendarFeed",
    id=NOT_PERSONAL,
    user=Field(personal=True, erasure="delete"),
    uuid=Field(personal=True, erasure="with the row"),
    revision=NOT_PERSONAL,
    with_words=Field(personal=True, erasure="with the row"),
)
declare(
    "bookings.FreeTime",
    mentor=Field(personal=True, erasure="delete"),
    starts=Field(personal=True, erasure="with the row"),
    notice=Field(personal=True, erasure="with the row"),
    built_at=NOT_PERSONAL,
)
declare(
    "bookings.ZoneRules",
    id=NOT_PERSONAL,
    version=NOT_PERSONAL,
    recorded_at=NOT_PERSONAL,
    offsets=NOT_PERSONAL,
)
declare(
    "bookings.Clash",
    id=NOT_PERSONAL,
    booking=Field(personal=True, erasure="with the row", retention=THREE_YEARS),
    starts_at=Field(personal=True, export=True, erasure="with the row", retention=THREE_YEARS),
    ends_at=Field(personal=True, export=True, erasure="with the row", retention=THREE_YEARS),
    told_at=NOT_PERSONAL,
)
