"""What the team may do about mentorships: see that they're there, and where they are. Words stay with the two."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "mentorships.view_mentorship")
