"""What feedback holds about a person: the mentee's words about a mentor, and the mentor's thanks."""

from django.utils.translation import gettext_lazy as _

from core.privacy import BLANKED, GOES_WITH_ROW, NOT_PERSONAL, Field, Person, about, declare, retain

SIX_MONTHS = "six months"
WORDS = Field(personal=True, export=True, erasure="blank")

declare(
    "feedback.FeedbackRequest",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    booking=GOES_WITH_ROW,
    revision=NOT_PERSONAL,
    created_at=GOES_WITH_ROW,
    expires_at=GOES_WITH_ROW,
)
declare(
    "feedback.Feedback",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    request=GOES_WITH_ROW,
    given_to=GOES_WITH_ROW,
    usefulness=Field(personal=True, export=True),
    helped=WORDS,
    better=WORDS,
    platform_message=BLANKED,
    language=GOES_WITH_ROW,
    may_publish=GOES_WITH_ROW,
    consent_asked_at=GOES_WITH_ROW,
    created_at=GOES_WITH_ROW,
    published_at=GOES_WITH_ROW,
    reply=BLANKED,
    replied_at=BLANKED,
    thanks=WORDS,
    thanked_at=BLANKED,
)
declare(
    "feedback.MonthlyLetter",
    uuid=NOT_PERSONAL,
    mentor=Field(personal=True, export=False, erasure="delete", retention=SIX_MONTHS),
    month=Field(personal=True, export=True, erasure="with the row", retention=SIX_MONTHS),
    created_at=GOES_WITH_ROW,
)

about(
    "feedback.FeedbackRequest",
    Person("booking__mentee", erases="nothing"),
    title=_("Questions about how a session was"),
    why=_("So that mentors hear whether they helped."),
    goes=_("They stay as a date, without words; once your account is erased, without your name."),
)
about(
    "feedback.Feedback",
    "request__booking__mentee",
    Person("given_to__user", hides=("platform_message", "reply", "replied_at")),
    title=_("Feedback you gave or received"),
    why=_("So that mentors hear whether they helped. It’s shown to others only if you both agree."),
    goes=_("Its words go with the account of either of you. How useful the session was stays, without a name."),
)
about(
    "feedback.MonthlyLetter",
    "mentor__user",
    title=_("Monthly letters to you"),
    why=_("So that you get each once."),
    goes=_("After six months."),
)
retain(
    "monthly-letters",
    "feedback.MonthlyLetter",
    age="created_at",
    days=183,
    says=_("That a mentor got a monthly letter: after six months."),
)
