"""Forms for applying to become a mentor."""

from copy import copy
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from club_pages.models import ConsentPlace
from club_pages.services import consenting
from core.forms import CleanLine, LinkField, WordsField
from core.layout import ClubHelper, Fieldset, Include, Row
from mentors.forms.fields import (
    CountryField,
    LanguagesField,
    TextLanguageField,
    TopicsField,
    WholeNumberField,
    topic_groups,
)
from mentors.models import Application
from mentors.models.appeals import LONGEST_WORDS
from mentors.services import LETTER_LENGTH, LONGEST_MESSAGE, Content

LEAST, MOST = LETTER_LENGTH


class ApplicationForm(forms.Form):
    """An application as it is sent to the team.

    Attributes:
        terms: the versions of what the page links to above `agreed`.
    """

    letter = WordsField(
        label=_("Your letter"),
        min_length=LEAST,
        max_length=MOST,
        help_text=_(
            "Why do you want to give your time? What have you done, and what have you learned that could help "
            "others? 300 to 6,000 characters."
        ),
        error_messages={
            "min_length": _("Please write at least %(limit_value)d characters. You have %(show_value)d so far.")
        },
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    text_language = TextLanguageField()
    years_of_practice = WholeNumberField(label=_("Years of experience"), min_value=0, max_value=70)
    role = CleanLine(label=_("What you do today"), max_length=80)
    company = CleanLine(label=_("Company or organisation"), max_length=80, required=False)
    topics = TopicsField(label=_("Topics you can help with"), help_text=_("One to eight."))
    languages = LanguagesField(label=_("Languages you can meet in"))
    country = CountryField(label=_("Country you live in"))
    link = LinkField(label=_("LinkedIn or another page about you"), max_length=300, required=False)
    hours_per_week = WholeNumberField(label=_("Hours per week you’d like to give"), min_value=1, max_value=40)
    agreed = forms.BooleanField(
        label=_("I’ve read the code of conduct and agree to it."),
        error_messages={"required": _("Please agree to the code of conduct. The club doesn’t work without it.")},
    )
    terms = forms.CharField(
        required=False, widget=forms.HiddenInput, initial=partial(consenting.terms, ConsentPlace.APPLICATION)
    )

    helper = ClubHelper(
        "letter",
        "text_language",
        Fieldset(_("Your experience"), Row("role", "company"), Row("years_of_practice", "country"), "link"),
        Fieldset(_("What you offer"), "topics", "languages", "hours_per_week"),
        Fieldset(_("One last thing"), Include("mentors/_conduct.html"), "agreed"),
    )

    def __init__(self, *args: Any, application: Application | None = None, **kwargs: Any) -> None:
        kept = tuple(application.topics.all()) if application else ()
        if application and "initial" not in kwargs:
            kwargs["initial"] = {
                "letter": application.letter,
                "years_of_practice": application.years_of_practice,
                "role": application.role,
                "company": application.company,
                "topics": [topic.slug for topic in kept],
                "languages": application.languages,
                "text_language": application.text_language,
                "country": application.country.code,  # type: ignore[attr-defined]
                "link": application.link,
                "hours_per_week": application.hours_per_week,
            }
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = topic_groups(also=kept)  # type: ignore[attr-defined]

    def clean_letter(self) -> str:
        letter: str = self.cleaned_data["letter"]
        return letter.replace("\r\n", "\n")

    def content(self) -> Content:
        """What a valid form says."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in {"agreed", "terms"}}
        return Content(**data)

    def ask_again(self, refusal: str) -> None:
        """Keep all that was written, and let its writer agree to what there is now."""
        data: Any = copy(self.data)
        data["terms"] = consenting.terms(ConsentPlace.APPLICATION)
        data.pop("agreed", None)
        self.data = data
        self.add_error("agreed", refusal)


class DraftForm(ApplicationForm):
    """An application that is still being written: anything may be missing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
        letter = self.fields["letter"]
        letter.validators = [check for check in letter.validators if getattr(check, "code", "") != "min_length"]


class AnswerForm(forms.Form):
    """The answer to a question of the team."""

    message = forms.CharField(
        label=_("Your answer"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 8})
    )

    helper = ClubHelper("message")


class AppealForm(forms.Form):
    """Why an applicant appeals against a no."""

    words = forms.CharField(
        label=_("Why do you see it differently?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": LONGEST_WORDS}),
    )
    helper = ClubHelper("words")
