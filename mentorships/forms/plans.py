"""Forms for goals, steps, the agenda and notes. Each says who sees what is written."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import CleanLine
from core.layout import ClubHelper, Row
from mentorships.models import Goal
from mentorships.policy import LONGEST_LINE, LONGEST_NOTE

if TYPE_CHECKING:
    from accounts.models import User


class DayInput(forms.DateInput):
    """A day, chosen in the browser's own calendar."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class GoalForm(forms.ModelForm):
    """One goal.

    Args:
        name: the other one's first name.
    """

    class Meta:
        model = Goal
        fields = ["text", "measure", "target_on", "is_shared"]
        labels = {
            "text": gettext_lazy("What you want to reach"),
            "measure": gettext_lazy("How you’ll know that you’re there"),
            "target_on": gettext_lazy("Until when"),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "measure": forms.Textarea(attrs={"rows": 2}),
            "target_on": DayInput(),
        }

    helper = ClubHelper("text", "measure", "target_on", "is_shared")

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ("text", "measure", "target_on"):
            self.fields[field].help_text = _("Only you see this, unless you share the goal below.")
        self.fields["is_shared"].label = _("Share this goal with %(name)s") % {"name": name}
        self.fields["is_shared"].help_text = _(
            "%(name)s then sees all of it, with its steps, and can add steps and tick them off."
        ) % {"name": name}

    def words(self) -> dict[str, Any]:
        """The values of all fields but who sees them."""
        return {name: self.cleaned_data[name] for name in ("text", "measure", "target_on")}


class StepForm(forms.Form):
    """A step towards a goal; of a shared one, either may take it.

    Args:
        name: the other one's first name.
        is_shared: whether the goal is.
    """

    text = CleanLine(label=gettext_lazy("The next step"), max_length=LONGEST_LINE)
    until_on = forms.DateField(label=gettext_lazy("Until when"), widget=DayInput(), required=False)
    is_theirs = forms.TypedChoiceField(label=gettext_lazy("Who does it"), coerce=lambda value: value == "other")

    helper = ClubHelper("text", Row("is_theirs", "until_on"))

    def __init__(self, *args: Any, name: str, is_shared: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_step_%s", **kwargs})
        if is_shared:
            self.fields["is_theirs"].choices = [("me", _("I do")), ("other", name)]  # type: ignore[attr-defined]
            seen = _("You and %(name)s both see this.") % {"name": name}
        else:
            del self.fields["is_theirs"]
            self.helper = ClubHelper("text", "until_on")
            seen = _("Only you see this.")
        self.fields["text"].help_text = seen

    def who(self, me: "User", other: "User") -> "User":
        """Whoever does it."""
        return other if self.cleaned_data.get("is_theirs") else me


class AgendaForm(forms.Form):
    """Something to talk about.

    Args:
        name: the other one's first name.
    """

    text = CleanLine(label=gettext_lazy("What would you like to talk about?"), max_length=LONGEST_LINE)

    helper = ClubHelper("text")

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _(
            "You and %(name)s both see this, here and in the reminder of your booking."
        ) % {"name": name}


class SharedNoteForm(forms.Form):
    """What the two note together. `version` is the one that the writer has read."""

    text = forms.CharField(
        label=gettext_lazy("Note for both of you"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=LONGEST_NOTE,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    helper = ClubHelper("text")

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("You and %(name)s both read and change this.") % {"name": name}


class OwnNoteForm(forms.Form):
    """What one notes for oneself."""

    text = forms.CharField(
        label=gettext_lazy("Note for yourself"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_NOTE,
        required=False,
    )

    helper = ClubHelper("text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_own_%s", **kwargs})
        self.fields["text"].help_text = _(
            "Only you ever read this. Saved without a word, it’s deleted. It goes with your account."
        )
