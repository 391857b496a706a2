"""Personal data in notices: who was emailed, about what, and when."""

from core.privacy import GOES_WITH_ROW, NOT_PERSONAL, Field, declare

SIX_MONTHS = "six months"

declare(
    "notifications.Notice",
    uuid=NOT_PERSONAL,
    kind=Field(personal=True, export=True, erasure="with the row", retention=SIX_MONTHS),
    recipient=Field(personal=True, export=False, erasure="delete", retention=SIX_MONTHS),
    address=Field(personal=True, export=True, erasure="with the row", retention=SIX_MONTHS),
    language=GOES_WITH_ROW,
    about_type=NOT_PERSONAL,
    about_id=NOT_PERSONAL,
    caused_by=Field(personal=True, export=False, erasure="with the row", retention=SIX_MONTHS),
    data=GOES_WITH_ROW,
    due_at=GOES_WITH_ROW,
    created_at=GOES_WITH_ROW,
    state=GOES_WITH_ROW,
    settled_at=GOES_WITH_ROW,
    reason=GOES_WITH_ROW,
)
declare(
    "notifications.SuppressedAddress",
    id=NOT_PERSONAL,
    member=Field(personal=True, export=False, erasure="delete"),
    address=GOES_WITH_ROW,
    what=GOES_WITH_ROW,
    reason=GOES_WITH_ROW,
    event=NOT_PERSONAL,
    suppressed_at=GOES_WITH_ROW,
    cleared_at=GOES_WITH_ROW,
)
