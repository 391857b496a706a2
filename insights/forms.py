"""Which weeks the pictures show."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.layout import AdminHelper, Field
from insights.periods import EPOCH, IN_A_BLOCK, WEEK, Period, last_over, monday

USUAL = 12  # weeks
LONGEST = timedelta(days=5 * 366)


def usual(*, now: datetime) -> Period:
    """The last twelve weeks that are over."""
    last = last_over(now=now)
    return Period(last - (USUAL - 1) * WEEK, last)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        validators=[MinValueValidator(EPOCH, _("Please choose a day after 2000."))],
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )


class PeriodForm(forms.Form):
    """From when until when, whole weeks. What's left out is as in the usual twelve weeks.

    `period` is there once the form is valid.
    """

    since = _day(_("From"))
    until = _day(_("Until"))
    span = forms.TypedChoiceField(
        label=_("Each point is"),
        choices=[(1, _("a week")), (IN_A_BLOCK, _("four weeks"))],
        coerce=int,
        required=False,
        widget=UnfoldAdminSelectWidget,
    )

    helper = AdminHelper(*(Field(name, wrapper_class="vetting__field") for name in ("since", "until", "span")))
    period: Period

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = last_over(now=now)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        until: date = cleaned.get("until") or self.last + WEEK - timedelta(days=1)
        since: date = cleaned.get("since") or max(EPOCH, monday(min(until, self.last + WEEK)) - (USUAL - 1) * WEEK)
        if since > until:
            raise ValidationError(_("The period ends before it begins. Please swap the two days."), code="order")
        if until - since > LONGEST:
            raise ValidationError(_("That’s more than five years. Please choose a shorter period."), code="long")
        period = Period(monday(since), min(monday(until), self.last), cleaned["span"] or 1)
        if not any(True for _point in period.points()):
            text = _("No week of this period is over yet. Please choose an earlier one.")
            if period.first <= period.last:
                text = _("This period has no four whole weeks. Please choose a longer one, or a week for each point.")
            raise ValidationError(text, code="empty")
        self.period = period
        return cleaned
