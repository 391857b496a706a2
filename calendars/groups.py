"""What the team may see of outside calendars."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "calendars.view_outsidecalendar")
