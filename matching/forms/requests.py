"""Forms for sending a request, and for answering one."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import CleanLine, WordsField
from core.layout import ClubHelper, Disclosure, Fieldset, Include
from matching.models import MOST_ASKED, DeclineReason, RequestKind
from matching.models.requests import LONGEST_ASK, LONGEST_MESSAGE, LONGEST_TRIED, LONGEST_WORDS, SHORTEST_ASK
from matching.services.requests import Choice
from mentors.forms.fields import LanguagesField
from mentors.models import Mentor

LIST = "known-mentors"  # the id of the names that the fields suggest
FITTING = "fitting-mentors"
IN_ADDRESS = re.compile(r"/mentors/([-\w]+)/?")
KINDS = [
    (RequestKind.SESSION, _("One session")),
    (RequestKind.MENTORSHIP, _("A mentorship: several sessions over some weeks, towards a goal")),
]
PLACES = (_("First, ask"), _("Then"), _("And then"))
NAMES = tuple(f"mentor_{number}" for number in range(1, MOST_ASKED + 1))


def typed(mentor: Mentor) -> str:
    """What to enter for a mentor: the name, or the address if someone else has the same name."""
    name = mentor.user.display_name
    has_twin = Mentor.objects.listed().filter(user__display_name__iexact=name).exclude(pk=mentor.pk).exists()
    return mentor.get_absolute_url() if has_twin else name


def mentors_called(form: forms.BaseForm, names: Sequence[str], *, apart: Collection[int] = ()) -> list[Mentor]:
    """The mentors whom these fields name, in order; a field that names no one, or someone again, gets an error.

    Args:
        apart: the keys of mentors whom a block keeps from whoever names them.
    """
    found: list[Mentor] = []
    for name in names:
        if text := form.cleaned_data.get(name):
            try:
                mentor = mentor_called(text, apart=apart)
            except ValidationError as error:
                form.add_error(name, error)
                continue
            if mentor in found:
                form.add_error(name, _("You’ve already chosen this mentor."))
            found.append(mentor)
    return found


def mentor_called(text: str, *, apart: Collection[int] = ()) -> Mentor:
    """A listed mentor by name, by the address of their page, or by its last part.

    One whom a block keeps apart is as unknown as one on a break.

    Raises:
        ValidationError: there is none, or several have the name.
    """
    listed = Mentor.objects.listed().exclude(pk__in=apart).select_related("user")
    if address := IN_ADDRESS.search(text):
        found = list(listed.filter(slug=address.group(1)))
    else:
        # One after the other: no index serves an OR across two tables.
        found = list(listed.filter(slug=text.lower())) or list(listed.filter(user__display_name__iexact=text)[:2])
    if len(found) == 1:
        return found[0]
    message = (
        _("Several mentors are called “%(name)s”. Please enter the address of the right one’s page.")
        if found
        else _("We don’t know a mentor called “%(name)s” who takes requests. Check the name, please.")
    )
    raise ValidationError(message, code="twins" if found else "unknown", params={"name": text[:80]})


class RequestForm(forms.Form):
    """What a mentee asks for, and whom, in their order."""

    goal = WordsField(
        label=_("What’s it about?"),
        min_length=SHORTEST_ASK,
        max_length=LONGEST_ASK,
        help_text=_(
            "What you’d like to make progress with, where you are now, and what would help. Please write at least 150 "
            "characters: each mentor we ask reads it as you wrote it."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    tried = forms.CharField(
        label=_("What have you tried so far?"),
        required=False,
        max_length=LONGEST_TRIED,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    languages = LanguagesField(label=_("Languages you’d like to talk in"), required=False)

    def __init__(self, *args: Any, apart: Collection[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.apart = apart
        rows: list[Any] = []
        for number, label in enumerate(PLACES, start=1):
            self.fields[f"mentor_{number}"] = CleanLine(
                label=label,
                required=number == 1,
                max_length=300,
                widget=forms.TextInput(attrs={"list": LIST, "autocomplete": "off"}),
            )
            self.fields[f"words_{number}"] = forms.CharField(
                label=_("Only for this mentor"),
                required=False,
                max_length=LONGEST_WORDS,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            rows += [f"mentor_{number}", Disclosure(_("Add a few words for this mentor only"), f"words_{number}")]
        if settings.MENTORSHIPS:
            self.fields["kind"] = forms.ChoiceField(
                label=_("What would you like?"),
                choices=KINDS,
                initial=RequestKind.SESSION,
                required=False,
                widget=forms.RadioSelect,
            )
        self.helper = ClubHelper(
            *(["kind"] if settings.MENTORSHIPS else []),
            "goal",
            "tried",
            Disclosure(_("Choose languages"), "languages"),
            Fieldset(_("Who shall we ask?"), Include("matching/_order.html"), *rows),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["mentors"] = mentors_called(self, NAMES, apart=self.apart)
        return cleaned

    @property
    def kind(self) -> RequestKind:
        """What is asked for."""
        return RequestKind(self.cleaned_data.get("kind") or RequestKind.SESSION)

    def choices(self) -> list[Choice]:
        """The chosen mentors in their order, each with what only they are told."""
        words = [self.cleaned_data[f"words_{name[-1]}"] for name in NAMES if self.cleaned_data[name]]
        return [Choice(mentor, said) for mentor, said in zip(self.cleaned_data["mentors"], words, strict=True)]


class AcceptForm(forms.Form):
    """A message with a yes."""

    message = forms.CharField(
        label=_("Message"), required=False, max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 3})
    )

    helper = ClubHelper("message")


class DeclineForm(forms.Form):
    """Why not now, who fits better, and a message."""

    reason = forms.ChoiceField(label=_("Why?"), choices=DeclineReason.choices, widget=forms.RadioSelect)
    suggests = CleanLine(
        label=_("Who fits better?"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"list": FITTING, "autocomplete": "off"}),
    )
    message = forms.CharField(
        label=_("Message"),
        help_text=_("A tip helps most."),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    helper = ClubHelper("reason", "suggests", "message")

    def __init__(self, *args: Any, mentee: User, apart: Collection[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.apart = apart
        self.fields["reason"].help_text = _(
            "We tell %(name)s, except for “it’s not a fit for me”: then we only say that you can’t take it on."
        ) % {"name": mentee.get_short_name()}
        self.fields["suggests"].help_text = _(
            "If you know someone in the club, enter their name or the address of their page. We’ll tell %(name)s that "
            "you suggest them, and ask them only if %(name)s says so."
        ) % {"name": mentee.get_short_name()}

    def clean_suggests(self) -> Mentor | None:
        text = self.cleaned_data["suggests"]
        return mentor_called(text, apart=self.apart) if text else None


class QuestionForm(forms.Form):
    """What the mentor would like to know first."""

    question = forms.CharField(
        label=_("Your question"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 3})
    )

    helper = ClubHelper("question")


class ReplyForm(forms.Form):
    """The mentee's reply to a mentor's question."""

    text = forms.CharField(label=_("Your answer"), max_length=LONGEST_ASK, widget=forms.Textarea(attrs={"rows": 5}))

    helper = ClubHelper("text")
