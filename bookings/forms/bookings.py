"""Forms for bookings: shape and parsing."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bookings.models import Booking, SessionType
from bookings.models.hours import WEEKDAYS
from bookings.services.booking import LONGEST_TOPIC, SHORTEST_TOPIC
from bookings.services.preparing import LONGEST_LINK, LONGEST_TEXT, version_of
from bookings.services.waitlist import PreferredTimes
from core import languages
from core.dates import short_datetime
from core.forms import LinkField, WordsField
from core.layout import ClubHelper, Include, Row
from mentors.models import Mentor

LONGEST_MESSAGE = 1000
TimeWidget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def parse_instant(text: str) -> datetime | None:
    """An ISO 8601 instant from 2000 to 2199 with its offset, as aware UTC; None for anything else."""
    try:
        instant = parse_datetime(text.strip().replace(" ", "+"))  # an unescaped + in an address arrives as a space
    except ValueError:
        return None
    if instant is None or instant.tzinfo is None or not 2000 <= instant.year < 2200:
        return None
    return instant.astimezone(UTC)


def format_instant(instant: datetime) -> str:
    """Format an instant for URLs and forms: 2026-11-24T17:30Z."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


class InstantField(forms.CharField):
    """An instant with its offset."""

    default_error_messages = {"instant": _("Please pick a time.")}

    def clean(self, value: Any) -> datetime:
        instant = parse_instant(super().clean(value))
        if instant is None:
            raise forms.ValidationError(self.error_messages["instant"], code="instant")
        return instant


class InstantsField(forms.Field):
    """Several instants with their offsets, ascending."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, value: Any) -> list[datetime]:
        given = super().clean(value) or []
        found = {instant for text in given if (instant := parse_instant(text[:40]))}
        if len(found) < len(set(given)) or len(found) > self.most:
            text = ngettext("Please pick one time.", "Please pick no more than %(most)d times.", self.most)
            raise forms.ValidationError(text % {"most": self.most}, code="instants")
        return sorted(found)


PROMPTS = _("Where are you now? What have you tried? What would make the session worth it? A sentence or two will do.")
READERS = _("Only your mentor reads this, unless the club team has to open it for a safety matter.")


class TopicForm(forms.Form):
    """What a mentee would like to talk about.

    Args:
        mentor: who reads it.
        question: what the mentor asks; "" for our own prompts.
    """

    topic = WordsField(
        label=_("What would you like to talk about?"),
        help_text=format_lazy("{} {}", PROMPTS, READERS),
        min_length=SHORTEST_TOPIC,
        max_length=LONGEST_TOPIC,
        widget=forms.Textarea(attrs={"rows": 7}),
    )

    helper = ClubHelper("topic")

    def __init__(self, *args: Any, mentor: Mentor, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if question:
            self.fields["topic"].help_text = format_html(
                "<strong>{} <span {}>{}</span></strong> {}",
                _("%(name)s asks:") % {"name": mentor.user.get_short_name()},
                languages.attribute(mentor.text_language),
                question,
                READERS,
            )


class BookingForm(TopicForm):
    """What a mentee enters to book a time."""

    at = InstantField(max_length=40, widget=forms.HiddenInput, error_messages={"required": _("Please pick a time.")})
    type = forms.ModelChoiceField(
        SessionType.objects.none(),
        to_field_name="uuid",
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("This mentor no longer offers that. Please pick something else.")},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("at", "type", "form_key", "topic")

    helper = ClubHelper(Include("bookings/_picked_time.html", "at"), "topic")

    def __init__(self, *args: Any, mentor: Mentor, question: str = "", **kwargs: Any) -> None:
        super().__init__(*args, mentor=mentor, question=question, **kwargs)
        self.fields["type"].queryset = mentor.session_types.offered()  # type: ignore[attr-defined]

    def pick_from(self, openings: list[datetime], *, nearest: datetime | None) -> None:
        """Let the reader pick another time, and keep everything else as typed."""
        suggested = format_instant(nearest) if nearest else ""
        self.initial["at"] = suggested
        if self.is_bound:
            self.data = {**self.data.dict(), "at": suggested}  # type: ignore[attr-defined]
        self.fields["at"].label = _("Free times nearby")
        self.fields["at"].widget = forms.RadioSelect(
            attrs={"class": "choices choices--columns"},
            choices=[(format_instant(start), short_datetime(start)) for start in openings],
        )
        times = "bookings/_other_times.html" if openings else "bookings/_no_times.html"
        self.helper = ClubHelper(Include(times, "at"), "topic")


class TimesForm(forms.Form):
    """The times picked for moving a booking, and a message."""

    at = InstantsField(most=1, error_messages={"required": _("Please pick a time.")})
    message = forms.CharField(
        label=_("Message"),
        help_text=_("We include it in the email that proposes the times."),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].most = most  # type: ignore[attr-defined]
        if most == 1:
            del self.fields["message"]
        self.helper = ClubHelper(Include("bookings/_times.html", "at"), *(["message"] if most > 1 else []))


class MessageForm(forms.Form):
    """A message to the other person."""

    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    helper = ClubHelper("message")

    def __init__(self, *args: Any, label: str, help_text: str = "", required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        message = self.fields["message"]
        message.label, message.help_text, message.required = label, help_text, required


class AnswerForm(MessageForm):
    """A message that goes with the answer to a request."""

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        label = _("Message to %(name)s") % {"name": name}
        help_text = _("We include it in the email. If you decline, a reason or a tip helps most.")
        super().__init__(*args, label=label, help_text=str(help_text), **kwargs)


class ReportForm(MessageForm):
    """A report that the other person did not show up."""

    although_talked = forms.BooleanField(
        label=_("Yes, report it anyway."),
        error_messages={"required": _("Tick this if you’re sure. Otherwise, there’s nothing to report.")},
    )

    helper = ClubHelper("message", "although_talked")

    def __init__(self, *args: Any, talked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not talked:
            self.fields["although_talked"].required = False
            self.fields["although_talked"].widget = forms.HiddenInput()


class PreferredTimesForm(forms.Form):
    """When a member of the waiting list has time, in their own time zone."""

    weekday = forms.TypedChoiceField(
        label=_("Weekday"), choices=[("", _("Any day")), *WEEKDAYS], coerce=int, empty_value=None, required=False
    )
    earliest = forms.TimeField(label=_("No earlier than"), required=False, widget=TimeWidget)
    latest = forms.TimeField(label=_("No later than"), required=False, widget=TimeWidget)

    helper = ClubHelper("weekday", Row("earliest", "latest"))

    def preferred(self) -> PreferredTimes:
        return PreferredTimes(**self.cleaned_data)


class PrepareForm(forms.Form):
    """What the two prepare; `seen` is the version that was on the page."""

    text = forms.CharField(
        label=_("To prepare"),
        help_text=_("Questions, a draft to read, something to bring."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    link = LinkField(
        label=_("Link"),
        help_text=_("To a document, a portfolio, a job ad. Check that both of you can open it."),
        required=False,
        max_length=LONGEST_LINK,
        schemes=("https",),
    )
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    helper = ClubHelper("text", "link")

    def now_with(self, booking: Booking) -> "PrepareForm":
        """The form as typed, but based on the booking's current version."""
        return PrepareForm(initial={**self.cleaned_data, "seen": version_of(booking)})


class LinkForm(forms.Form):
    """A link to a meeting room, which both people see."""

    url = LinkField(label=_("Link to your room"), max_length=500, schemes=("https",))

    helper = ClubHelper("url")
