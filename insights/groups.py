"""What the team may do with the club's numbers: look at them."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "insights.view_week")
