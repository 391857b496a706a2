"""What the team may do with announcements."""

from core.groups import CLUB_TEAM, grant

grant(
    CLUB_TEAM,
    "announcements.view_announcement",
    "announcements.add_announcement",
    "announcements.change_announcement",
    "announcements.delete_announcement",
)
