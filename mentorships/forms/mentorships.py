"""Forms of the page of one mentorship."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.layout import ClubHelper, Fieldset, Row
from mentorships.forms.choices import lengths, rhythms
from mentorships.models import Agreement
from mentorships.policy import ANSWER_DAYS, LONGEST_MEETING, LONGEST_PAUSE
from mentorships.presenters import lasting

MOST_WEEKS = LONGEST_PAUSE.days // 7


def _pauses() -> list[tuple[int, str]]:
    return [(weeks, lasting(weeks)) for weeks in range(1, MOST_WEEKS + 1)]


class AgreementForm(forms.ModelForm):
    """The lines that two people agree on. `version` is the one that the writer has read."""

    rhythm = forms.TypedChoiceField(label=_("How often you meet"), choices=rhythms, coerce=int)
    weeks = forms.TypedChoiceField(label=_("How long it lasts"), choices=lengths, coerce=int)
    answer_days = forms.TypedChoiceField(
        label=_("Within how many days you answer"), choices=[(days, days) for days in ANSWER_DAYS], coerce=int
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Agreement
        fields = [
            "goal", "rhythm", "weeks", "channel", "answer_days", "between_us", "off_limits", "if_missed",
        ]  # fmt: skip
        labels = {
            "goal": _("What it’s for"),
            "channel": _("Where you write to each other"),
            "between_us": _("What stays between you"),
            "off_limits": _("What you don’t talk about"),
            "if_missed": _("If one of you can’t come"),
        }
        help_texts = {
            "channel": _("Left empty: here, in your conversation."),
            "between_us": _(
                "Left empty: everything, unless someone is in danger, something must be reported, or you both say so."
            ),
            "if_missed": _("How early you tell each other, for example."),
        }
        widgets = {
            "goal": forms.Textarea(attrs={"rows": 4}),
            **{
                name: forms.Textarea(attrs={"rows": 2}) for name in ("channel", "between_us", "off_limits", "if_missed")
            },
        }

    helper = ClubHelper(
        "goal",
        Row("rhythm", "weeks"),
        Fieldset(_("How you do it"), "channel", "answer_days", "between_us", "off_limits", "if_missed"),
        "version",
    )

    def lines(self) -> dict[str, Any]:
        """The values of all lines."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class MetForm(forms.Form):
    """When the two met elsewhere."""

    day = forms.DateField(label=_("On which day?"), widget=forms.DateInput(attrs={"type": "date"}))
    minutes = forms.IntegerField(label=_("How many minutes?"), min_value=5, max_value=LONGEST_MEETING, initial=60)

    helper = ClubHelper(Row("day", "minutes"))


class PauseForm(forms.Form):
    """How long to rest."""

    weeks = forms.TypedChoiceField(label=_("For how long?"), choices=_pauses, coerce=int, initial=2)

    helper = ClubHelper("weeks")
