"""The queue of reports: what waits, what is overdue, and the answer.

Who it's about, who reported and what was written is opened with a reason, which the report shows from then on with the
name of who opened it. Of the confidential lane, those who aren't of the group for safeguarding see nothing, not even
that there is something.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from core import clock
from core.admin_columns import in_short, moment
from safety.admin.cases import CaseAdmin
from safety.errors import ReportRefused
from safety.models import Report
from safety.policy import LONGEST_WORDS
from safety.services import reports

LABELS = {"overdue": "danger", "waiting": "warning", "answered": "success"}


class StateFilter(admin.SimpleListFilter):
    """Reports that wait, or wait too long."""

    title = _("answer")
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("waiting")), ("overdue", _("overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> QuerySet[Report]:
        if self.value() == "waiting":
            return queryset.waiting()  # type: ignore[attr-defined, no-any-return]
        if self.value() == "overdue":
            return queryset.overdue(at=clock.now())  # type: ignore[attr-defined, no-any-return]
        return queryset


class AnswerForm(forms.ModelForm):
    """The answer to whoever reported."""

    reply = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST_WORDS,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}),
        help_text=_("When you save, we email it to whoever reported. If someone has to be told off, do that first."),
    )

    class Meta:
        model = Report
        fields: tuple[str, ...] = ()


@admin.register(Report)
class ReportAdmin(CaseAdmin):
    """Reports, with those that someone may not see left out."""

    form = AnswerForm
    list_display = ("number", "state", "kind", "place", moment("due_at", _("to be answered by")))
    list_filter = (StateFilter, "kind")
    search_fields = ("number",)
    ordering = ("-made_at",)
    indexed_orders = ("made_at",)
    private = ("about_name", "reporter", "words", "messages_around", "answer")
    told = (
        ("number", "kind"),
        ("about_name", "place"),
        ("reporter", "made_at"),
        "due_at",
        "words",
        "messages_around",
        "decided",
        ("answered_at", "answered_by"),
        "answer",
        "openings",
    )
    asks_for = (_("Answer"), ("reply",))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        return super().get_queryset(request).open_to(request.user)  # type: ignore[no-any-return]

    def title_of(self, row: Report) -> str:
        return gettext("Report %(number)s, %(time)s") % {"number": row.number, "time": in_short(row.made_at)}

    @admin.display(description=_("about"))
    def about_name(self, row: Report) -> str:
        return row.about.display_name if row.about else "–"

    @admin.display(description=_("reported by"))
    def reporter(self, row: Report) -> str:
        return row.by.display_name if row.by else row.address or "–"

    @admin.display(description=_("the message and what’s around it"))
    def messages_around(self, row: Report) -> str:
        """The excerpt of a conversation, the reported message marked."""
        if not row.excerpt:
            return "–"
        names = {str(each.uuid): str(each.display_name) for each in (row.about, row.by) if each}
        return format_html_join(
            "",
            "<p><strong>{} {}{}</strong><br>{}</p>",
            (
                (
                    names.get(said["by"], gettext("a former member")),
                    in_short(datetime.fromisoformat(said["at"])),
                    f" · {gettext('reported')}" if said["reported"] else "",
                    linebreaksbr(said["text"], autoescape=True) if said["text"] else gettext("removed"),
                )
                for said in row.excerpt
            ),
        )

    @display(description=_("state"), label=LABELS)
    def state(self, row: Report) -> tuple[str, str]:
        if row.answered_at:
            return "answered", gettext("answered")
        return ("overdue", gettext("overdue")) if row.is_overdue(at=clock.now()) else ("waiting", gettext("waiting"))

    @admin.display(description=_("measures"))
    def decided(self, row: Report) -> str:
        """What was decided because of it, and the way to decide more."""
        taken = format_html_join(
            "",
            '<p><a href="{}">{}</a></p>',
            (
                (reverse("admin:safety_measure_change", args=[measure.pk]), measure.get_kind_display())
                for measure in row.measures.all()
            ),
        )
        if row.about is None:
            return taken
        more = reverse("admin:safety_measure_add") + f"?report={row.pk}"
        return format_html('{}<p><a href="{}">{}</a></p>', taken, more, gettext("Take a measure"))

    def save_model(self, request: HttpRequest, obj: Report, form: forms.ModelForm, change: bool) -> None:
        try:
            reports.answer(report=obj, by=request.user, text=form.cleaned_data["reply"], now=clock.now())  # type: ignore[arg-type]
        except ReportRefused as refusal:
            self.refuse(request, refusal)
        else:
            messages.success(request, _("Answered. We’ve emailed whoever reported it."))

    def has_change_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        if obj is not None and reports.refusal_to_answer(obj, by=request.user):  # type: ignore[arg-type]
            return False
        permitted: bool = super().has_change_permission(request, obj)
        return permitted
