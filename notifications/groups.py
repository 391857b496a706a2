"""The team's permissions for notices and suppressed addresses."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "notifications.view_notice", "notifications.view_suppressedaddress")
