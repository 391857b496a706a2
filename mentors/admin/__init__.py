"""What the club team does with topics, applications and mentors."""

from mentors.admin.applications import ApplicationAdmin
from mentors.admin.mentors import MentorAdmin
from mentors.admin.topics import CategoryAdmin, TopicAdmin

__all__ = ["ApplicationAdmin", "CategoryAdmin", "MentorAdmin", "TopicAdmin"]
