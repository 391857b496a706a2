"""What a member looks for, and why they leave a mentor out."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from core.forms import CleanLine, WordsField
from core.layout import ClubHelper, Disclosure, Fieldset, Row
from directory.facets import WhenFacet
from directory.parts_of_week import PARTS
from matching.models import DismissalReason, Level, Need, Pace, Tone
from matching.models.needs import LONGEST_GOAL, LONGEST_UNWANTED, MOST_TOPICS
from matching.services.needs import Wanted
from mentors.forms.fields import LanguagesField, topic_groups
from mentors.models import Topic

SHORTEST_GOAL = 20
TOPICS = [f"topic_{place}" for place in range(1, MOST_TOPICS + 1)]
LEVELS = [("", _("I’d rather not say")), *Level.choices]


class WeekParts(forms.CheckboxSelectMultiple):
    """A week of checkboxes: a column for each day, a row for each part of it."""

    template_name = "components/week_parts.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = [option for _group, group, _index in context["widget"]["optgroups"] for option in group]
        days, parts = len(WEEKDAYS), WhenFacet.parts.values()
        context["widget"] |= {
            "days": [(WEEKDAYS_ABBR[day], day_name) for day, day_name in WEEKDAYS.items()],
            "rows": [(part, options[at * days : (at + 1) * days]) for at, part in enumerate(parts)],
        }
        return context


def _parts() -> list[tuple[str, str]]:
    when = WhenFacet([], {})
    return [(part, when.label(part)) for part in PARTS]


class NeedForm(forms.Form):
    """What a member looks for in a mentor."""

    goal = WordsField(
        label=_("What would you like to get better at, or decide?"),
        min_length=SHORTEST_GOAL,
        max_length=LONGEST_GOAL,
        help_text=_("Two or three sentences in your own words. We look for mentors who write about it, too."),
        error_messages={
            "min_length": _("Please write at least %(limit_value)d characters. You have %(show_value)d so far.")
        },
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    topic_1 = forms.ChoiceField(label=_("Most important topic"), required=False)
    topic_2 = forms.ChoiceField(label=_("Second topic"), required=False)
    topic_3 = forms.ChoiceField(label=_("Third topic"), required=False)
    level = forms.ChoiceField(label=_("Where are you now?"), choices=LEVELS, required=False)
    hours = forms.MultipleChoiceField(
        label=_("When do you usually have time?"),
        choices=_parts,
        required=False,
        widget=WeekParts,
        help_text=_("By your own clock. Choose none if you’re flexible."),
    )
    languages = LanguagesField(
        label=_("Languages you’d like to talk in"),
        required=False,
        help_text=_("Choose none if you don’t mind."),
    )
    tone = forms.ChoiceField(label=_("What helps you more?"), choices=Tone.choices, required=False)
    pace = forms.ChoiceField(label=_("And how?"), choices=Pace.choices, required=False)
    unwanted = CleanLine(
        label=_("Words for what you don’t want"),
        max_length=LONGEST_UNWANTED,
        required=False,
        help_text=_("For example: sales, crypto. Mentors who write about it come later."),
    )
    not_company = CleanLine(
        label=_("A company you’d like to leave out"),
        max_length=80,
        required=False,
        help_text=_("Yours, for example. We won’t suggest anyone who works there."),
    )

    helper = ClubHelper(
        "goal",
        Fieldset(_("Topics"), *TOPICS),
        Fieldset(_("You"), "level", Row("tone", "pace")),
        Fieldset(_("Time and language"), "hours", "languages"),
        Disclosure(_("What you don’t want"), "unwanted", "not_company"),
    )

    def __init__(self, *args: Any, need: Need | None = None, **kwargs: Any) -> None:
        chosen = need.topics if need else []
        if need and "initial" not in kwargs:
            names = ("goal", "level", "hours", "languages", "tone", "pace", "unwanted", "not_company")
            kwargs["initial"] = {name: getattr(need, name) for name in names}
            kwargs["initial"] |= {name: topic.slug for name, topic in zip(TOPICS, chosen, strict=False)}
        super().__init__(*args, **kwargs)
        groups = topic_groups(also=tuple(chosen))
        for name in TOPICS:
            self.fields[name].choices = [("", _("None")), *groups]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        slugs = [data[name] for name in TOPICS if data.get(name)]
        if len(set(slugs)) < len(slugs):
            raise ValidationError(_("Please choose each topic only once."))
        return data

    def wanted(self) -> Wanted:
        """What a valid form says."""
        data = dict(self.cleaned_data)
        slugs = [slug for name in TOPICS if (slug := data.pop(name))]
        found = {topic.slug: topic for topic in Topic.objects.filter(slug__in=slugs)}
        data["goal"] = data["goal"].replace("\r\n", "\n")
        return Wanted(topics=[found[slug] for slug in slugs], **data)


class DismissalForm(forms.Form):
    """Why a mentor isn't the right one; the page draws it."""

    reason = forms.ChoiceField(choices=DismissalReason.choices)
