"""The pages of the mentors app."""

from mentors.views.applying import application, apply
from mentors.views.media import photo
from mentors.views.profiles import profile

__all__ = ["application", "apply", "photo", "profile"]
