"""What the team may see of notices and of addresses that take no mail."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "notifications.view_notice", "notifications.view_suppressedaddress")
