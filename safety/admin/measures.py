"""Measures: taking one because of a report, and deciding appeals against those that someone else took."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from core import clock
from core.admin_columns import in_short, moment
from core.admin_filters import OnlyFilter
from core.errors import Refused
from core.forms import CleanLine
from safety.admin.cases import CaseAdmin
from safety.models import Measure, MeasureKind, Report
from safety.policy import LONGEST_RULE, LONGEST_WORDS
from safety.services import measures

A_YEAR = timedelta(days=366)
LABELS = {"word": "info", "limit": "warning", "pause": "primary", "removal": "danger"}
STATES = {"appealed": "danger", "in force": "warning", "lifted": "success", "over": "info"}


class AppealFilter(OnlyFilter):
    """Appeals that no one has decided."""

    title = _("appeal")
    parameter_name = "appeal"
    choice = ("waiting", _("waiting for a decision"))
    finder = "appealed"


class MeasureForm(forms.ModelForm):
    """What is decided, and why. The member reads all of it but the report."""

    rule = CleanLine(
        label=_("Which rule"),
        max_length=LONGEST_RULE,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("The sentence of the code of conduct that was broken."),
    )

    class Meta:
        model = Measure
        fields = ("report", "kind", "rule", "facts", "until", "weekly")
        help_texts = {
            "facts": _("What they did, as you know it. They read it; don’t name whoever reported."),
            "until": _("For a limit or a pause."),
            "weekly": _("For a limit."),
        }

    def clean_report(self) -> Report:
        report: Report | None = self.cleaned_data["report"]
        if report is None or report.about is None:
            raise ValidationError(_("A measure needs a report about someone who still has an account."))
        return report


class DecisionForm(forms.ModelForm):
    """What becomes of an appeal."""

    verdict = forms.ChoiceField(
        label=_("Decision on the appeal"),
        choices=[("stands", _("The measure remains")), ("lift", _("Lift the measure"))],
        widget=UnfoldAdminRadioSelectWidget,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_WORDS,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("When you save, we email it to the member."),
    )

    class Meta:
        model = Measure
        fields: tuple[str, ...] = ()


@admin.register(Measure)
class MeasureAdmin(CaseAdmin):
    """What the team has decided about members. It is never edited: only an appeal lifts it."""

    list_display = (
        "member_name",
        "kind_label",
        "state",
        moment("taken_at", _("decided")),
        moment("until", _("until")),
        moment("appealed_at", _("appealed")),
        moment("decided_at", _("appeal decided")),
    )
    list_filter = (AppealFilter, "kind")
    list_select_related = ("member",)
    search_fields = ("member__display_name", "member__email")
    ordering = ("-taken_at",)
    indexed_orders = ("taken_at",)
    private = ("rule", "facts", "appeal", "decision")
    told = (
        ("member_name", "kind"),
        ("taken_at", "taken_by"),
        "report",
        "rule",
        "facts",
        ("until", "weekly"),
        "acknowledged_at",
        ("appealed_at", "appeal"),
        ("decided_at", "decided_by"),
        ("decision", "lifted_at"),
        "openings",
    )
    asks_for = (_("Appeal"), ("verdict", "reason"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Measure]:
        return super().get_queryset(request).open_to(request.user)  # type: ignore[no-any-return]

    def title_of(self, row: Measure) -> str:
        words = {"name": row.member.display_name, "time": in_short(row.taken_at)}
        return gettext("%(name)s, %(time)s") % words

    @admin.display(description=_("member"), ordering="member__display_name")
    def member_name(self, row: Measure) -> str:
        return row.member.display_name

    @display(description=_("measure"), ordering="kind", label=LABELS)
    def kind_label(self, row: Measure) -> tuple[str, str]:
        return row.kind, row.get_kind_display()

    @display(description=_("status"), label=STATES)
    def state(self, row: Measure) -> tuple[str, str]:
        if row.lifted_at is not None:
            return "lifted", gettext("lifted")
        if row.appealed_at is not None and row.decided_at is None:
            return "appealed", gettext("appealed")
        if row.is_in_force(at=clock.now()):
            return "in force", gettext("in force")
        return "over", gettext("over")

    def get_form(self, request: HttpRequest, obj: Measure | None = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = MeasureForm if obj is None else DecisionForm
        return super().get_form(request, obj, change, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the reports of the last year that they may see."""
        if db_field.name == "report":
            recent = Report.objects.open_to(request.user).filter(made_at__gt=clock.now() - A_YEAR)  # type: ignore[arg-type]
            kwargs["queryset"] = recent.order_by("-made_at")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Measure | None = None) -> Any:
        """Whoever takes a measure writes what is closed later."""
        if obj is None:
            return [(None, {"fields": MeasureForm.Meta.fields})]
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Measure | None = None) -> Any:
        return () if obj is None else super().get_readonly_fields(request, obj)

    def save_model(self, request: HttpRequest, obj: Measure, form: forms.ModelForm, change: bool) -> None:
        data, by = form.cleaned_data, request.user
        try:
            if change:
                measures.decide(
                    measure=obj,
                    by=by,  # type: ignore[arg-type]
                    lift=data["verdict"] == "lift",
                    words=data["reason"],
                    now=clock.now(),
                )
            else:
                taken = measures.take(
                    member=data["report"].about,
                    kind=MeasureKind(data["kind"]),
                    rule=data["rule"],
                    facts=data["facts"],
                    until=data["until"],
                    weekly=data["weekly"],
                    report=data["report"],
                    by=by,  # type: ignore[arg-type]
                    now=clock.now(),
                )
                obj.pk = taken.pk
        except Refused as refusal:
            self.refuse(request, refusal)
        else:
            messages.success(request, _("Decided. We’ve emailed the member."))

    def log_addition(self, request: HttpRequest, obj: Measure, message: Any) -> Any:
        return None if getattr(request, "saved_nothing", False) else super().log_addition(request, obj, message)

    def response_add(self, request: HttpRequest, obj: Measure, post_url_continue: str | None = None) -> HttpResponse:
        return self.to_the_list(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A measure is taken because of a report."""
        return request.user.has_perm("safety.add_measure")

    def has_change_permission(self, request: HttpRequest, obj: Measure | None = None) -> bool:
        if obj is not None and measures.refusal_to_decide(obj, by=request.user):  # type: ignore[arg-type]
            return False
        permitted: bool = super().has_change_permission(request, obj)
        return permitted
