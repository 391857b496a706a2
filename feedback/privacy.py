"""What feedback holds about a person: the mentee's words about a mentor, and the mentor's thanks."""

from core.privacy import BLANKED, GOES_WITH_ROW, NOT_PERSONAL, Field, declare

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
    replied_at=GOES_WITH_ROW,
    thanks=WORDS,
    thanked_at=GOES_WITH_ROW,
)
declare(
    "feedback.MonthlyLetter",
    uuid=NOT_PERSONAL,
    mentor=Field(personal=True, export=False, erasure="delete", retention=SIX_MONTHS),
    month=Field(personal=True, export=True, erasure="with the row", retention=SIX_MONTHS),
    created_at=GOES_WITH_ROW,
)
