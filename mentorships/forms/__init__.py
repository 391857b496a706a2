"""Forms of mentorships."""

from mentorships.forms.continuing import ContinuationForm
from mentorships.forms.mentorships import AgreementForm, MetForm, PauseForm
from mentorships.forms.offers import OfferForm

__all__ = ["AgreementForm", "ContinuationForm", "MetForm", "OfferForm", "PauseForm"]
