"""What members look for, whom they were shown, how the club weighs what makes a pair fit, and rounds."""

from matching.models.needs import Dismissal, DismissalReason, Level, Need, NeededTopic, Pace, Tone
from matching.models.rounds import (
    Answer,
    Exclusion,
    ExclusionReason,
    Pair,
    Participant,
    Preference,
    Role,
    Round,
    RoundState,
    Unmatched,
)
from matching.models.weights import Weights

__all__ = [
    "Answer",
    "Dismissal",
    "DismissalReason",
    "Exclusion",
    "ExclusionReason",
    "Level",
    "Need",
    "NeededTopic",
    "Pace",
    "Pair",
    "Participant",
    "Preference",
    "Role",
    "Round",
    "RoundState",
    "Tone",
    "Unmatched",
    "Weights",
]
