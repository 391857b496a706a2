"""Fields that the application and the profile share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_countries import countries

from mentors import languages
from mentors.models import Topic
from mentors.services import MOST_TOPICS

web_address = URLValidator(schemes=["http", "https"], message=_("Please give an address that begins with https://."))


def topic_groups(*, also: tuple[Topic, ...] = ()) -> list[tuple[str, list[tuple[str, str]]]]:
    """Topics on offer as choices, grouped by category; `also` stay in although they are offered no more."""
    shown = Topic.objects.offered() | Topic.objects.filter(pk__in=[topic.pk for topic in also])
    groups: dict[str, list[tuple[str, str]]] = {}
    for topic in shown.distinct().select_related("category").order_by("category__position", "category__slug", "slug"):
        groups.setdefault(topic.category.name_i18n, []).append((topic.slug, topic.name_i18n))
    return list(groups.items())


class TopicsField(forms.MultipleChoiceField):
    """One to eight topics, by slug; cleaned to a tuple of topics."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "choices choices--columns"})
    default_error_messages = {
        "invalid_choice": _("We do not offer the topic “%(value)s”."),
        "required": _("Choose at least one topic."),
    }

    def clean(self, value: Any) -> tuple[Topic, ...]:
        slugs = super().clean(value)
        if len(set(slugs)) > MOST_TOPICS:
            raise ValidationError(
                ngettext("Choose one topic at most.", "Choose at most %(count)d topics.", MOST_TOPICS)
                % {"count": MOST_TOPICS},
                code="many",
            )
        return tuple(Topic.objects.filter(slug__in=slugs))


class LanguagesField(forms.MultipleChoiceField):
    """One to ten languages, by code; cleaned to a tuple."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "choices choices--columns"})
    default_error_messages = {
        "invalid_choice": _("“%(value)s” is not a language we know."),
        "required": _("Choose at least one language."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=languages.grouped, **kwargs)

    def clean(self, value: Any) -> tuple[str, ...]:
        codes = tuple(dict.fromkeys(super().clean(value)))
        if len(codes) > 10:
            raise ValidationError(_("Choose at most 10 languages."), code="many")
        return codes


class CountryField(forms.ChoiceField):
    """A country, by its ISO 3166-1 alpha-2 code."""

    default_error_messages = {"invalid_choice": _("“%(value)s” is not a country we know.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: [("", _("Choose a country")), *countries], **kwargs)


class WholeNumberField(forms.IntegerField):
    """A small whole number in a short control."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.NumberInput(attrs={"inputmode": "numeric"}), **kwargs)


class GroupedChoices(forms.Form):
    """A form with topics and languages, which its template draws a group at a time."""

    def topic_choices(self) -> list[dict[str, Any]]:
        return self._groups("topics")

    def language_choices(self) -> list[dict[str, Any]]:
        groups = self._groups("languages")
        groups[0]["open"] = True
        return groups

    def _groups(self, name: str) -> list[dict[str, Any]]:
        return checked(list(self.fields[name].choices), list(self[name].value() or []))  # type: ignore[attr-defined]


def checked(groups: list[tuple[str, list[tuple[str, str]]]], chosen: list[str]) -> list[dict[str, Any]]:
    """Groups of choices for a template: name, choices with whether they are chosen, and how many are."""
    shown = []
    for name, choices in groups:
        rows = [{"value": value, "label": label, "checked": value in chosen} for value, label in choices]
        shown.append({"name": name, "choices": rows, "count": sum(value in chosen for value, _label in choices)})
    return shown
