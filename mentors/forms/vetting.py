"""The team's forms, styled by unfold."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from core.layout import AdminHelper, Field
from mentors.models import Recommendation
from mentors.services import LONGEST_MESSAGE, Grades

GRADES = [(grade, str(grade)) for grade in range(1, 6)]


def grade(label: object) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=GRADES, coerce=int, widget=forms.RadioSelect)  # type: ignore[arg-type]


class ReviewForm(forms.Form):
    """One reviewer's assessment."""

    seniority = grade(_("Seniority"))
    practice = grade(_("Practical knowledge"))
    altruism = grade(_("Altruism"))
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
    """The message that is sent with a decision or a question."""

    message = forms.CharField(
        label=_("Your message"), max_length=LONGEST_MESSAGE, widget=UnfoldAdminTextareaWidget(attrs={"rows": 14})
    )

    helper = AdminHelper(Field("message", wrapper_class="vetting__field"))

    def clean_message(self) -> str:
        message: str = self.cleaned_data["message"].replace("\r\n", "\n")
        if " …\n" in message + "\n":
            raise ValidationError(_("There’s still a gap (…) in the text. Fill it in."), code="gap")
        return message
