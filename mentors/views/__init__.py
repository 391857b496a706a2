"""The pages of the mentors app."""

from mentors.views.applying import application, apply
from mentors.views.media import photo
from mentors.views.profiles import profile
from mentors.views.saving import save_mentor, unsave_mentor
from mentors.views.suggesting import suggest_topic

__all__ = ["application", "apply", "photo", "profile", "save_mentor", "suggest_topic", "unsave_mentor"]
