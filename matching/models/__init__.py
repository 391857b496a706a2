"""What members look for, whom they were shown, and how the club weighs what makes a pair fit."""

from matching.models.needs import Dismissal, DismissalReason, Level, Need, NeededTopic, Pace, Tone
from matching.models.weights import Weights

__all__ = ["Dismissal", "DismissalReason", "Level", "Need", "NeededTopic", "Pace", "Tone", "Weights"]
