"""Adding an outside calendar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.layout import ClubHelper


class CalendarForm(forms.Form):
    """The secret address of a calendar elsewhere. Whether it is one, `services.tidy` says."""

    address = forms.CharField(
        label=_("Secret address of the calendar"),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=_("It begins with https:// or webcal:// and mostly ends with .ics."),
    )

    helper = ClubHelper("address")
