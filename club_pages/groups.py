"""Who of the team writes the club's own pages."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "club_pages.view_pageversion", "club_pages.add_pageversion")
