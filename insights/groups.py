"""What the team may do with the club's numbers: look at them."""

from core.groups import ANALYSIS, CLUB_TEAM, grant

for group in (ANALYSIS, CLUB_TEAM):
    grant(group, "insights.view_week")
