"""Forms of mentorships."""

from mentorships.forms.continuing import ContinuationForm
from mentorships.forms.farewells import FarewellForm
from mentorships.forms.mentorships import AgreementForm, MetForm, PauseForm
from mentorships.forms.offers import OfferForm
from mentorships.forms.plans import AgendaForm, GoalForm, OwnNoteForm, SharedNoteForm, StepForm

__all__ = [
    "AgendaForm",
    "AgreementForm",
    "ContinuationForm",
    "FarewellForm",
    "GoalForm",
    "MetForm",
    "OfferForm",
    "OwnNoteForm",
    "PauseForm",
    "SharedNoteForm",
    "StepForm",
]
