"""What the team may do in matching: say what counts, see how a pair comes to its score, and run rounds."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "matching.view_weights", "matching.change_weights")
grant(CLUB_TEAM, "matching.view_round", "matching.add_round", "matching.change_round", "matching.view_participant")
