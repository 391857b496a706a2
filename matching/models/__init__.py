"""What members look for, whom they are shown and ask, how the club weighs what makes a pair fit, and rounds."""

from matching.models.fairness import Fairness
from matching.models.needs import Dismissal, DismissalReason, Level, Need, NeededTopic, Pace, Tone
from matching.models.pairs import Answer, Exclusion, ExclusionReason, Pair, Preference
from matching.models.requests import (
    LIVE,
    MOST_ASKED,
    Ask,
    AskState,
    DeclineReason,
    Request,
    RequestKind,
    RequestState,
)
from matching.models.rounds import Invitation, Participant, Role, Round, RoundState, Unmatched
from matching.models.weights import Weights

__all__ = [
    "LIVE",
    "MOST_ASKED",
    "Answer",
    "Ask",
    "AskState",
    "DeclineReason",
    "Dismissal",
    "DismissalReason",
    "Exclusion",
    "ExclusionReason",
    "Fairness",
    "Invitation",
    "Level",
    "Need",
    "NeededTopic",
    "Pace",
    "Pair",
    "Participant",
    "Preference",
    "Request",
    "RequestKind",
    "RequestState",
    "Role",
    "Round",
    "RoundState",
    "Tone",
    "Unmatched",
    "Weights",
]
