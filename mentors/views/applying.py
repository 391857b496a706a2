"""Applying to become a mentor, and seeing where the application stands."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.middleware import keep_words, words_of
from club_pages.errors import PageRefused
from core import clock
from core.http import MemberRequest
from core.ratelimit import Limit, own_limit
from mentors import services
from mentors.forms import AnswerForm, AppealForm, ApplicationForm, DraftForm
from mentors.models import Appeal, Application, ApplicationState, Mentor, appeal_by
from mentors.services import ApplicationRefused, states

SAVES = Limit("apply-save", times=300, seconds=600)  # htmx saves the draft as the member types
POSTS = Limit("apply", times=20, seconds=600)


@own_limit
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: MemberRequest) -> HttpResponse:
    """What it takes to be a mentor, for everyone; the form, for members."""
    if not request.user.is_authenticated:
        if request.method == "POST":
            keep_words(request)
            return redirect_to_login(request.path)
        return TemplateResponse(request, "mentors/invitation.html", {"readers": settings.VETTING_READERS})
    if Mentor.objects.of(request.user).past_vetting().exists():
        messages.info(request, _("You’re already a mentor. This is your profile."))
        return redirect("mentors:profile")
    current = Application.objects.open().filter(applicant=request.user).first()
    if current is not None and current.state != ApplicationState.DRAFT:
        return redirect(current)
    if request.method == "POST":
        saves = request.POST.get("action") == "save"
        if not (SAVES if saves else POSTS).allows_request(request):
            return TemplateResponse(request, "429.html", {"words": words_of(request)}, status=429)
        return _save(request, current) if saves else _send(request, current)
    again_at = services.may_apply_from(request.user)
    if again_at is not None and clock.now() < again_at:
        last = Application.objects.filter(applicant=request.user).latest("changed_at")
        return TemplateResponse(request, "mentors/later.html", {"again_at": again_at, "application": last})
    return _form(request, ApplicationForm(application=current), current)


def _form(request: HttpRequest, form: ApplicationForm, draft: Application | None) -> HttpResponse:
    context = {"form": form, "draft": draft, "least": services.LETTER_LENGTH[0], "most_topics": services.MOST_TOPICS}
    return TemplateResponse(request, "mentors/apply.html", context)


def _save(request: MemberRequest, draft: Application | None) -> HttpResponse:
    """Save the draft, by the button or by htmx as the member types."""
    form = DraftForm(request.POST, application=draft)
    saved = refusal = None
    if form.is_valid():
        try:
            saved = services.save_draft(by=request.user, content=form.content(), now=clock.now())
        except ApplicationRefused as error:
            refusal = error.message
            form.add_error(None, refusal)
    if request.htmx:
        return TemplateResponse(request, "mentors/_saved.html", {"draft": saved, "form": form})
    if saved is None:
        return _form(request, form, draft)
    messages.success(request, _("Your draft is saved. You can come back to it at any time."))
    return redirect("mentors:apply")


def _send(request: MemberRequest, draft: Application | None) -> HttpResponse:
    form = ApplicationForm(request.POST, application=draft)
    if form.is_valid():
        try:
            agreed, terms = form.cleaned_data["agreed"], form.cleaned_data["terms"]
            sent = services.submit(by=request.user, content=form.content(), agreed=agreed, terms=terms, now=clock.now())
        except PageRefused as refusal:
            form.ask_again(refusal.message)
        except ApplicationRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("We have your application. Thank you!"))
            return redirect(sent)
    return _form(request, form, draft)


@require_http_methods(["GET", "HEAD", "POST"])
def application(request: MemberRequest, identifier: uuid.UUID) -> HttpResponse:
    """The state of an application; its applicant answers here, withdraws, or appeals against a no."""
    row = get_object_or_404(Application.objects.filter(applicant=request.user), uuid=identifier)
    if row.state == ApplicationState.DRAFT and request.method != "POST":
        return redirect("mentors:apply")
    form, appeal_form = AnswerForm(), AppealForm()
    if request.method == "POST" and request.POST.get("action") == "appeal":
        appeal_form = AppealForm(request.POST)
        if _appeal(request, row, appeal_form):
            return redirect(row)
    elif request.method == "POST":
        try:
            if request.POST.get("action") == "withdraw":
                services.withdraw(application=row, by=request.user, now=clock.now())
                messages.success(request, _("Your application is withdrawn."))
                return redirect(row)
            form = AnswerForm(request.POST)
            if form.is_valid():
                services.answer(application=row, by=request.user, now=clock.now(), **form.cleaned_data)
                messages.success(request, _("We have your answer. Thank you!"))
                return redirect(row)
        except ApplicationRefused as refusal:
            form.add_error(None, refusal.message) if form.is_bound else messages.error(request, refusal.message)
            row.refresh_from_db()
    context = {
        "application": row,
        "steps": row.steps.all(),
        "form": form,
        "asked": row.steps.filter(to_state=ApplicationState.MORE_INFORMATION).last()
        if row.state == ApplicationState.MORE_INFORMATION
        else None,
        "may_withdraw": states.may_move(row, ApplicationState.WITHDRAWN),
        "again_at": services.may_apply_from(request.user) if row.state == ApplicationState.DECLINED else None,
        "topics": row.topics.all(),
        "appeal": Appeal.objects.filter(application=row).first(),
        "appeal_form": appeal_form,
        "may_appeal": not services.refusal_to_appeal(row, now=clock.now()),
        "appeal_by": appeal_by(row.decided_at) if row.decided_at else None,
        "readers": settings.VETTING_READERS,
        "is_late": row.answer_by is not None and row.answer_by < clock.now(),
        "no": row.decisions.exclude(done_at=None).last() if row.state == ApplicationState.DECLINED else None,
    }
    return TemplateResponse(request, "mentors/application.html", context)


def _appeal(request: MemberRequest, row: Application, form: AppealForm) -> bool:
    """Send what someone says against a no. Returns whether it was sent."""
    if not form.is_valid():
        return False
    try:
        services.appeal(application=row, by=request.user, words=form.cleaned_data["words"], now=clock.now())
    except ApplicationRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Thank you. Someone else takes another look, and we’ll email you."))
    return True
