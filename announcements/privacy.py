"""What announcements hold about a person: whom each was sent to, and who of the team wrote and sent it."""

from django.utils.translation import gettext_lazy as _

from announcements.policy import KEPT_DAYS
from core.privacy import GOES_WITH_ROW, NOT_PERSONAL, Field, about, declare, retain

OF_THE_TEAM = Field(personal=True, erasure="blank")

declare(
    "announcements.Announcement",
    id=NOT_PERSONAL,
    subject=NOT_PERSONAL,
    body=NOT_PERSONAL,
    i18n=NOT_PERSONAL,
    audience=NOT_PERSONAL,
    topics=NOT_PERSONAL,
    languages=NOT_PERSONAL,
    last_seen=NOT_PERSONAL,
    state=NOT_PERSONAL,
    written_by=OF_THE_TEAM,
    confirmed_by=OF_THE_TEAM,
    created_at=NOT_PERSONAL,
    changed_at=NOT_PERSONAL,
    confirmed_at=NOT_PERSONAL,
    closes_at=NOT_PERSONAL,
    ended_at=NOT_PERSONAL,
    chosen=NOT_PERSONAL,
    delivered=NOT_PERSONAL,
)
declare(
    "announcements.Recipient",
    id=NOT_PERSONAL,
    announcement=GOES_WITH_ROW,
    member=Field(personal=True, export=False, erasure="delete", retention="30 days"),
    chosen_at=GOES_WITH_ROW,
    handed_at=GOES_WITH_ROW,
    week_ends_at=GOES_WITH_ROW,
    notice=NOT_PERSONAL,
)
about(
    "announcements.Recipient",
    "member",
    title=_("Announcements for you"),
    why=_("So that you get each one once, and one a week at most. You can switch them off in your account."),
    goes=_("After 30 days."),
)
retain(
    "announcement-recipients",
    "announcements.Recipient",
    age="chosen_at",
    days=KEPT_DAYS,
    says=_("Whom an announcement was sent to: after 30 days. How many they were is kept."),
)
