"""Forms for applying, the profile and vetting."""

from mentors.forms.applying import AnswerForm, AppealForm, ApplicationForm, DraftForm
from mentors.forms.profiles import ProfileForm
from mentors.forms.vetting import DecisionForm, ReviewForm

__all__ = ["AnswerForm", "AppealForm", "ApplicationForm", "DecisionForm", "DraftForm", "ProfileForm", "ReviewForm"]
