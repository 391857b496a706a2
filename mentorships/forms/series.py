"""Forms to book several meetings at once: first which, then which of them."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from bookings.forms.bookings import InstantsField, format_instant, parse_instant
from bookings.models import SessionType
from bookings.services.booking import LONGEST_TOPIC, SHORTEST_TOPIC
from core.dates import formatted, short_datetime
from core.forms import WordsField
from core.layout import ClubHelper, Row
from mentors.models import Mentor
from mentorships.policy import MOST_IN_SERIES


class TypeSelect(forms.Select):
    """Names of session types, each in the language that the mentor has written it in."""

    language = ""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:  # as in Django
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        return option | {"attrs": option["attrs"] | ({"lang": self.language} if self.language else {})}


class SeriesForm(forms.Form):
    """The first date, and how many."""

    type = forms.ModelChoiceField(
        SessionType.objects.none(), label=_("What"), to_field_name="uuid", empty_label=None, widget=TypeSelect
    )
    first = forms.TypedChoiceField(label=_("First date"), coerce=parse_instant)
    number = forms.TypedChoiceField(
        label=_("How many"), coerce=int, choices=[(number, number) for number in range(2, MOST_IN_SERIES + 1)]
    )

    helper = ClubHelper("type", Row("first", "number"))

    def __init__(self, *args: Any, mentor: Mentor, openings: Iterable[datetime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].queryset = mentor.session_types.offered()  # type: ignore[attr-defined]
        self.fields["type"].widget.language = mentor.text_language
        days = groupby(openings, key=lambda at: localtime(at).date())
        self.fields["first"].choices = [  # type: ignore[attr-defined]
            (formatted(day, "l, j. F"), [(format_instant(at), short_datetime(at)) for at in starts])
            for day, starts in days
        ]


class DatesForm(forms.Form):
    """Which of the dates, and what they're about."""

    starts = InstantsField(
        label=_("These are free"),
        most=MOST_IN_SERIES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one date.")},
    )
    topic = WordsField(
        label=_("What would you like to talk about?"),
        help_text=_("It’s the same for all of them. You can prepare each one later."),
        min_length=SHORTEST_TOPIC,
        max_length=LONGEST_TOPIC,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    type = forms.ModelChoiceField(SessionType.objects.none(), to_field_name="uuid", widget=forms.HiddenInput)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    helper = ClubHelper("starts", "topic")

    def __init__(self, data: QueryDict | None = None, *, mentor: Mentor, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"form_key": uuid.uuid4()} | (initial or {}))
        self.sent = data.getlist("starts")[:MOST_IN_SERIES] if isinstance(data, QueryDict) else []
        self.fields["type"].queryset = mentor.session_types.offered()  # type: ignore[attr-defined]

    def offer(self, free: Iterable[datetime]) -> None:
        """List the times that are free, and those that were sent."""
        times = {*free, *(at for text in self.sent if (at := parse_instant(text[:40])))}
        self.fields["starts"].widget.choices = [(format_instant(at), short_datetime(at)) for at in sorted(times)]
