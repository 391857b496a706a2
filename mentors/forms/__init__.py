"""Forms for applying, the profile and vetting."""

from mentors.forms.applying import AnswerForm, ApplicationForm, DraftForm
from mentors.forms.profiles import ProfileForm
from mentors.forms.vetting import DecisionForm, ReviewForm

__all__ = ["AnswerForm", "ApplicationForm", "DecisionForm", "DraftForm", "ProfileForm", "ReviewForm"]
