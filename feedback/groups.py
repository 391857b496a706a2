"""What the team may do with feedback: read it, and answer messages to the club."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "feedback.view_feedback", "feedback.change_feedback")
