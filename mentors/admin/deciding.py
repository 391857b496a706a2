"""What the team does with one application, each by a page or a button of its own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core import clock, private_words
from core.admin import ReadOnlyAdmin, SafetyForm
from core.dates import formatted
from mentors import languages, notices, services
from mentors.forms import DecisionForm
from mentors.models import OPEN_STATES, Appeal, Application, ApplicationState, ApplicationStep, Decision, Snippet
from mentors.services import ApplicationRefused, Reasons, states
from notifications.mail_content import MailContent

MOST_DIGITS = 10  # of a key that a form sends
VERBS = {
    "approve": ApplicationState.APPROVED,
    "decline": ApplicationState.DECLINED,
    "ask": ApplicationState.MORE_INFORMATION,
}


class ApplicationActions(ReadOnlyAdmin):
    """Applications' buttons and forms. Only services change anything."""

    private = ("company", "link")  # and who it is: `open_view` shows all of it

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        pages = {
            "take-up": self.take_up_view,
            "step-aside": self.step_aside_view,
            "step-back": self.step_back_view,
            "undo": self.undo_view,
        }
        ours = [
            path(f"<int:pk>/{name}/", view(page), name=f"mentors_application_{name.replace('-', '_')}")
            for name, page in pages.items()
        ]
        decide = [
            path(f"<int:pk>/{verb}/", view(self.decision_view), {"verb": verb}, name=f"mentors_application_{verb}")
            for verb in VERBS
        ]
        return [*ours, *decide, *super().get_urls()]

    def open_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show for half an hour who has applied, by POST and with a reason that stays in the history."""
        row = self._row(request, object_id)
        if request.method == "POST" and row.state in OPEN_STATES and not self._knows(request, row):
            form = SafetyForm(request.POST)
            if services.has_left(row, request.user):  # type: ignore[arg-type]
                messages.error(request, _("You know this person, so you’ve left the application to the others."))
            elif form.is_valid():
                reason = form.cleaned_data["reason"]
                private_words.open_for(row, by=request.user, reason=reason, now=clock.now())  # type: ignore[arg-type]
            else:
                messages.error(request, _("Please say in a sentence why you need to know who it is."))
        return redirect(self._address(row))

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

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take back a decision that hasn't been sent, by POST."""
        row = self._row(request, pk)
        decision = row.decisions.last()
        if request.method == "POST" and decision is not None:
            try:
                services.undo(decision=decision, by=request.user, now=clock.now())  # type: ignore[arg-type]
            except ApplicationRefused as refusal:
                messages.error(request, refusal.message)
            else:
                self.log_change(request, row, _("Decision undone."))
                messages.success(request, _("The decision is undone. Nothing was sent."))
        return redirect(self._address(row))

    def decision_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """The message that is sent with a decision: prefilled in the applicant's language, edited, previewed, sent."""
        row = self._row(request, pk)
        to = VERBS[verb]
        named = self._knows(request, row)
        with translation.override(row.applicant.language):
            prefilled = notices.prefilled(row, to)
        if not named and verb != "ask":
            messages.error(
                request, _("Read it first: save your own assessment, or say why you need to know who it is.")
            )
            return redirect(self._address(row))
        what_is_missing = "" if verb == "ask" else services.readings_of(row).what_is_missing
        declines = verb == "decline"
        initial = {"message": prefilled, "again_on": services.default_again_on(now=clock.now()).isoformat()}
        form = DecisionForm(request.POST or None, initial=initial, missing=bool(what_is_missing), declines=declines)
        snippets = Snippet.objects.order_by("criterion", "position", "pk") if declines else Snippet.objects.none()
        chosen = snippets.filter(pk=_number(request.POST["snippet"])).first() if "snippet" in request.POST else None
        if chosen is not None:
            filled = form.filled_with(chosen, language=row.applicant.language)
            form = DecisionForm(initial=filled, missing=bool(what_is_missing), declines=declines)
        content = None
        refused = not states.may_move(row, to) or services.pending_decision(row) is not None
        refused = refused or not services.may_vet(row, request.user)  # type: ignore[arg-type]
        if request.method == "POST" and form.is_valid():
            message = form.cleaned_data["message"]
            override = form.cleaned_data.get("override", "")
            if "preview" in request.POST and not refused:
                with translation.override(row.applicant.language):
                    content = preview(row, to, message, form.reasons())
            else:
                service: Any = {
                    ApplicationState.APPROVED: services.approve,
                    ApplicationState.DECLINED: services.decline,
                    ApplicationState.MORE_INFORMATION: services.ask_back,
                }[to]
                more: dict[str, Any] = {"override": override} if override else {}
                more |= {"reasons": form.reasons()} if declines else {}
                try:
                    made = service(application=row, by=request.user, message=message, now=clock.now(), **more)
                except ApplicationRefused as refusal:
                    messages.error(request, refusal.message)
                else:
                    self._say_decided(request, row, made)
                return redirect(self._address(row))
        elif refused:
            messages.error(request, _("That’s not possible with this application, or not for you to decide."))
            return redirect(self._address(row))
        title = {
            ApplicationState.APPROVED: _("Approve %(name)s"),
            ApplicationState.DECLINED: _("Decline %(name)s"),
            ApplicationState.MORE_INFORMATION: _("Ask %(name)s a question"),
        }[to] % {"name": row.applicant.display_name if named else row.label}
        context = self._context(
            request,
            row,
            title=title,
            name=row.applicant.get_short_name() if named else row,
            language=languages.name(row.applicant.language),
            form=form,
            content=content,
            verb=verb,
            what_is_missing=what_is_missing,
            snippets=snippets,
        )
        return TemplateResponse(request, "admin/mentors/decision.html", context)

    def _say_decided(self, request: HttpRequest, row: Application, made: Decision | ApplicationStep) -> None:
        if isinstance(made, ApplicationStep):
            self.log_change(request, row, made.get_to_state_display())
            messages.success(request, _("Done, and the email is on its way."))
            return
        words = _("%(decision)s before enough had read it") if made.override else "%(decision)s"
        self.log_change(request, row, words % {"decision": made.get_to_state_display()})
        at = formatted(localtime(made.due_at), "TIME_FORMAT")
        messages.success(
            request, _("Done. We’ll send the email at %(time)s, and you can undo it until then.") % {"time": at}
        )

    def _row(self, request: HttpRequest, pk: int | str) -> Application:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            return get_object_or_404(
                Application.objects.exclude(state=ApplicationState.DRAFT).select_related("applicant"), pk=pk
            )
        except ValueError:
            raise Http404 from None

    def _knows(self, request: HttpRequest, row: Application) -> bool:
        return services.knows_whose(row, request.user, now=clock.now())  # type: ignore[arg-type]

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


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS else 0


def preview(application: Application, to: ApplicationState, message: str, reasons: Reasons | None) -> MailContent:
    """The email as the applicant would get it, in the active language."""
    if to == ApplicationState.APPROVED:
        return notices.approval(message)
    if to == ApplicationState.DECLINED:
        appealed = Appeal.objects.filter(application=application).exists()
        declined_at = None if appealed else clock.now() + services.UNDO_FOR
        return notices.refusal(application, message, reasons, declined_at=declined_at)
    return notices.question(application, message)
