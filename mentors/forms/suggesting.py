"""A topic that a mentor misses, and what the team makes of it."""

from typing import Any

from django import forms
from django.contrib.postgres.search import TrigramSimilarity
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from core.forms import CleanLine
from core.layout import ClubHelper
from mentors.models import Category, Topic, TopicSuggestion
from mentors.models.suggestions import LONGEST_WORDS


class SuggestionForm(forms.Form):
    """What a mentor misses."""

    name = CleanLine(
        label=_("What’s the topic called?"),
        max_length=80,
        help_text=_("As you’d say it to a friend: “Returning after parental leave”."),
    )
    why = forms.CharField(
        label=_("What do people talk about there?"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_WORDS}),
    )
    helper = ClubHelper("name", "why")


class SuggestionDecisionForm(forms.ModelForm):
    """What becomes of a suggestion: a topic of its own, a synonym of another, or neither."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("make", _("Make it a topic")),
            ("add", _("Add it to a topic, as a synonym")),
            ("decline", _("Decline")),
        ],
        widget=UnfoldAdminRadioSelectWidget,
    )
    area = forms.ModelChoiceField(
        label=_("Area, for a new topic"), queryset=Category.objects.none(), required=False,
        widget=UnfoldAdminSelectWidget,
    )  # fmt: skip
    into = forms.ModelChoiceField(
        label=_("Topic, for a synonym"), queryset=Topic.objects.none(), required=False, widget=UnfoldAdminSelectWidget,
        help_text=_("Those of a similar name come first."),
    )  # fmt: skip
    reply = forms.CharField(
        label=_("Answer"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("When you save, we email it to the mentor. A no needs a sentence."),
    )

    class Meta:
        model = TopicSuggestion
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["area"]
        into: Any = self.fields["into"]
        area.queryset = Category.objects.order_by("position", "slug")
        alike = TrigramSimilarity("name", self.instance.name)
        into.queryset = Topic.objects.offered().annotate(alike=alike).order_by("-alike", "slug")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        needed = {"make": "area", "add": "into", "decline": "reply"}.get(cleaned.get("verdict", ""), "")
        if needed and not cleaned.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Please fill this in for your decision."))
        return cleaned
