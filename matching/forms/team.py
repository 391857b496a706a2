"""The team's forms for rounds, styled by unfold."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from core import clock
from core.addresses import same_mailbox
from core.forms import CleanLine
from core.layout import AdminHelper, Field
from core.spreadsheets import read
from matching.models import Participant, Role, Round
from matching.services.rounds import refusal_to_open

LARGEST = 2 * 1024 * 1024  # of a table, in bytes; 10,000 people take half of it


class RoundForm(forms.ModelForm):
    """What the team says of a new round."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = Round
        fields = ("name", "about", "closes_at")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "closes_at" in cleaned and "name" in cleaned:
            reason = refusal_to_open(cleaned["name"], cleaned["closes_at"], now=clock.now())
            if reason:
                raise ValidationError(reason, code="round")
        return cleaned


class PairForm(forms.Form):
    """Two people of a round by their addresses."""

    mentee = CleanLine(label=_("The mentee’s email address"), widget=UnfoldAdminTextInputWidget)
    mentor = CleanLine(label=_("The mentor’s email address"), widget=UnfoldAdminTextInputWidget)

    helper = AdminHelper(Field("mentee", "mentor", wrapper_class="vetting__field"))

    def __init__(self, *args: Any, row: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row

    def clean_mentee(self) -> Participant:
        return self._found("mentee", Role.MENTEE)

    def clean_mentor(self) -> Participant:
        return self._found("mentor", Role.MENTOR)

    def _found(self, name: str, role: Role) -> Participant:
        address = same_mailbox(self.cleaned_data[name])
        rows = self.row.participants.filter(role=role, member__email__iexact=address).select_related("round")
        found = rows.first()
        if found is None:
            raise ValidationError(_("No one with this address is in the round in this role."), code="unknown")
        return found


class ImportForm(forms.Form):
    """A table of people."""

    table = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "With the columns email, role (mentee or mentor) and capacity, separated by commas or semicolons. "
            "We email everyone in it, and only those who say yes are in. One wrong line, and no one is invited."
        ),
        widget=forms.FileInput,
    )

    helper = AdminHelper(Field("table", wrapper_class="vetting__field"))

    def clean_table(self) -> list[dict[str, str]]:
        file: UploadedFile = self.cleaned_data["table"]
        if (file.size or 0) > LARGEST:
            raise ValidationError(_("This file is too large."), code="size")
        try:
            return read(file.read())
        except ValueError:
            raise ValidationError(_("Please save the table as CSV in UTF-8."), code="csv") from None
