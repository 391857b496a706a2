"""The team's permissions for outside calendars."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "calendars.view_outsidecalendar")
