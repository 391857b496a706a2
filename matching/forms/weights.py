"""The team's forms: what each term counts, and the pair to explain."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from accounts.models import User
from core.addresses import as_stored
from core.forms import CleanLine
from core.layout import AdminHelper, Field
from matching.models import Weights
from matching.models.weights import MOST
from matching.ranking import TERMS
from mentors.models import Mentor


class WeightsForm(forms.Form):
    """What each term counts, from 0 to 100."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TERMS:
            title = str(Weights._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            widget = UnfoldAdminIntegerFieldWidget(attrs={"inputmode": "numeric"})
            label = title[:1].upper() + title[1:]
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=MOST, widget=widget)
        self.helper = AdminHelper(*(Field(name, wrapper_class="vetting__field") for name in TERMS))


class PairForm(forms.Form):
    """A member and a mentor."""

    member = CleanLine(label=_("Member’s email address"), widget=UnfoldAdminTextInputWidget)
    mentor = CleanLine(
        label=_("Mentor’s address"),
        help_text=_("The last part of their page’s address, such as amara-njeri."),
        widget=UnfoldAdminTextInputWidget,
    )

    helper = AdminHelper(*(Field(name, wrapper_class="vetting__field") for name in ("member", "mentor")))

    def clean_member(self) -> User:
        found: User | None = User.objects.filter(email__iexact=as_stored(self.cleaned_data["member"].strip())).first()
        if found is None:
            raise forms.ValidationError(_("No one has an account with this address."))
        return found

    def clean_mentor(self) -> Mentor:
        slug = self.cleaned_data["mentor"].strip().strip("/").rpartition("/")[2]
        found = Mentor.objects.listed().filter(slug=slug).select_related("user").first()
        if found is None:
            raise forms.ValidationError(_("No listed mentor has this address."))
        return found
