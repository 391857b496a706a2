"""Forms of rounds: shape and parsing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import CleanLine
from core.layout import ClubHelper
from matching.models import Role
from matching.models.rounds import LONGEST_NOTE, MOST_MENTEES
from matching.services.preferring import Choice


class JoinForm(forms.Form):
    """Joining as a mentee, or as a mentor with room for some."""

    note = CleanLine(
        label=_("A sentence about you"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_("Who you are, and what you’d like to talk about. Everyone on the other side reads it."),
    )
    capacity = forms.IntegerField(
        label=_("How many mentees you’d take"), min_value=1, max_value=MOST_MENTEES, initial=1, required=False
    )

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{role}_%s"
        if role == Role.MENTEE:
            del self.fields["capacity"]
        self.helper = ClubHelper(*self.fields)

    def said(self) -> dict[str, Any]:
        """What it says, as the service takes it."""
        return {"note": self.cleaned_data["note"], "capacity": self.cleaned_data.get("capacity") or 1}


class PreferForm(forms.Form):
    """What a participant says about someone on the other side."""

    role = forms.ChoiceField(choices=Role.choices)
    about = forms.UUIDField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(choices=Choice.choices, required=False)
