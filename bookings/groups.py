"""The team's permissions for bookings and no-shows."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "bookings.view_booking", "bookings.view_noshow", "bookings.change_noshow")
