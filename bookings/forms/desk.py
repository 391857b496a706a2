"""Forms for the mentor's desk."""

from datetime import time
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from bookings.forms.bookings import LinkForm, TimeWidget
from bookings.models import BookingRules, SessionType
from bookings.models.hours import MAX_MINUTES, MIN_MINUTES, STEPS, WEEKDAYS
from bookings.services.hours import MOST_SESSION_TYPES, HoursRefused, Offer, Rules, refuse_day
from core.forms import CleanLine
from core.layout import ClubHelper, Div, Fieldset, Include, Row, RowsHelper, TemplateHelper
from meetings.providers.registry import OWN, PROVIDERS
from mentors.models import Mentor

STEPS_BY_WAY = {"up": -1, "down": 1}
MOST_ROWS = 64  # rows that were emptied in the browser are still sent


class SpanForm(forms.Form):
    """From and to, as wall-clock times in the mentor's zone. Both empty: no span."""

    starts = forms.TimeField(label=_("from"), required=False, widget=TimeWidget)
    ends = forms.TimeField(label=_("to"), required=False, widget=TimeWidget)

    helper = TemplateHelper("bookings/desk/_span.html")  # up to 64 times on a page

    def __init__(self, *args: Any, day: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.fields["starts"].label = _("%(day)s from") % {"day": day}
        self.fields["ends"].label = _("%(day)s until") % {"day": day}

    @property
    def is_overnight(self) -> bool:
        """Whether the span runs past midnight."""
        starts, ends = (self.fields[name].widget.format_value(self[name].value()) for name in ("starts", "ends"))
        return bool(starts and ends and ends < starts)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        starts, ends = data.get("starts"), data.get("ends")
        if not self.errors and (starts is None) != (ends is None):
            raise forms.ValidationError(_("A time needs both a start and an end."))
        if any(moment is not None and (moment.second or moment.microsecond) for moment in (starts, ends)):
            raise forms.ValidationError(_("Whole minutes, please."))
        return data


class SpansFormSet(BaseFormSet):
    """The spans of one day; each form is given the name of the day."""

    helper = RowsHelper(css_class="hours__rows", none_text=_("no time"))

    def clean(self) -> None:
        if any(self.errors):
            return
        before: list[tuple[time, time]] = []
        for form in self.forms:
            if form.cleaned_data.get("starts") is None:
                continue
            before.append((form.cleaned_data["starts"], form.cleaned_data["ends"]))
            try:
                refuse_day(before)
            except HoursRefused as refusal:
                form.add_error(None, refusal.message)
                return

    def spans(self) -> list[tuple[time, time]]:
        """(from, to) of each row as typed, without the empty rows."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("starts") is not None]
        return [(row["starts"], row["ends"]) for row in rows]


DaySpans = formset_factory(
    SpanForm, formset=SpansFormSet, extra=1, max_num=MOST_ROWS, validate_max=True, absolute_max=MOST_ROWS
)


class RulesForm(forms.ModelForm):
    """Step, notice, horizon, buffer and limits."""

    step_minutes = forms.TypedChoiceField(label=_("Start times every"), coerce=int)

    helper = ClubHelper(
        Fieldset(
            _("Rules"),
            Row("step_minutes", "notice_hours"),
            Row("horizon_days", "buffer_minutes"),
            Row("daily_limit", "weekly_limit"),
        ),
        form_show_errors=False,
    )

    class Meta:
        model = BookingRules
        fields = ("step_minutes", "notice_hours", "horizon_days", "buffer_minutes", "daily_limit", "weekly_limit")
        labels = {
            "notice_hours": _("Minimum notice, in hours"),
            "horizon_days": _("How far ahead, in days"),
            "buffer_minutes": _("Gap between sessions, in minutes"),
            "daily_limit": _("Most per day"),
            "weekly_limit": _("Most per week"),
        }
        help_texts = {
            "notice_hours": _("How long before the start people can still book you."),
            "horizon_days": _("How far in advance people can book you."),
            "buffer_minutes": _("Kept free before and after each booking."),
            "daily_limit": _("Bookings. Leave empty for no limit."),
            "weekly_limit": _("Bookings from Monday to Sunday. Leave empty for no limit."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [(step, _("%(minutes)d minutes") % {"minutes": step}) for step in STEPS]
        self.fields["step_minutes"].choices = steps  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        notice, horizon = data.get("notice_hours"), data.get("horizon_days")
        if notice is not None and horizon is not None and notice > horizon * 24:
            message = _(
                "The minimum notice has to be shorter than how far ahead people can book, or no one can ever book you."
            )
            self.add_error("notice_hours", message)
        return data

    def validate_constraints(self) -> None:
        """Skipped: `clean` reports the error at the field, and the database still enforces the constraint."""

    def rules(self) -> Rules:
        return Rules(**{name: self.cleaned_data[name] for name in Rules.__dataclass_fields__})


class HoursForm:
    """The week and the rules as one form: valid as a whole or not at all."""

    def __init__(self, data: Any, *, weekly: list[tuple[int, time, time]], rules: BookingRules) -> None:
        self.rules = RulesForm(data, instance=rules)
        shown = weekly if data is None else []  # a formset drops rows that equal what another window has saved
        self.days = [
            (
                label,
                DaySpans(
                    data,
                    prefix=f"d{weekday}",
                    form_kwargs={"day": label},
                    initial=[{"starts": starts, "ends": ends} for day, starts, ends in shown if day == weekday],
                ),
            )
            for weekday, label in WEEKDAYS
        ]

    def is_valid(self) -> bool:
        valid = [formset.is_valid() for _label, formset in self.days]
        return self.rules.is_valid() and all(valid)

    def weekly(self) -> list[tuple[int, time, time]]:
        return [
            (weekday, starts, ends)
            for weekday, (_label, formset) in enumerate(self.days)
            for starts, ends in formset.spans()  # type: ignore[attr-defined]
        ]


class DatesForm(forms.Form):
    """A date, or several in a row, that differ from the weekly hours."""

    first = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave empty for a single day."),
    )
    kind = forms.ChoiceField(
        label=_("On these days"),
        choices=[("closed", _("I’m not available")), ("open", _("I’m available at these times instead:"))],
        widget=forms.RadioSelect,
        initial="closed",
    )

    helper = ClubHelper(Row("first", "last"), "kind")


class PauseForm(forms.Form):
    """Until when a mentor pauses."""

    until = forms.DateField(
        label=_("Back on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("People can book you again from that day. You can always come back earlier."),
    )

    helper = ClubHelper("until")


class OfferForm(forms.ModelForm):
    """One session type."""

    uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=MIN_MINUTES, max_value=MAX_MINUTES, initial=30)
    on_request = forms.TypedChoiceField(
        label=_("How it’s booked"),
        choices=[("no", _("Instant booking")), ("yes", _("On request: I confirm first"))],
        coerce=lambda value: value == "yes",
        initial="no",
    )

    helper = ClubHelper(
        Include(
            "bookings/desk/_offer.html",
            "uuid",
            Row("name", "minutes"),
            "description",
            "question",
            "to_bring",
            Row("on_request", "is_active"),
            Div("DELETE", data_formset_delete=True),
        ),
        form_show_errors=False,
    )

    class Meta:
        model = SessionType
        fields = ("name", "minutes", "description", "question", "to_bring", "on_request", "is_active")
        field_classes = {"name": CleanLine, "question": CleanLine}
        labels = {
            "name": _("Name"),
            "is_active": _("Offered"),
            "description": _("What to expect"),
            "question": _("Your question"),
            "to_bring": _("What to bring"),
        }
        help_texts = {
            "description": _("People read this before they choose a time."),
            "question": _("We’ll ask it when someone books, instead of our own prompts."),
            "to_bring": _("We show it on the booking, and put it in the confirmation and the reminders."),
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "to_bring": forms.Textarea(attrs={"rows": 3}),
        }

    def show_example(self) -> None:
        """Say what a new type could be: an empty form is hard to begin."""
        self.fields["name"].help_text = _("For example, “Portfolio review” or “Interview practice”.")
        self.fields["description"].help_text = _(
            "People read this before they choose a time. For example: “You share your screen, and we go through your "
            "portfolio together.”"
        )
        self.fields["question"].help_text = _(
            "We’ll ask it when someone books, instead of our own prompts. For example: “Which project shall we look at "
            "first?”"
        )

    def offer(self) -> Offer:
        data = self.cleaned_data
        return Offer(**{name: data[name] for name in Offer.__dataclass_fields__})


class OffersFormSet(BaseFormSet):
    """What a mentor offers."""

    helper = RowsHelper()

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Only saved rows can be moved up and down."""
        super().add_fields(form, index)
        saved = self.initial_form_count()
        if index is None or index >= saved:
            form.show_example()  # type: ignore[attr-defined]
        form.place = index  # type: ignore[attr-defined]
        form.can_move_up = index is not None and 0 < index < saved  # type: ignore[attr-defined]
        form.can_move_down = index is not None and index < saved - 1  # type: ignore[attr-defined]

    def offers(self, *, move: str = "") -> list[Offer]:
        """The rows that are filled in and not marked for deletion, in order.

        Args:
            move: a row to swap with its neighbour: "2-up", "0-down"; anything else is ignored.
        """
        kept = [form for form in self.forms if form.cleaned_data.get("name") and not form.cleaned_data.get("DELETE")]
        names = [str(form.place) for form in kept]
        row, _dash, way = move.partition("-")
        if row in names and way in STEPS_BY_WAY:
            here = names.index(row)
            there = min(max(here + STEPS_BY_WAY[way], 0), len(kept) - 1)
            kept[here], kept[there] = kept[there], kept[here]
        return [form.offer() for form in kept]


Offers = formset_factory(
    OfferForm,
    formset=OffersFormSet,
    extra=1,
    can_delete=True,
    max_num=MOST_SESSION_TYPES,
    validate_max=True,
    absolute_max=MOST_SESSION_TYPES * 2,
)


class MeetingPlaceForm(LinkForm):
    """Where a mentor meets, and the link to fall back on."""

    place = forms.ChoiceField(label=_("Where do you meet?"), widget=forms.RadioSelect)
    field_order = ("place", "url")

    helper = ClubHelper("place", "url")

    def __init__(self, *args: Any, mentor: Mentor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (key, provider.choice) for key, provider in PROVIDERS.items() if key == OWN or provider.offered(mentor)
        ]
        self.fields["url"].required = False
        self.fields["url"].help_text = _(
            "A personal Zoom room or a Meet link, the same for every booking. If the club creates your rooms, "
            "we use this link when that fails. Only people who book you see it."
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("place") == OWN and not data.get("url") and "url" not in self.errors:
            self.add_error("url", _("Paste the link to your room."))
        return data
