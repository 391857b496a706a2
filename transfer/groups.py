"""What the team may do with tables: import them, undo that, invite who came with them, and take the club out."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "transfer.view_batch", "transfer.add_batch", "transfer.change_batch")
grant(CLUB_TEAM, "transfer.view_archive", "transfer.add_archive")
for verb in ("view", "add", "change", "delete"):
    grant(CLUB_TEAM, f"redirects.{verb}_redirect")
