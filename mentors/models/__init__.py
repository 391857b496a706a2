"""Topics, applications, mentor profiles and who saved them, and whom people didn't find."""

from mentors.models.appeals import Appeal, Verdict, appeal_by
from mentors.models.applications import (
    JUDGED_IN,
    OPEN_STATES,
    QUEUE_STATES,
    Application,
    ApplicationState,
    ApplicationStep,
    Criterion,
    Recommendation,
    Recusal,
    Review,
)
from mentors.models.decisions import Decision
from mentors.models.featured import FeaturedMentor
from mentors.models.former import FormerAddress
from mentors.models.profiles import PROFILE, SHORT_TEXTS, SHOWN, Mentor, MentorQuerySet, MentorStatus, profile_of
from mentors.models.saved import SavedMentor, SavedSearch
from mentors.models.search import SearchDocument
from mentors.models.snippets import Snippet
from mentors.models.suggestions import SuggestionOutcome, TopicSuggestion
from mentors.models.topics import Category, CategoryGroup, CategoryIcon, Topic
from mentors.models.vetting import Assignment
from mentors.models.wishes import Wish

__all__ = [
    "JUDGED_IN",
    "OPEN_STATES",
    "PROFILE",
    "QUEUE_STATES",
    "SHORT_TEXTS",
    "SHOWN",
    "Appeal",
    "Application",
    "ApplicationState",
    "ApplicationStep",
    "Assignment",
    "Category",
    "CategoryGroup",
    "CategoryIcon",
    "Criterion",
    "Decision",
    "FeaturedMentor",
    "FormerAddress",
    "Mentor",
    "MentorQuerySet",
    "MentorStatus",
    "Recommendation",
    "Recusal",
    "Review",
    "SavedMentor",
    "SavedSearch",
    "SearchDocument",
    "Snippet",
    "SuggestionOutcome",
    "Topic",
    "TopicSuggestion",
    "Verdict",
    "Wish",
    "appeal_by",
    "profile_of",
]
