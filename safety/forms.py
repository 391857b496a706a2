"""What someone tells the team, and why a member sees a decision differently."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import AddressField, CleanLine
from core.layout import ClubHelper, Div
from safety.models import ReportKind
from safety.policy import LONGEST_WORDS, SHORTEST_WORDS

if TYPE_CHECKING:
    from accounts.models import User


class ReportForm(forms.Form):
    """What happened. Members need not give an address."""

    kind = forms.ChoiceField(
        label=_("What’s it about?"),
        choices=[("", _("Please choose")), *ReportKind.choices],
        help_text=_("Harassment and danger are read by a few people only, who are chosen for it."),
    )
    words = forms.CharField(
        label=_("What happened?"),
        min_length=SHORTEST_WORDS,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": LONGEST_WORDS}),
        help_text=_("When, where, and what was said or done, as well as you remember."),
    )
    email = AddressField(
        label=_("Your email address"), help_text=_("We’ll answer there, and won’t use it for anything else.")
    )
    website = CleanLine(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, member: "User | None", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if member:
            del self.fields["email"]
        self.helper = ClubHelper(
            "kind",
            "words",
            *([] if member else ["email"]),
            Div("website", css_class="visually-hidden", aria_hidden="true"),
        )

    @property
    def is_from_robot(self) -> bool:
        """Whether the hidden field is filled in, which only robots do."""
        return bool(self.cleaned_data["website"])


class AppealForm(forms.Form):
    """Why a member sees a decision differently."""

    words = forms.CharField(
        label=_("Why do you see it differently?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": LONGEST_WORDS}),
    )
    helper = ClubHelper("words")
