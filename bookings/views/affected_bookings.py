"""What the desk shows before a change that affects bookings: which ones, and what should happen to each."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from bookings import services
from bookings.forms.bookings import LONGEST_MESSAGE
from bookings.models import Booking
from bookings.presenters.bookings import BookingPresenter
from core.layout import ClubHelper, Field, Include
from mentors.models import Mentor

PREFIX = "decision"
ANSWERED = re.compile(rf"{PREFIX}-([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})-what")
KEEP, MOVE, CANCEL, EACH = "keep", "move", "cancel", "each"
AGAIN = "again"  # the button that leads back to the form


class DecisionForm(forms.Form):
    """What happens to a booking, and a message about it."""

    what = forms.ChoiceField(
        choices=[(KEEP, _("Keep it")), (MOVE, _("Offer other times")), (CANCEL, _("Cancel it"))],
        widget=forms.RadioSelect,
        label=_("What should happen to it?"),
        initial=KEEP,
    )
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    helper = ClubHelper(
        Field("what", template="bookings/desk/_what.html"),
        Include("bookings/desk/_message.html", "message"),
        form_show_errors=False,
    )

    def of(self, booking: Booking) -> "DecisionForm":
        """The form as shown beside a booking: a request can be kept or declined."""
        if booking.is_requested:
            self.fields["what"].choices = [  # type: ignore[attr-defined]
                (KEEP, _("Keep the request")),
                (CANCEL, _("Decline it")),
            ]
        return self


class DecisionForAllForm(DecisionForm):
    """One decision for all bookings, or one by one."""

    what = forms.ChoiceField(
        choices=[
            (EACH, _("As chosen below, one by one")),
            (KEEP, _("Keep all")),
            (MOVE, _("Offer other times for all (requests stay)")),
            (CANCEL, _("Cancel all")),
        ],
        widget=forms.RadioSelect,
        label=_("What should happen to them?"),
        initial=EACH,
    )
    message = forms.CharField(
        label=_("Message to everyone"),
        help_text=_("We include it in the emails about this. A message to one person replaces it."),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    helper = ClubHelper("what", "message", form_show_errors=False)


@dataclass(frozen=True, slots=True)
class AffectedBooking:
    """A booking that the change affects, and its form."""

    presenter: BookingPresenter
    form: DecisionForm


def apply_or_ask(
    request: HttpRequest, mentor: Mentor, change: services.schedule.Change, *, now: datetime
) -> HttpResponse | None:
    """Change the schedule, with the decisions from the POST request about the bookings that it affects.

    Returns:
        The page that asks what should happen to them, while a decision is missing; None once the change is made.

    Raises:
        Refused: the change cannot be made.
    """
    decisions = _decisions(request.POST)
    if not decisions:
        preview = services.schedule.preview(change, mentor=mentor, by=mentor.user, now=now)
        if preview.affected:
            return _page(request, mentor, preview, now=now)
    try:
        services.schedule.apply(change, decisions, mentor=mentor, by=mentor.user, now=now)
    except services.schedule.DecisionsMissing as missing:
        return _page(request, mentor, missing.preview, reason=missing.reason, now=now)
    return None


def _form_of(data: QueryDict | None, identifier: object) -> DecisionForm:
    return DecisionForm(data, prefix=f"{PREFIX}-{identifier}")


def _form_of_all(data: QueryDict | None) -> DecisionForAllForm:
    return DecisionForAllForm(data, prefix=f"{PREFIX}-all")


def _decisions(data: QueryDict) -> dict[uuid.UUID, services.schedule.Decision]:
    """The decisions about the bookings that the page has shown; empty if any answer is missing or invalid."""
    named = [found[1] for name in data if (found := ANSWERED.fullmatch(name))]
    everyone = _form_of_all(data)
    forms_of = {uuid.UUID(identifier): _form_of(data, identifier) for identifier in named}
    if not named or not all([everyone.is_valid(), *(form.is_valid() for form in forms_of.values())]):
        return {}
    same, message = everyone.cleaned_data["what"], everyone.cleaned_data["message"]
    return {
        identifier: services.schedule.Decision(
            what=form.cleaned_data["what"] if same == EACH else same, message=form.cleaned_data["message"] or message
        )
        for identifier, form in forms_of.items()
    }


def _page(
    request: HttpRequest, mentor: Mentor, preview: services.schedule.Preview, *, reason: str = "", now: datetime
) -> TemplateResponse:
    data = request.POST if any(ANSWERED.fullmatch(name) for name in request.POST) else None
    affected = []
    for row in preview.affected:
        shown_before = data is not None and f"{PREFIX}-{row.uuid}-what" in data
        form = _form_of(data if shown_before else None, row.uuid).of(row)
        affected.append(AffectedBooking(BookingPresenter(row, mentor.user, now), form))
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and not name.startswith(f"{PREFIX}-")
        for value in values
    ]
    context = {
        "mentor": mentor,
        "affected": affected,
        "everyone": _form_of_all(data),
        "several": len(affected) > 1,
        "reason": reason,
        "again": data is not None,
        "carried": carried,
    }
    return TemplateResponse(request, "bookings/desk/affected_bookings.html", context, status=409 if reason else 200)
