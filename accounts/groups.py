"""What the team may do with members, and who sees the club's numbers."""

from core.groups import ANALYSIS, CLUB_TEAM, grant

grant(CLUB_TEAM, "accounts.view_user", "accounts.see_numbers")
grant(ANALYSIS, "accounts.see_numbers")
