"""Fields that the application and the profile share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from core.languages import country_names
from core.links import clean_link
from mentors import languages
from mentors.models import Topic
from mentors.services import MOST_LINKS, MOST_TOPICS


def topic_groups(*, also: tuple[Topic, ...] = ()) -> list[tuple[str, list[tuple[str, str]]]]:
    """Topics on offer as choices, grouped by category, and those in `also` even if no longer offered."""
    shown = Topic.objects.offered() | Topic.objects.filter(pk__in=[topic.pk for topic in also])
    groups: dict[str, list[tuple[str, str]]] = {}
    for topic in shown.distinct().select_related("category").order_by("category__position", "category__slug", "slug"):
        groups.setdefault(topic.category.name_i18n, []).append((topic.slug, topic.name_i18n))
    return list(groups.items())


class CheckboxGroups(forms.CheckboxSelectMultiple):
    """Checkboxes in collapsible groups, and with JavaScript a search among them. Groups with a checked box start open.

    Args:
        search_label: of the field that searches.
        first_open: whether the first group always starts open; else all do where there's room, with JavaScript.
    """

    template_name = "components/checkbox_groups.html"

    def __init__(self, *, search_label: object, first_open: bool = False) -> None:
        super().__init__()
        self.search_label = search_label
        self.first_open = first_open

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups = []
        for group, options, index in context["widget"]["optgroups"]:
            count = sum(option["selected"] for option in options)
            is_open = count > 0 or (self.first_open and index == 0)
            groups.append({"name": group, "options": options, "count": count, "open": is_open})
        context["widget"] |= {"groups": groups, "search_label": self.search_label, "first_open": self.first_open}
        return context


class TopicsField(forms.MultipleChoiceField):
    """One to eight topics, by slug; cleaned to a tuple of topics."""

    widget = CheckboxGroups(search_label=_("Find a topic"))
    default_error_messages = {
        "invalid_choice": _("We don’t have the topic “%(value)s”."),
        "required": _("Choose at least one topic."),
    }

    def prepare_value(self, value: Any) -> Any:
        return [getattr(topic, "slug", topic) for topic in value or ()]

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
    """One to ten languages, by code; cleaned to a list."""

    widget = CheckboxGroups(search_label=_("Find a language"), first_open=True)
    default_error_messages = {
        "invalid_choice": _("We don’t know the language “%(value)s”."),
        "required": _("Choose at least one language."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=languages.grouped, **kwargs)

    def clean(self, value: Any) -> list[str]:
        codes = list(dict.fromkeys(super().clean(value)))
        if len(codes) > 10:
            raise ValidationError(_("Choose at most 10 languages."), code="many")
        return codes


class TextLanguageField(forms.ChoiceField):
    """The language that someone writes in, by its code: screen readers pronounce the text accordingly."""

    default_error_messages = {"invalid_choice": _("We don’t know the language “%(value)s”.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=languages.written,
            initial=get_language,
            label=_("Language of these texts"),
            help_text=_("So that screen readers pronounce them correctly."),
            **kwargs,
        )


class LinksField(forms.CharField):
    """Web addresses, one on each line; cleaned to a list."""

    widget = forms.Textarea(attrs={"rows": 3, "placeholder": "https://", "inputmode": "url"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINKS:
            raise ValidationError(_("Up to five links, please."), code="many")
        found = []
        for line in lines:
            try:
                address = clean_link(line)
            except ValueError:
                text = _(
                    "“%(line)s” isn’t a whole link. Please copy it from your browser’s address bar: it begins with "
                    "https://."
                )
                raise ValidationError(text, code="link", params={"line": line}) from None
            if len(address) > 300:
                raise ValidationError(_("A link can have up to 300 characters."), code="long")
            found.append(address)
        return list(dict.fromkeys(found))


class CountryField(forms.ChoiceField):
    """A country, by its ISO 3166-1 alpha-2 code."""

    default_error_messages = {"invalid_choice": _("We don’t know the country “%(value)s”.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: [("", _("Choose a country")), *country_names()], **kwargs)


class WholeNumberField(forms.IntegerField):
    """A whole number, typed on a numeric keypad."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.NumberInput(attrs={"inputmode": "numeric"}), **kwargs)
