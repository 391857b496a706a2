"""The form on which people tell the club whom they didn't find."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import CleanLine
from core.layout import ClubHelper, Div
from directory.topics import load
from mentors.models import Topic


class WishForm(forms.Form):
    """What somebody looks for, in words, as a topic, or both."""

    words = CleanLine(
        label=_("Who or what are you looking for?"),
        max_length=120,
        required=False,
        help_text=_("Don’t write anything about yourself: the team reads this without your name."),
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.none(), required=False, to_field_name="slug", empty_label=_("None")
    )
    website = CleanLine(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = [(field.name, [(topic.slug, topic.name) for topic in field.topics]) for field in load()]
        self.fields["topic"].queryset = Topic.objects.offered()  # type: ignore[attr-defined]
        self.fields["topic"].choices = [("", _("None")), *topics]  # type: ignore[attr-defined]
        self.helper = ClubHelper("words", "topic", Div("website", css_class="visually-hidden", aria_hidden="true"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("words") and not data.get("topic") and not self.errors:
            raise ValidationError(_("Say in a few words who you’re looking for, or choose a topic."))
        return data
