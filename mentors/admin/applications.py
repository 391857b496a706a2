"""The queue of applications, and the page where the team reads, assesses and decides."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from core import clock, private_words
from core.admin import SafetyForm
from mentors import languages, notices, services
from mentors.admin.deciding import VERBS, ApplicationActions
from mentors.admin.filters import LanguageFilter, QueueFilter, TopicFilter
from mentors.forms import ReviewForm
from mentors.models import JUDGED_IN, OPEN_STATES, Appeal, Application, ApplicationState, ApplicationStep, Review
from mentors.services import ApplicationRefused, states, vetting, without_the_person

LABELS = {
    ApplicationState.SUBMITTED: "warning",
    ApplicationState.IN_REVIEW: "info",
    ApplicationState.MORE_INFORMATION: "primary",
    ApplicationState.APPROVED: "success",
    ApplicationState.DECLINED: "danger",
}


@admin.register(Application)
class ApplicationAdmin(ApplicationActions):
    """Applications, longest waiting first, each by a neutral name until the reader has saved their own assessment."""

    list_display = ("name", "theirs", "state_label", "waiting", "work", "grades", "topic_names", "spoken")
    list_filter = (QueueFilter, TopicFilter, LanguageFilter)
    list_select_related = ("applicant",)
    search_fields = ("applicant__display_name", "applicant__email", "role", "company", "letter")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        rows = Application.objects.exclude(state=ApplicationState.DRAFT)
        reader: Any = request.user
        opened = private_words.opened(Application, by=reader, now=clock.now())
        judged = rows.with_names_for(reader, opened=opened).with_grades_for(reader)
        return judged.with_assignments_of(reader).prefetch_related("topics")

    def get_ordering(self, request: HttpRequest) -> Any:
        """What the reader is to read comes first."""
        return ("-is_theirs", F("waiting_since").asc(nulls_last=True), "-decided_at", "pk")

    def get_urls(self) -> list[URLPattern]:
        drift = path("drift/", self.admin_site.admin_view(self.drift_view), name="mentors_application_drift")
        return [drift, *super().get_urls()]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Application], search_term: str
    ) -> tuple[QuerySet[Application], bool]:
        """Find names, addresses, companies and letters only among those that the reader has read."""
        known, has_twins = super().get_search_results(request, queryset.filter(Q(is_named=True)), search_term)
        by_role = queryset
        for word in search_term.split():
            by_role = by_role.filter(role__icontains=word)
        return queryset.filter(Q(pk__in=known.values("pk")) | Q(pk__in=by_role.values("pk"))), has_twins

    @admin.display(description=gettext_lazy("name"), ordering="applicant_name")
    def name(self, row: Any) -> str:
        return row.applicant_name or str(row)

    @admin.display(description=gettext_lazy("role"), ordering="role")
    def work(self, row: Any) -> str:
        return row.role if row.is_named else without_the_person(row.role, row)

    @display(description=gettext_lazy("to read"), ordering="is_theirs", label=True)
    def theirs(self, row: Any) -> str:
        return _("yours") if row.is_theirs else ""

    @display(description=gettext_lazy("status"), ordering="state", label=LABELS)
    def state_label(self, row: Application) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @admin.display(description=gettext_lazy("waiting"), ordering=F("waiting_since").asc(nulls_last=True))
    def waiting(self, row: Application) -> str:
        return waited(row, now=clock.now())

    @admin.display(description=gettext_lazy("grades"), ordering="average")
    def grades(self, row: Any) -> str:
        if not row.judgements:
            return "–"
        if row.average is None:
            return _("hidden (%(count)d)") % {"count": row.judgements}
        return f"{row.average:.1f} ({row.judgements})"

    @admin.display(description=gettext_lazy("topics"))
    def topic_names(self, row: Application) -> str:
        return ", ".join(topic.name_i18n for topic in row.topics.all())

    @admin.display(description=gettext_lazy("languages"))
    def spoken(self, row: Application) -> str:
        return ", ".join(languages.name(code) for code in row.languages)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The letter, the facts, the other reviews, the history, and the reader's own review."""
        row = self._row(request, object_id)
        if services.has_left(row, request.user):  # type: ignore[arg-type]
            return self._left(request, row)
        own = row.reviews.filter(reviewer=request.user).first()  # type: ignore[misc]
        named = self._knows(request, row)
        form = ReviewForm(initial=_initial(own))
        if request.method == "POST":
            form = ReviewForm(request.POST)
            if form.is_valid():
                try:
                    services.review(
                        application=row,
                        by=request.user,  # type: ignore[arg-type]
                        grades=form.grades(),
                        recommendation=form.cleaned_data["recommendation"],
                        notes=form.cleaned_data["notes"],
                        now=clock.now(),
                    )
                except ApplicationRefused as refusal:
                    messages.error(request, refusal.message)
                else:
                    self.log_change(request, row, _("Assessment saved."))
                    messages.success(request, _("Your assessment has been saved."))
                return redirect(self._address(row))
        pending = services.pending_decision(row)
        may_vet = services.may_vet(row, request.user) and pending is None  # type: ignore[arg-type]
        readings = services.readings_of(row)
        asks_for_more = may_vet and bool(readings.missing)
        shown = VERBS if named else {"ask": VERBS["ask"]}  # whoever decides has read it
        open_ways = [verb for verb, state in shown.items() if may_vet and states.may_move(row, state)]
        context = self._context(
            request,
            row,
            title=row.applicant.display_name if named else str(row),
            named=named,
            who_form=None if named else SafetyForm(auto_id="who_%s"),
            role=row.role if named else without_the_person(row.role, row),
            paragraphs=notices.paragraphs(row.letter if named else without_the_person(row.letter, row)),
            waiting=waited(row, now=clock.now()),
            languages=[languages.name(code) for code in row.languages],
            written_in=languages.name(row.text_language),
            email_language=languages.name(row.applicant.language),
            topics=row.topics.select_related("category"),
            reviews=row.reviews.shown_to(request.user).select_related("reviewer"),  # type: ignore[arg-type]
            hidden=vetting.hidden_from(request.user, application=row),  # type: ignore[arg-type]
            steps=_steps(row, named=named),
            earlier=_earlier(row) if named else Application.objects.none(),
            readings=readings,
            readers_left=services.readers_left(row) if asks_for_more and row.state in JUDGED_IN else None,
            pending=pending if named and row.applicant_id != request.user.pk else None,
            is_pending=pending is not None and row.applicant_id != request.user.pk,
            appeal=Appeal.objects.open_to(request.user).filter(application=row).first() if named else None,  # type: ignore[arg-type]
            no=row.decisions.exclude(done_at=None).exclude(advice="").last() if named else None,
            own_application=row.applicant_id == request.user.pk,
            form=form if may_vet and row.state in JUDGED_IN else None,
            reviewed=own is not None,
            recusals=row.recusals.select_related("reader"),
            may_step_aside=may_vet and row.state in OPEN_STATES,
            may_take_up=may_vet and row.state == ApplicationState.SUBMITTED,
            ways=open_ways,
            assigned=_assigned(row, request.user, named=named),
            **self._around(request, row),
        )
        return TemplateResponse(request, "admin/mentors/application.html", context)

    def drift_view(self, request: HttpRequest) -> HttpResponse:
        """How the reader's own grades differ from the others'. No one else sees it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        drift = services.drift_of(request.user)  # type: ignore[arg-type]
        rows = [(criterion.label, f"{by:+.1f}") for criterion, by in drift.differences.items()]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("How you grade"),
            "has_heading": True,
            "shared": drift.shared,
            "fewest": services.FEWEST_SHARED,
            "rows": rows,
        }
        return TemplateResponse(request, "admin/mentors/drift.html", context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's page of what was done with a row, but not for those who have left it to others."""
        row = self._row(request, object_id)
        if services.has_left(row, request.user):  # type: ignore[arg-type]
            return redirect(self._address(row))
        return super().history_view(request, object_id, extra_context)

    def _around(self, request: HttpRequest, row: Application) -> dict[str, Application | None]:
        before, behind = vetting.neighbours_of(row, request.user)  # type: ignore[arg-type]
        return {"previous": before, "next": behind}

    def _left(self, request: HttpRequest, row: Application) -> HttpResponse:
        """All that a reader sees of an application that they have left to others."""
        context = self._context(
            request,
            row,
            title=str(row),
            is_open=row.state in OPEN_STATES,
            **self._around(request, row),
        )
        return TemplateResponse(request, "admin/mentors/left.html", context)


