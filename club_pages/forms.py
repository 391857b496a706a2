"""Writing a page of the club."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldBooleanWidget

from club_pages.models import LONGEST, PageName
from core import languages
from core.layout import AdminHelper, Field

FIELD_CLASS = "vetting__field"


class PageForm(forms.Form):
    """What a page says, in every language.

    Args:
        page: which one; only the code of conduct can ask members again.
    """

    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    asks_again = forms.BooleanField(
        label=_("Show it to every member once, with a button to agree"),
        help_text=_("Choose this when a rule has changed, not for a typing mistake."),
        required=False,
        widget=UnfoldBooleanWidget,
    )

    def __init__(self, *args: Any, page: PageName, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in languages.choices():
            field = forms.CharField(
                label=name, max_length=LONGEST, widget=UnfoldAdminTextareaWidget(attrs={"rows": 24, "lang": code})
            )
            self.fields[f"text_{code}"] = field
        if page != PageName.CONDUCT:
            del self.fields["asks_again"]
        names = [name for name in self.fields if name != "based_on"]
        names.sort(key=lambda name: name == "asks_again")
        self.helper = AdminHelper("based_on", *(Field(name, wrapper_class=FIELD_CLASS) for name in names))

    def texts(self) -> dict[str, str]:
        """The text in each language, by its code."""
        return {code: self.cleaned_data[f"text_{code}"] for code in languages.codes()}


def initial(texts: dict[str, str], based_on: int) -> dict[str, str | int | Promise]:
    """What the form shows before anything is written."""
    return {"based_on": based_on, **{f"text_{code}": text for code, text in texts.items()}}
