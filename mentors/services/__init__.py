"""Changes to applications and profiles."""

from mentors.services.appealing import appeal, decide_appeal, had_a_part, refusal_to_appeal, refusal_to_decide
from mentors.services.applying import (
    Content,
    answer,
    may_apply_from,
    save_draft,
    start_application,
    submit,
    withdraw,
)
from mentors.services.assigning import assign_readers, remind_readers
from mentors.services.blind import knows_whose, without_the_person
from mentors.services.deciding import UNDO_FOR, Reasons, carry_out, default_again_on, pending_decision
from mentors.services.drift import FEWEST_SHARED, Drift, drift_of
from mentors.services.featuring import FeaturingRefused, feature
from mentors.services.limits import LETTER_LENGTH, LONGEST_ADVICE, LONGEST_MESSAGE, MOST_LINKS, MOST_TOPICS
from mentors.services.profiles import ProfileRefused, index, missing_from, reindex, reindex_later, update_profile
from mentors.services.readings import Readings, ReadingsMissing, readers_left, readings_of
from mentors.services.recusing import step_aside, step_back_in
from mentors.services.splitting import refusal_to_split, split
from mentors.services.states import MOVES, ApplicationRefused, may_move
from mentors.services.suggesting import (
    SuggestionRefused,
    add_to_topic,
    decline_suggestion,
    make_topic,
    suggest_topic,
)
from mentors.services.tending import TendingRefused, keep_address, merge, refusal_to_merge, tell_of_change
from mentors.services.vetting import Grades, approve, ask_back, decline, has_left, may_vet, review, take_up, undo
from mentors.services.wishing import forget_wishes, note_wish, wish_key

__all__ = [
    "FEWEST_SHARED",
    "LETTER_LENGTH",
    "LONGEST_ADVICE",
    "LONGEST_MESSAGE",
    "MOST_LINKS",
    "MOST_TOPICS",
    "MOVES",
    "UNDO_FOR",
    "ApplicationRefused",
    "Content",
    "Drift",
    "FeaturingRefused",
    "Grades",
    "ProfileRefused",
    "Readings",
    "ReadingsMissing",
    "Reasons",
    "SuggestionRefused",
    "TendingRefused",
    "add_to_topic",
    "answer",
    "appeal",
    "approve",
    "ask_back",
    "assign_readers",
    "carry_out",
    "decide_appeal",
    "decline",
    "decline_suggestion",
    "default_again_on",
    "drift_of",
    "feature",
    "forget_wishes",
    "had_a_part",
    "has_left",
    "index",
    "keep_address",
    "knows_whose",
    "make_topic",
    "may_apply_from",
    "may_move",
    "may_vet",
    "merge",
    "missing_from",
    "note_wish",
    "pending_decision",
    "readers_left",
    "readings_of",
    "refusal_to_appeal",
    "refusal_to_decide",
    "refusal_to_merge",
    "refusal_to_split",
    "reindex",
    "reindex_later",
    "remind_readers",
    "review",
    "save_draft",
    "split",
    "start_application",
    "step_aside",
    "step_back_in",
    "submit",
    "suggest_topic",
    "take_up",
    "tell_of_change",
    "undo",
    "update_profile",
    "wish_key",
    "withdraw",
    "without_the_person",
]
