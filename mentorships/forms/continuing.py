"""The form in which one says whether they'd continue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.layout import ClubHelper
from mentorships.models import ContinueAs, Mentorship
from mentorships.presenters import lasting
from mentorships.services.continuing import answers

WORDS = {
    ContinueAs.AS_BEFORE: _("Yes, as before"),
    ContinueAs.LESS_OFTEN: _("Yes, but less often. Your agreement then says so."),
    ContinueAs.FINISH: _("No, let’s close here"),
}


class ContinuationForm(forms.Form):
    """Whether to continue, and for how long."""

    answer = forms.ChoiceField(label=_("Would you like to continue?"), widget=forms.RadioSelect)
    weeks = forms.TypedChoiceField(label=_("If so, for how long?"), coerce=int, empty_value=None, required=False)

    helper = ClubHelper("answer", "weeks")

    def __init__(self, *args: Any, row: Mentorship, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [(each, WORDS[each]) for each in answers(row)]  # type: ignore[attr-defined]
        self.fields["weeks"].choices = [(number, lasting(number)) for number in row.more_weeks()]  # type: ignore[attr-defined]
