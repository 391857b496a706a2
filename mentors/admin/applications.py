"""The queue of applications, and the page where the team reads, assesses and decides."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from core import clock
from core.admin import ReadOnlyAdmin
from mentors import languages, notices, services
from mentors.admin.filters import LanguageFilter, QueueFilter, TopicFilter
from mentors.forms import DecisionForm, ReviewForm
from mentors.models import OPEN_STATES, Application, ApplicationState, Review
from mentors.services import ApplicationRefused, states, vetting
from notifications.mail_content import MailContent

LABELS = {
    ApplicationState.SUBMITTED: "warning",
    ApplicationState.IN_REVIEW: "info",
    ApplicationState.MORE_INFORMATION: "primary",
    ApplicationState.APPROVED: "success",
    ApplicationState.DECLINED: "danger",
}
VERBS = {
    "approve": ApplicationState.APPROVED,
    "decline": ApplicationState.DECLINED,
    "ask": ApplicationState.MORE_INFORMATION,
}


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Applications, longest waiting first. Only services change them."""

    list_display = ("name", "state_label", "waiting", "role", "grades", "topic_names", "spoken")
    list_filter = (QueueFilter, TopicFilter, LanguageFilter)
    list_select_related = ("applicant",)
    search_fields = ("applicant__display_name", "applicant__email", "role", "company", "letter")
    ordering = (F("waiting_since").asc(nulls_last=True), "-decided_at", "pk")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        rows: QuerySet[Application] = super().get_queryset(request).exclude(state=ApplicationState.DRAFT)
        judged = rows.with_grades_for(request.user)  # type: ignore[attr-defined]
        return judged.prefetch_related("topics")  # type: ignore[no-any-return]

    @admin.display(description=gettext_lazy("name"), ordering="applicant__display_name")
    def name(self, row: Application) -> str:
        return row.applicant.display_name

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

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        take_up = path("<int:pk>/take-up/", view(self.take_up_view), name="mentors_application_take_up")
        knowing = [
            path("<int:pk>/step-aside/", view(self.step_aside_view), name="mentors_application_step_aside"),
            path("<int:pk>/step-back/", view(self.step_back_view), name="mentors_application_step_back"),
        ]
        decide = [
            path(f"<int:pk>/{verb}/", view(self.decision_view), {"verb": verb}, name=f"mentors_application_{verb}")
            for verb in VERBS
        ]
        return [take_up, *knowing, *decide, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The letter, the facts, the other reviews, the history, and the reader's own review."""
        row = self._row(request, object_id)
        if services.has_left(row, request.user):  # type: ignore[arg-type]
            return self._left(request, row)
        own = row.reviews.filter(reviewer=request.user).first()  # type: ignore[misc]
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
        may_vet = services.may_vet(row, request.user)  # type: ignore[arg-type]
        readings = services.readings_of(row)
        asks_for_more = may_vet and bool(readings.missing)
        open_ways = [verb for verb, state in VERBS.items() if may_vet and states.may_move(row, state)]
        context = self._context(
            request,
            row,
            title=row.applicant.display_name,
            paragraphs=notices.paragraphs(row.letter),
            waiting=waited(row, now=clock.now()),
            languages=[languages.name(code) for code in row.languages],
            written_in=languages.name(row.text_language),
            email_language=languages.name(row.applicant.language),
            topics=row.topics.select_related("category"),
            reviews=row.reviews.shown_to(request.user).select_related("reviewer"),  # type: ignore[arg-type]
            hidden=vetting.hidden_from(request.user, application=row),  # type: ignore[arg-type]
            steps=row.steps.select_related("by"),
            earlier=Application.objects.filter(applicant=row.applicant)
            .exclude(pk=row.pk)
            .exclude(state=ApplicationState.DRAFT),
            readings=readings,
            readers_left=services.readers_left(row) if asks_for_more and row.state in vetting.JUDGED_IN else None,
            own_application=row.applicant_id == request.user.pk,
            form=form if may_vet and row.state in vetting.JUDGED_IN else None,
            reviewed=own is not None,
            recusals=row.recusals.select_related("reader"),
            may_step_aside=may_vet and row.state in OPEN_STATES,
            may_take_up=may_vet and row.state == ApplicationState.SUBMITTED,
            ways=open_ways,
            next=vetting.next_for(request.user, after=row),  # type: ignore[arg-type]
        )
        return TemplateResponse(request, "admin/mentors/application.html", context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's page of what was done with a row, but not for those who have left it to others."""
        row = self._row(request, object_id)
        if services.has_left(row, request.user):  # type: ignore[arg-type]
            return redirect(self._address(row))
        return super().history_view(request, object_id, extra_context)

    def _left(self, request: HttpRequest, row: Application) -> HttpResponse:
        """All that a reader sees of an application that they have left to others."""
        context = self._context(
            request,
            row,
            title=row.applicant.display_name,
            is_open=row.state in OPEN_STATES,
            next=vetting.next_for(request.user, after=row),  # type: ignore[arg-type]
        )
        return TemplateResponse(request, "admin/mentors/left.html", context)

    def step_aside_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Leave an application of someone the reader knows to the others, by POST."""
        done = _("You know this person, so others read this application. It’s gone from your list.")
        return self._knowing(request, pk, services.step_aside, logged=_("Knows the applicant."), done=done)

    def step_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take that back, by POST."""
        done = _("You can read this application again.")
        return self._knowing(
            request, pk, services.step_back_in, logged=_("Doesn’t know the applicant after all."), done=done
        )

    def _knowing(self, request: HttpRequest, pk: int, service: Any, *, logged: str, done: str) -> HttpResponse:
        row = self._row(request, pk)
        if request.method == "POST":
            try:
                service(application=row, by=request.user, now=clock.now())
            except ApplicationRefused as refusal:
                messages.error(request, refusal.message)
            else:
                self.log_change(request, row, logged)
                messages.success(request, done)
        return redirect(self._address(row))

    def take_up_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin to review, by POST."""
        row = self._row(request, pk)
        if request.method == "POST":
            try:
                services.take_up(application=row, by=request.user, now=clock.now())  # type: ignore[arg-type]
            except ApplicationRefused as refusal:
                messages.error(request, refusal.message)
            else:
                self.log_change(request, row, _("Review started."))
                messages.success(request, _("We’ve let the applicant know that the review has started."))
        return redirect(self._address(row))

    def decision_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """The message that is sent with a decision: prefilled in the applicant's language, edited, previewed, sent."""
        row = self._row(request, pk)
        to = VERBS[verb]
        with translation.override(row.applicant.language):
            prefilled = notices.prefilled(row, to)
        what_is_missing = "" if verb == "ask" else services.readings_of(row).what_is_missing
        form = DecisionForm(request.POST or None, initial={"message": prefilled}, missing=bool(what_is_missing))
        content = None
        refused = not services.may_vet(row, request.user) or not states.may_move(row, to)  # type: ignore[arg-type]
        if request.method == "POST" and form.is_valid():
            message = form.cleaned_data["message"]
            override = form.cleaned_data.get("override", "")
            if "preview" in request.POST and not refused:
                with translation.override(row.applicant.language):
                    content = preview(row, to, message)
            else:
                service: Any = {
                    ApplicationState.APPROVED: services.approve,
                    ApplicationState.DECLINED: services.decline,
                    ApplicationState.MORE_INFORMATION: services.ask_back,
                }[to]
                more = {"override": override} if override else {}
                try:
                    service(application=row, by=request.user, message=message, now=clock.now(), **more)
                except ApplicationRefused as refusal:
                    messages.error(request, refusal.message)
                else:
                    early = row.steps.filter(to_state=to).exclude(override="").exists()
                    words = _("%(decision)s before enough had read it") if early else "%(decision)s"
                    self.log_change(request, row, words % {"decision": to.label})
                    messages.success(request, _("Done, and the email is on its way."))
                return redirect(self._address(row))
        elif refused:
            messages.error(request, _("That’s not possible with this application, or not for you to decide."))
            return redirect(self._address(row))
        title = {
            ApplicationState.APPROVED: _("Approve %(name)s"),
            ApplicationState.DECLINED: _("Decline %(name)s"),
            ApplicationState.MORE_INFORMATION: _("Ask %(name)s a question"),
        }[to] % {"name": row.applicant.display_name}
        context = self._context(
            request,
            row,
            title=title,
            language=languages.name(row.applicant.language),
            form=form,
            content=content,
            verb=verb,
            what_is_missing=what_is_missing,
        )
        return TemplateResponse(request, "admin/mentors/decision.html", context)

    def _row(self, request: HttpRequest, pk: int | str) -> Application:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            return get_object_or_404(
                Application.objects.exclude(state=ApplicationState.DRAFT).select_related("applicant"), pk=pk
            )
        except ValueError:
            raise Http404 from None

    def _address(self, row: Application) -> str:
        return reverse("admin:mentors_application_change", args=[row.pk])

    def _context(self, request: HttpRequest, row: Application, **more: Any) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "application": row,
            "has_heading": True,
            **more,
        }


def _initial(review: Review | None) -> dict[str, Any]:
    names = ("seniority", "practice", "altruism", "recommendation", "notes")
    return {name: getattr(review, name) for name in names} if review else {}


def waited(application: Application, *, now: datetime) -> str:
    """How long the team has kept someone waiting; "–" when it is not the team's turn."""
    if not application.waits_for_team or application.waiting_since is None:
        return "–"
    return timesince(application.waiting_since, now, depth=2)


def preview(application: Application, to: ApplicationState, message: str) -> MailContent:
    """The email as the applicant would get it, in the active language."""
    if to == ApplicationState.APPROVED:
        return notices.approval(message)
    if to == ApplicationState.DECLINED:
        return notices.refusal(application, message)
    return notices.question(application, message)
