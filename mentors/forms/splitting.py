"""What becomes of a topic that is split, and of each of its mentors."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from core import languages
from core.forms import CleanLine
from core.layout import AdminHelper, Field
from mentors.models import Mentor, Topic

CHOICES = [("first", _("stays")), ("second", _("moves")), ("both", _("both"))]


class SplitForm(forms.Form):
    """The name and address of the second topic."""

    slug = forms.SlugField(
        label=_("Address"),
        max_length=50,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("The last part of its page’s address, such as interview-practice."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, title in languages.choices():
            self.fields[f"name_{code}"] = CleanLine(
                label=_("Name of the new topic (%(language)s)") % {"language": title},
                max_length=80,
                widget=UnfoldAdminTextInputWidget(attrs={"lang": code}),
            )
        self.order_fields([f"name_{code}" for code in languages.codes()])
        self.helper = AdminHelper(*(Field(name, wrapper_class="vetting__field") for name in self.fields))

    def names(self) -> dict[str, str]:
        """The name in each language."""
        return {code: self.cleaned_data[f"name_{code}"] for code in languages.codes()}


class HalvesForm(forms.Form):
    """For each mentor of a topic, which of the two they help with. The page draws it as a table.

    Args:
        topic: the one that is split.
    """

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mentors = Mentor.objects.filter(topics=topic).select_related("user")
        self.mentors = list(mentors.order_by("user__display_name", "pk"))
        for mentor in self.mentors:
            self.fields[f"mentor_{mentor.pk}"] = forms.ChoiceField(
                label=mentor.user.display_name, choices=CHOICES, initial="first", widget=forms.RadioSelect
            )

    def rows(self) -> list[tuple[Mentor, Any]]:
        """Each mentor with the field that says which half is theirs."""
        return [(mentor, self[f"mentor_{mentor.pk}"]) for mentor in self.mentors]

    def chosen(self, half: str) -> list[int]:
        """The keys of the mentors for whom `half` is chosen."""
        return [mentor.pk for mentor in self.mentors if self.cleaned_data.get(f"mentor_{mentor.pk}") == half]
