"""Applicants’ appeals, longest waiting first, for those who had no part in the decision."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from core import clock
from core.admin import DecidedAdmin
from core.admin_columns import moment
from mentors import services
from mentors.models import Appeal
from mentors.models.appeals import LONGEST_WORDS
from mentors.services import ApplicationRefused

LABELS = {"waiting": "warning", "upheld": "info", "reopened": "success"}


class AppealDecisionForm(forms.ModelForm):
    """What becomes of an appeal."""

    outcome = forms.ChoiceField(
        label=_("Decision on the appeal"),
        choices=[("uphold", _("The decision stays")), ("reopen", _("Others read the application again"))],
        widget=UnfoldAdminRadioSelectWidget,
    )
    answer = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_WORDS,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("When you save, we email it to the applicant."),
    )

    class Meta:
        model = Appeal
        fields: tuple[str, ...] = ()


@admin.register(Appeal)
class AppealAdmin(DecidedAdmin):
    """Why applicants see a no differently, and what came of it."""

    form = AppealDecisionForm
    list_display = ("name", "state_label", moment("made_at", _("appealed")), moment("decided_at", _("appeal decided")))
    list_select_related = ("application__applicant", "decided_by")
    search_fields = ("application__applicant__display_name", "application__applicant__email")
    tells_of = "application__applicant"  # reopened, it is read anew
    told = (
        ("application_link", "made_at"),
        "words",
        "no",
        "who_may",
        ("outcome_told", "decided_at"),
        "decided_by",
        "reason",
    )
    asks_for = (_("Decision on the appeal"), ("outcome", "answer"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        return super().get_queryset(request).open_to(request.user)  # type: ignore[no-any-return]

    def title_of(self, row: Appeal) -> str:
        return row.application.applicant.display_name

    @admin.display(description=_("name"), ordering="application__applicant__display_name")
    def name(self, row: Appeal) -> str:
        return row.application.applicant.display_name

    @display(description=_("status"), label=LABELS)
    def state_label(self, row: Appeal) -> tuple[str, str]:
        return (row.verdict, row.get_verdict_display()) if row.is_decided else ("waiting", gettext("waiting"))

    @admin.display(description=_("status"))
    def outcome_told(self, row: Appeal) -> str:
        return row.get_verdict_display() if row.is_decided else gettext("waiting")

    @admin.display(description=_("application"))
    def application_link(self, row: Appeal) -> str:
        link = reverse("admin:mentors_application_change", args=[row.application_id])
        return format_html('<a href="{}">{}</a>', link, row.application)

    @admin.display(description=_("the no"))
    def no(self, row: Appeal) -> str:
        """What was missing and what would change it; the application's page has the message."""
        last = row.application.decisions.filter(done_at__lte=row.made_at).exclude(advice="").last()
        if last is None:
            return "–"
        return f"{last.get_criterion_display()}: {last.advice}"

    @admin.display(description=_("who decides"))
    def who_may(self, row: Appeal) -> str:
        if row.is_decided:
            return "–"
        return gettext("Someone who neither read the application nor decided it.")

    def save_model(self, request: HttpRequest, obj: Appeal, form: forms.ModelForm, change: bool) -> None:
        data: dict[str, Any] = form.cleaned_data
        try:
            services.decide_appeal(
                appeal=obj,
                by=request.user,  # type: ignore[arg-type]
                reopen=data["outcome"] == "reopen",
                reason=data["answer"],
                now=clock.now(),
            )
        except ApplicationRefused as refusal:
            self.refuse(request, refusal)
        else:
            messages.success(request, _("Decided. We’ve emailed the applicant."))

    def has_change_permission(self, request: HttpRequest, obj: Appeal | None = None) -> bool:
        if obj is not None and services.refusal_to_decide(obj, by=request.user):  # type: ignore[arg-type]
            return False
        permitted: bool = super().has_change_permission(request, obj)
        return permitted
