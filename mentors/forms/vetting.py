"""The team's forms, styled by unfold."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from core.layout import AdminHelper, Field
from mentors.models import Criterion, Recommendation, Snippet
from mentors.services import LONGEST_ADVICE, LONGEST_MESSAGE, Grades, Reasons

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

GAP = "…"  # in a prefilled message, for the team to fill
GRADES = [(grade, str(grade)) for grade in range(1, 6)]


class GradeField(forms.TypedChoiceField):
    """A grade from 1 to 5.

    Attributes:
        rubric: what a 1, a 3 and a 5 look like, in words.
    """

    def __init__(self, *, label: "StrPromise", low: "StrPromise", middle: "StrPromise", high: "StrPromise") -> None:
        super().__init__(label=label, choices=GRADES, coerce=int, widget=forms.RadioSelect)
        self.rubric = ((1, low), (3, middle), (5, high))


class ReviewForm(forms.Form):
    """One reviewer's assessment."""

    seniority = GradeField(
        label=_("Seniority"),
        low=_("New to the field, or still finding their feet in it."),
        middle=_("A few years in: works on their own and has shown others the way."),
        high=_("Many years in: has led people or large projects, through good times and bad."),
    )
    practice = GradeField(
        label=_("Practical knowledge"),
        low=_("Knows it from books and courses. There’s no example of their own."),
        middle=_("Has done it at work, and gives an example or two."),
        high=_("Does it all the time, and can say what worked, what didn’t, and why."),
    )
    altruism = GradeField(
        label=_("Altruism"),
        low=_("It’s mostly about themselves: clients, a product, a line for the CV."),
        middle=_("Would like to help, but doesn’t say whom, or why."),
        high=_("Wants to give without getting anything back, and says why. Often has before."),
    )
    recommendation = forms.ChoiceField(
        label=_("Recommendation"), choices=Recommendation.choices, widget=forms.RadioSelect
    )
    notes = forms.CharField(
        label=_("Notes for the team"),
        required=False,
        max_length=4000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )

    helper = AdminHelper(
        Field("seniority", "practice", "altruism", "recommendation", template="admin/mentors/_radios.html"),
        Field("notes", wrapper_class="vetting__field"),
    )

    def grades(self) -> Grades:
        data = self.cleaned_data
        return Grades(seniority=data["seniority"], practice=data["practice"], altruism=data["altruism"])


class DecisionForm(forms.Form):
    """The message that is sent with a decision or a question; a no also says what was missing.

    Args:
        missing: whether the decision comes before enough of the team have read the application, and so takes a reason.
        declines: whether it's a no.
    """

    override = forms.CharField(
        label=_("Why do you decide now?"),
        help_text=_("The team reads this with the decision. We don’t send it to anyone."),
        max_length=LONGEST_MESSAGE,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    criterion = forms.ChoiceField(label=_("What was missing?"), choices=Criterion.choices, widget=forms.RadioSelect)
    advice = forms.CharField(
        label=_("What would change it?"),
        help_text=_("What to do, or to show, before the next try. It’s in the email, below your message."),
        max_length=LONGEST_ADVICE,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    again_on = forms.DateField(
        label=_("From when may they apply again?"),
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )
    message = forms.CharField(
        label=_("Your message"), max_length=LONGEST_MESSAGE, widget=UnfoldAdminTextareaWidget(attrs={"rows": 14})
    )

    def __init__(self, *args: Any, missing: bool, declines: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not missing:
            del self.fields["override"]
        if not declines:
            for name in ("criterion", "advice", "again_on"):
                del self.fields[name]
        radios = {"criterion": "admin/mentors/_radios.html"}
        self.helper = AdminHelper(
            *(
                Field(name, wrapper_class="vetting__field", **({"template": radios[name]} if name in radios else {}))
                for name in self.fields
            )
        )

    def filled_with(self, snippet: Snippet, *, language: str) -> dict[str, str]:
        """What was typed so far, with the team's words for a reason: in the gap of the message, or below it."""
        given = {name: self.data.get(name, "") for name in self.fields}
        with translation.override(language):
            text, advice = snippet.text_i18n, snippet.advice_i18n
        message = given["message"].replace("\r\n", "\n")
        given["message"] = message.replace(GAP, text, 1) if GAP in message else f"{message.rstrip()}\n\n{text}"
        given["advice"] = "\n".join(filter(None, [given["advice"].strip(), advice]))
        return given | {"criterion": snippet.criterion}

    def reasons(self) -> Reasons | None:
        """What a no tells besides the message; None for anything else."""
        if "criterion" not in self.fields:
            return None
        data = self.cleaned_data
        return Reasons(Criterion(data["criterion"]), data["advice"].replace("\r\n", "\n"), data["again_on"])

    def clean_message(self) -> str:
        message: str = self.cleaned_data["message"].replace("\r\n", "\n")
        if f" {GAP}\n" in message + "\n":
            raise ValidationError(_("There’s still a gap (…) in the text. Fill it in."), code="gap")
        return message
