"""Reported no-shows: the team decides when the two people disagree, or when one of them appeals."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from bookings import services
from bookings.errors import BookingRefused
from bookings.models import NoShow, NoShowOutcome
from bookings.services.no_shows import refusal_to_decide
from core import clock
from core.admin import OnceAdmin
from core.admin_columns import in_short, moment
from core.admin_filters import OnlyFilter
from core.admin_lists import LongList

OUTCOME_LABELS = {
    NoShowOutcome.OPEN: "info",
    NoShowOutcome.DISPUTED: "warning",
    NoShowOutcome.CONFIRMED: "danger",
    NoShowOutcome.DISMISSED: "success",
}


class WaitingForTeamFilter(OnlyFilter):
    """Reports that the team has to decide."""

    title = _("decision")
    parameter_name = "team"
    choice = ("waiting", _("waiting for the team"))
    finder = "waiting_for_team"


class DecisionForm(forms.ModelForm):
    """Whether the no-show counts, and a message to both people."""

    decision = forms.ChoiceField(
        label=_("The team’s decision"),
        choices=[("counts", _("It counts")), ("dismissed", _("It doesn’t count"))],
        widget=UnfoldAdminRadioSelectWidget,
        help_text=_(
            "If it counts, a mentee who misses two sessions within 90 days can’t book for 30 days. For a mentor, "
            "nothing else happens. When you save, we’ll email both."
        ),
    )
    message_to_both = forms.CharField(
        label=_("A message to both"),
        required=False,
        max_length=1000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )

    class Meta:
        model = NoShow
        fields: tuple[str, ...] = ()


@admin.register(NoShow)
class NoShowAdmin(LongList, OnceAdmin):
    """Who did not come, what both people say about it, and the team’s decision on disagreements and appeals."""

    form = DecisionForm
    list_display = (
        "absentee",
        "reporter",
        "outcome_label",
        "absent",
        moment("reported_at", _("reported")),
        moment("appealed_at", _("appealed")),
        moment("decided_at", _("decided")),
    )
    list_filter = (WaitingForTeamFilter, "outcome", "absent")
    list_select_related = ("booking__mentor__user", "booking__mentee")
    search_fields = ("booking__mentor__user__display_name", "booking__mentee__display_name", "booking__mentee__email")
    ordering = ("-reported_at",)
    indexed_orders = ("reported_at",)
    actions = None
    told = (
        ("absentee", "absent"),
        ("reporter", "starts"),
        ("reported_at", "message"),
        ("answered_at", "answer"),
        ("outcome", "settled_at"),
        ("appealed_at", "appeal"),
        ("decided_at", "team_message"),
    )
    asks_for = (_("Decision"), ("decision", "message_to_both"))
    private = ("message", "answer")

    def title_of(self, row: NoShow) -> str:
        names = {"reporter": self.reporter(row), "absent": self.absentee(row)}
        return _("%(reporter)s reported %(absent)s, %(time)s") % (names | {"time": self.starts(row)})

    @admin.display(description=_("absent"))
    def absentee(self, row: NoShow) -> str:
        return row.absentee.display_name

    @admin.display(description=_("reported by"))
    def reporter(self, row: NoShow) -> str:
        return row.reporter.display_name

    @admin.display(description=_("starts"))
    def starts(self, row: NoShow) -> str:
        return in_short(row.booking.starts_at)

    @display(description=_("outcome"), ordering="outcome", label=OUTCOME_LABELS)
    def outcome_label(self, row: NoShow) -> tuple[str, str]:
        return row.outcome, row.get_outcome_display()

    def private_in(self, row: NoShow) -> tuple[str, ...]:
        """The messages stay private until one of the two asks the team, by disagreeing or appealing."""
        return () if row.is_for_team else self.private

    def save_model(self, request: HttpRequest, obj: NoShow, form: forms.ModelForm, change: bool) -> None:
        try:
            services.no_shows.decide(
                no_show=obj,
                by=request.user,  # type: ignore[arg-type]
                counts=form.cleaned_data["decision"] == "counts",
                message=form.cleaned_data["message_to_both"],
                now=clock.now(),
            )
        except BookingRefused as refusal:
            self.refuse(request, refusal)
        else:
            messages.success(request, _("Decided. We’ve emailed both."))

    def has_change_permission(self, request: HttpRequest, obj: NoShow | None = None) -> bool:
        if obj is not None and refusal_to_decide(obj, by=request.user):  # type: ignore[arg-type]
            return False
        permitted: bool = super().has_change_permission(request, obj)
        return permitted
