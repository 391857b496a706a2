"""Forms of mentorships."""

from mentorships.forms.mentorships import AgreementForm, MetForm, PauseForm
from mentorships.forms.offers import OfferForm

__all__ = ["AgreementForm", "MetForm", "OfferForm", "PauseForm"]
