"""The form for one's farewell."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.layout import ClubHelper
from mentorships.models import FAREWELL_LINES, Farewell


class FarewellForm(forms.ModelForm):
    """What one would like to say at the end: any of the lines, but one of them."""

    class Meta:
        model = Farewell
        fields = FAREWELL_LINES
        labels = {
            "reached": gettext_lazy("What have you two reached?"),
            "learned": gettext_lazy("What have you learned?"),
            "thanks": gettext_lazy("What would you like to thank the other for?"),
            "advice": gettext_lazy("A piece of advice for the way"),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in FAREWELL_LINES}

    helper = ClubHelper(*FAREWELL_LINES)

    def clean(self) -> dict[str, Any]:
        """Refuse a farewell without a word."""
        words = super().clean() or {}
        if not self.errors and not any(words.get(name) for name in FAREWELL_LINES):
            raise forms.ValidationError(_("Please write at least one of them."))
        return words
