"""What the team may do with members."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "accounts.view_user")
