"""What the team may do about members' data: erase those who ask, undo it, and see what goes by the clock."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "data_protection.view_erasure", "data_protection.add_erasure", "data_protection.change_erasure")
grant(CLUB_TEAM, "data_protection.view_retentionrun")
