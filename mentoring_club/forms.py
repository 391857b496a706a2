"""Forms on the club's own pages."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import NameField
from core.forms import AddressField, CleanLine
from core.layout import ClubHelper, Div

if TYPE_CHECKING:
    from accounts.models import User

LONGEST = 4000


class ContactForm(forms.Form):
    """A message to the club team. Members need not enter a name or address."""

    name = NameField(label=_("Your name"))
    email = AddressField(
        label=_("Your email address"), help_text=_("We’ll answer there, and won’t use it for anything else.")
    )
    subject = CleanLine(label=_("What’s it about?"), max_length=120)
    message = forms.CharField(
        label=_("Your message"),
        min_length=10,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": LONGEST}),
    )
    website = CleanLine(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, member: "User | None", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        if member:
            del self.fields["name"], self.fields["email"]
        self.helper = ClubHelper(
            *([] if member else ["name", "email"]),
            "subject",
            "message",
            Div("website", css_class="visually-hidden", aria_hidden="true"),
        )

    @property
    def is_from_robot(self) -> bool:
        """Whether the hidden field is filled in, which only robots do."""
        return bool(self.cleaned_data["website"])

    def notice_data(self) -> dict[str, str]:
        """The data of the notice to the team."""
        data = self.cleaned_data
        return {
            "name": self.member.display_name if self.member else data["name"],
            "email": self.member.email if self.member else data["email"],
            "subject": data["subject"],
            "message": data["message"],
        }
