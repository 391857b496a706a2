"""Personal data in bookings: who talked to whom, when and about what; when a mentor is free."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.privacy import BLANKED, GOES_WITH_ROW, NOT_PERSONAL, Field, Person, about, declare, retain

KEPT = Field(personal=True, export=True, erasure="keep")  # without a name once the account is erased
WORDS = Field(personal=True, export=True, erasure="blank", retention="a year after the session")

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
    booking=Field(personal=True, erasure="with the row"),
    starts_at=Field(personal=True, export=True, erasure="with the row"),
    ends_at=Field(personal=True, export=True, erasure="with the row"),
    told_at=NOT_PERSONAL,
)


HOURS = _("To offer the times at which you can be booked, because you asked us to.")
ARRANGED = _("To arrange the sessions you asked for.")
UNTIL_CHANGED = _("When you change them, or with your account.")

about(
    "bookings.BookingRules",
    "mentor__user",
    title=_("Your rules for being booked"),
    why=HOURS,
    goes=UNTIL_CHANGED,
)
about("bookings.WeeklyHours", "mentor__user", title=_("Your weekly hours"), why=HOURS, goes=UNTIL_CHANGED)
about(
    "bookings.DateOverride",
    "mentor__user",
    title=_("Days on which your hours differ"),
    why=HOURS,
    goes=UNTIL_CHANGED,
)
about("bookings.OverrideSpan", "override__mentor__user", part_of="bookings.DateOverride")
about(
    "bookings.SessionType",
    "mentor__user",
    title=_("The sessions you offer"),
    why=HOURS,
    goes=_("Their words with your account. How long they are stays with the bookings."),
)
about("bookings.FreeTime", "mentor__user", part_of="bookings.WeeklyHours")
about(
    "bookings.Hold",
    Person("mentor__user", erases="delete", export=False),
    Person(lambda member: Q(address__iexact=member.email), erases="delete"),
    title=_("Times held for you while you signed in"),
    why=ARRANGED,
    goes=_("After ten minutes."),
)
about(
    "bookings.StandbyOffer",
    "member",
    title=_("Standing by for a time"),
    why=ARRANGED,
    goes=_("A day or two after the time."),
)
about(
    "bookings.WaitlistEntry",
    "member",
    Person("mentor__user", export=False),
    title=_("Waiting lists you’re on"),
    why=_("To tell you when a time is free."),
    goes=_("After 60 days, or when you leave the list."),
)
about(
    "bookings.Booking",
    "mentee",
    "mentor__user",
    title=_("Your bookings"),
    why=_("To arrange the sessions you asked for, and so that both of you know what was agreed."),
    goes=_(
        "What you both wrote goes a year after the session. That there was one stays, for the other person and for the "
        "club’s numbers; once your account is erased, without your name."
    ),
)
about(
    "bookings.MoveProposal",
    "booking__mentee",
    "booking__mentor__user",
    title=_("Proposals to move a booking"),
    why=ARRANGED,
    goes=_("What you both wrote about it is deleted with the words of the booking."),
)
about(
    "bookings.NoShow",
    "booking__mentee",
    "booking__mentor__user",
    title=_("Reports that someone didn’t show up"),
    why=_("So that no one waits in vain twice: the club has a legitimate interest in that."),
    goes=_("What you both wrote about it is deleted with the words of the booking."),
)
about(
    "bookings.Clash",
    Person("booking__mentor__user", erases="delete"),
    title=_("Appointments that clashed with bookings"),
    why=_("To tell you of each once."),
    goes=_("With your account."),
)
about(
    "bookings.CalendarFeed",
    "user",
    title=_("Your calendar feed"),
    why=_("To show your bookings in your calendar, because you asked for it."),
    goes=_("When you turn it off, or with your account."),
)
# A booking must say what it's about, and only what is still open must name a reason.
retain(
    "bookings-words",
    "bookings.Booking",
    age="ends_at",
    days=365,
    blanks=("topic", "answer", "cancel_message", "preparation", "preparation_link"),
    says=_("What two members wrote about a booking: a year after the session."),
)
retain(
    "moves-words",
    "bookings.MoveProposal",
    age="booking__ends_at",
    days=365,
    where=~Q(outcome=""),
    blanks=("message", "answer"),
    says=_("What they wrote about moving it: a year after the session."),
)
retain(
    "no-shows-words",
    "bookings.NoShow",
    age="booking__ends_at",
    days=365,
    where=~Q(outcome__in=["", "disputed"]) & (Q(appealed_at=None) | Q(decided_at__isnull=False)),
    blanks=("message", "answer", "appeal", "team_message"),
    says=_("What they wrote about a no-show: a year after the session, if the matter is settled."),
)
