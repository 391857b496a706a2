"""The team's form for an announcement, styled by unfold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectMultipleWidget,
)

from announcements.models import Announcement, Audience, LastSeen
from announcements.services.audience import Choice
from core import languages
from core.text import one_line
from mentors.models import Topic


class AudienceForm(forms.Form):
    """Whom an announcement is for."""

    audience = forms.ChoiceField(
        label=_("To"), choices=Audience.choices, initial=Audience.EVERYONE, widget=UnfoldAdminRadioSelectWidget
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.none(),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget(attrs={"size": 8}),
        help_text=_(
            "Mentors who help with one of them, and mentees who’ve said that they look for one. None means everyone."
        ),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=languages.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("Those who read the club in one of these. None means everyone."),
    )
    last_seen = forms.ChoiceField(label=_("Last signed in"), choices=LastSeen.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = Topic.objects.offered()  # type: ignore[attr-defined]

    def chosen(self) -> Choice:
        """What was chosen; the form is valid."""
        data = self.cleaned_data
        topics = [topic.pk for topic in data["topics"]]
        return Choice(data["audience"], topics, data["languages"], data["last_seen"])


class AnnouncementForm(forms.ModelForm):
    """What is said, in every language of the club, and to whom."""

    audience = AudienceForm.base_fields["audience"]
    topics = AudienceForm.base_fields["topics"]
    languages = AudienceForm.base_fields["languages"]

    class Meta:
        model = Announcement
        fields = ("audience", "topics", "languages", "last_seen")
        labels = {"last_seen": _("Last signed in")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = Topic.objects.offered()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A subject is one line: what comes after a line break could be read as another header of the email."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in languages.translations_of("subject"):
            for field in {name, "subject"} & cleaned.keys():
                cleaned[field] = one_line(cleaned[field] or "") or ("" if field == "subject" else None)
        return cleaned
