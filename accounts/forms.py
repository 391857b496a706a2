"""Forms of the member."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import zones
from notifications.letters import optional_kinds


class SignupForm(forms.Form):
    """What a new member tells the club besides the mail address, however they sign up."""

    display_name = forms.CharField(
        label=_("Your name"),
        min_length=2,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As others here should see it."),
    )
    old_enough = forms.BooleanField(
        label=_("I am 16 or older."),
        error_messages={"required": _("You have to be at least 16 years old to join.")},
    )
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-zone-input": ""}))

    field_order = ("email", "display_name", "old_enough", "time_zone")

    def clean_display_name(self) -> str:
        return " ".join(self.cleaned_data["display_name"].split())

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth wants it; the adapter has taken the fields over already."""


class ProfileForm(forms.ModelForm):
    """What a member can change about themselves."""

    time_zone = forms.ChoiceField(label=_("Time zone"))
    wanted = forms.MultipleChoiceField(
        label=_("Mails I want to get"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Mails about your bookings and your account always come."),
    )

    class Meta:
        model = User
        fields = ("display_name", "introduction", "time_zone", "language")
        labels = {"display_name": _("Name"), "introduction": _("About you"), "language": _("Language")}
        widgets = {"introduction": forms.Textarea(attrs={"rows": 5, "maxlength": 600})}

    def __init__(self, *args: Any, instance: User, **kwargs: Any) -> None:
        kinds = optional_kinds()
        wanted = [kind.name for kind in kinds if kind.name not in instance.muted_notices]
        super().__init__(*args, instance=instance, **(kwargs | {"initial": {"wanted": wanted}}))
        self.fields["time_zone"].choices = zones.choices(selected=instance.time_zone)
        self.fields["wanted"].choices = [(kind.name, kind.label) for kind in kinds]
        if not kinds:
            del self.fields["wanted"]

    def clean_display_name(self) -> str:
        return " ".join(self.cleaned_data["display_name"].split())

    def values(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        data = dict(self.cleaned_data)
        wanted = data.pop("wanted", [])
        return data | {"muted_notices": [kind.name for kind in optional_kinds() if kind.name not in wanted]}
