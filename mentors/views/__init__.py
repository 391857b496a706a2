"""The pages of the mentors app."""

from mentors.views.applying import application, apply
from mentors.views.media import photo
from mentors.views.profiles import profile
from mentors.views.saving import save_mentor, unsave_mentor

__all__ = ["application", "apply", "photo", "profile", "save_mentor", "unsave_mentor"]
