"""What a member writes to another, and how they want to hear of what is written to them."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.models import WordsByEmail
from conversations.policy import LONGEST_WORDS
from conversations.services.preferences import NONE
from core.forms import WordsField
from core.layout import ClubHelper


class WordsForm(forms.Form):
    """The words of a message."""

    text = WordsField(
        label=_("Your message"),
        min_length=1,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_WORDS}),
        help_text=_("Links work, and so do **bold**, *italic* and lists with a dash."),
    )
    helper = ClubHelper("text")


class MessageForm(WordsForm):
    """A new message, with the key by which the same form counts once, and what it showed."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)

    def __init__(self, *args: Any, seen: int = 0, **kwargs: Any) -> None:
        kwargs["initial"] = {"form_key": uuid.uuid4(), "seen": seen}
        super().__init__(*args, **kwargs)


class PreferencesForm(forms.Form):
    """Emails about messages, and what becomes of one's words."""

    emails = forms.ChoiceField(
        label=_("When someone writes and you haven’t seen it in ten minutes"),
        choices=[*WordsByEmail.choices, (NONE, _("No emails"))],
        widget=forms.RadioSelect,
    )
    takes_words = forms.BooleanField(
        label=_("If I delete my account, remove my words from all conversations"),
        required=False,
        help_text=_(
            "Otherwise the others can read them for up to a year, as those of “a former member”. Where others have "
            "written your name, it stays."
        ),
    )
    helper = ClubHelper("emails", "takes_words")
