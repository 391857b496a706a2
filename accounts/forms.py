"""Forms of the member."""

from copy import copy
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import hooks
from accounts.models import LONGEST_NAME, User
from accounts.validators import clean_name
from core import clock, zones
from core.layout import ClubHelper, Row
from notifications.mail_content import optional_kinds


class NameField(forms.CharField):
    """A person's name."""

    widget = forms.TextInput(attrs={"autocomplete": "name"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_NAME} | kwargs)

    def to_python(self, value: Any) -> str:
        given = super().to_python(value) or ""
        return clean_name(given) if given else given


class SignupForm(forms.Form):
    """The fields that every way to sign up asks for besides the email address.

    Attributes:
        terms: the versions of what its page says that one agrees to; no one agrees to another that they haven't seen.
    """

    display_name = NameField(label=_("Your name"), help_text=_("The name other members see."))
    old_enough = forms.BooleanField(
        label=_("I’m 16 or older."),
        error_messages={"required": _("You have to be at least 16 years old to join.")},
    )
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-zone-input": ""}))
    terms = forms.CharField(required=False, widget=forms.HiddenInput, initial=hooks.terms_now)

    field_order = ("email", "display_name", "password1", "old_enough", "time_zone", "terms")

    def clean_terms(self) -> str:
        seen: str = self.cleaned_data["terms"]
        if seen != (now := hooks.terms_now()):
            data: Any = copy(self.data)  # the page is shown again, and says what there is now
            data[self.add_prefix("terms")] = now
            self.data = data
            changed = _("What you agree to has changed since you opened this page. Please read it as it is now.")
            self.add_error(None, changed)
        return seen

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth calls it in the transaction that makes the account; the adapter has already read the fields."""
        hooks.announce_signup(user, self.cleaned_data["terms"], clock.now())


class ZoneField(forms.ChoiceField):
    """A zone from the list, or any other name in the tz database, old aliases included."""

    default_error_messages = {"invalid_choice": _("We don’t know this time zone. Please choose one from the list.")}

    def valid_value(self, value: str) -> bool:
        return zones.known(str(value))


class ProfileForm(forms.ModelForm):
    """What a member can change about themselves."""

    display_name = NameField(label=_("Name"))
    time_zone = ZoneField(
        label=_("Time zone"), help_text=_("We show all times on the site and in emails in this zone.")
    )
    wanted = forms.MultipleChoiceField(
        label=_("Emails you’d like to get"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("We always email you about your bookings and your account."),
    )

    class Meta:
        model = User
        fields = ("display_name", "introduction", "time_zone", "language", "clock")
        labels = {"introduction": _("About you"), "language": _("Language"), "clock": _("Time format")}
        help_texts = {"language": _("For the site and our emails.")}
        widgets = {"introduction": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, data: Any = None, *, instance: User, now: datetime) -> None:
        kinds = optional_kinds()
        wanted = [kind.name for kind in kinds if kind.name not in instance.muted_notices]
        super().__init__(data, instance=instance, initial={"wanted": wanted})
        offered = zones.choices(selected=instance.time_zone, at=now)
        self.fields["time_zone"].choices = offered  # type: ignore[attr-defined]
        self.fields["wanted"].choices = [(kind.name, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        if not kinds:
            del self.fields["wanted"]
        self.helper = ClubHelper(
            "display_name", "introduction", Row("time_zone", "language"), "clock", *(["wanted"] if kinds else [])
        )

    def values(self) -> dict[str, Any]:
        """The fields as keyword arguments of the service."""
        data = dict(self.cleaned_data)
        wanted = data.pop("wanted", [])
        return data | {"muted_notices": [kind.name for kind in optional_kinds() if kind.name not in wanted]}
