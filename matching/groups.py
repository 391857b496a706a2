"""What the team may do in matching: say what counts, and see how a pair comes to its score."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "matching.view_weights", "matching.change_weights")
