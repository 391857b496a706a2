"""The form in which one says whether they'd continue."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.layout import ClubHelper
from mentorships.models import ContinueAs
from mentorships.presenters import lasting

ANSWERS = (
    (ContinueAs.AS_BEFORE, _("Yes, as before")),
    (ContinueAs.LESS_OFTEN, _("Yes, but less often")),
    (ContinueAs.FINISH, _("No, let’s close here")),
)


class ContinuationForm(forms.Form):
    """Whether to continue, and for how long."""

    answer = forms.ChoiceField(label=_("Would you like to continue?"), choices=ANSWERS, widget=forms.RadioSelect)
    weeks = forms.TypedChoiceField(label=_("If so, for how long?"), coerce=int, empty_value=None, required=False)

    helper = ClubHelper("answer", "weeks")

    def __init__(self, *args: Any, weeks: Collection[int], **kwargs: Any) -> None:
        """`weeks`: what can be chosen."""
        super().__init__(*args, **kwargs)
        self.fields["weeks"].choices = [(number, lasting(number)) for number in weeks]  # type: ignore[attr-defined]
