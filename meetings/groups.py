"""What the team may see of meetings."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "meetings.view_meeting")
