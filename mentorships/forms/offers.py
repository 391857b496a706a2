"""The form for what a mentor offers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.layout import ClubHelper, Row
from mentorships.forms.choices import lengths, rhythms
from mentorships.models import Offer
from mentorships.policy import MOST_PLACES


class OfferForm(forms.ModelForm):
    """What a mentor offers."""

    places = forms.TypedChoiceField(
        label=_("How many at a time"),
        choices=[(number, number) for number in range(1, MOST_PLACES + 1)],
        coerce=int,
        help_text=_("If you choose fewer than you have now, those stay, and no new one begins."),
    )
    rhythm = forms.TypedChoiceField(label=_("How often you meet"), choices=rhythms, coerce=int)
    weeks = forms.TypedChoiceField(label=_("How long it lasts"), choices=lengths, coerce=int)

    class Meta:
        model = Offer
        fields = ["is_open", "places", "rhythm", "weeks", "for_whom", "not_for"]
        labels = {
            "is_open": _("I take mentorships"),
            "for_whom": _("Whom you help best"),
            "not_for": _("What you don’t do"),
        }
        help_texts = {
            "is_open": _("Mentees can then ask you for one. You always decide yourself."),
            "for_whom": _("Everyone can read this on your profile."),
            "not_for": _("Everyone can read this on your profile."),
        }
        widgets = {"for_whom": forms.Textarea(attrs={"rows": 3}), "not_for": forms.Textarea(attrs={"rows": 2})}

    helper = ClubHelper("is_open", "places", Row("rhythm", "weeks"), "for_whom", "not_for")
