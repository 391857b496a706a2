"""What an account holds about a person."""

from core.privacy import BLANKED, GOES_WITH_ROW, NOT_PERSONAL, Field, declare

declare(
    "accounts.User",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    email=BLANKED,
    display_name=BLANKED,
    introduction=BLANKED,
    time_zone=BLANKED,
    language=BLANKED,
    muted_notices=BLANKED,
    old_enough_at=BLANKED,
    password=Field(personal=True, erasure="blank"),
    last_login=BLANKED,
    date_joined=GOES_WITH_ROW,
    is_staff=NOT_PERSONAL,
    is_active=NOT_PERSONAL,
    is_superuser=NOT_PERSONAL,
    groups=NOT_PERSONAL,
    user_permissions=NOT_PERSONAL,
)
