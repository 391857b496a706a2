"""What the club team does with topics, applications, mentors and wishes."""

from mentors.admin.appeals import AppealAdmin
from mentors.admin.applications import ApplicationAdmin
from mentors.admin.mentors import MentorAdmin
from mentors.admin.snippets import SnippetAdmin
from mentors.admin.suggestions import TopicSuggestionAdmin
from mentors.admin.topics import CategoryAdmin, TopicAdmin
from mentors.admin.wishes import WishAdmin

__all__ = [
    "AppealAdmin",
    "ApplicationAdmin",
    "CategoryAdmin",
    "MentorAdmin",
    "SnippetAdmin",
    "TopicAdmin",
    "TopicSuggestionAdmin",
    "WishAdmin",
]
