"""What the team may do in matching: say what counts, explain a pair, run rounds, and suggest mentors when asked."""

from core.groups import ANALYSIS, CLUB_TEAM, grant

grant(CLUB_TEAM, "matching.view_weights", "matching.change_weights", "matching.view_fairness")
grant(CLUB_TEAM, "matching.view_round", "matching.add_round", "matching.change_round", "matching.view_participant")
grant(CLUB_TEAM, "matching.view_request", "matching.suggest_for_request")
grant(ANALYSIS, "matching.view_fairness")