def _assigned(row: Application, reader: Any, *, named: bool) -> list[str]:
    """Who is to read it: "you" alone as long as the reader isn't told what others think of it."""
    rows = row.assignments.waiting().select_related("reader")
    return [
        _("you") if each.reader == reader else each.reader.display_name
        for each in rows
        if named or each.reader == reader
    ]


def _steps(row: Application, *, named: bool) -> list[ApplicationStep]:
    """The steps of an application; unless `named`, without what says who the applicant is, or why it was a no once."""
    steps = list(row.steps.select_related("by"))
    if not named:
        for step in steps:
            if ApplicationState.DECLINED in (step.from_state, step.to_state):
                step.message = step.override = ""
            step.message, step.override = (without_the_person(text, row) for text in (step.message, step.override))
    return steps


def _earlier(row: Application) -> QuerySet[Application]:
    """What the same person has sent before or since."""
    others = Application.objects.filter(applicant=row.applicant).exclude(pk=row.pk)
    return others.exclude(state=ApplicationState.DRAFT)


def _initial(review: Review | None) -> dict[str, Any]:
    names = ("seniority", "practice", "altruism", "recommendation", "notes")
    return {name: getattr(review, name) for name in names} if review else {}


def waited(application: Application, *, now: datetime) -> str:
    """How long the team has kept someone waiting; "–" when it is not the team's turn."""
    if not application.waits_for_team or application.waiting_since is None:
        return "–"
    return timesince(application.waiting_since, now, depth=2)
