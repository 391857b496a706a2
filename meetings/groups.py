"""The team's permissions for meetings."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "meetings.view_meeting")
