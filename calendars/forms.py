"""Adding an outside calendar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import CleanLine
from core.layout import ClubHelper


class CalendarForm(forms.Form):
    """Asks for the secret address of an outside calendar; `services.tidy` validates it."""

    address = CleanLine(
        label=_("Secret address of the calendar"),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=_("It begins with https:// or webcal:// and usually ends with .ics."),
    )

    helper = ClubHelper("address")
