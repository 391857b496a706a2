"""A mentor's answer to a request."""

import uuid
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from core.http import MemberRequest
from core.ratelimit import Limit
from matching import services
from matching.errors import RequestRefused
from matching.forms.requests import FITTING, AcceptForm, DeclineForm, QuestionForm
from matching.models import Ask, Request, RequestKind
from matching.presenters.requests import RequestPresenter, fitting
from matching.services.asks import refusal_to_accept, refusal_to_answer, refusal_to_ask_back
from matching.suggestions import common_ground
from mentors.models import Mentor

POSTS = Limit("answer-request", times=30, seconds=600)


def asked_page(
    request: MemberRequest, row: Request, *, bound: Form | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    """A request as the mentor sees it who was asked: the mentee's words, and what they can answer."""
    now = clock.now()
    ask = next(ask for ask in row.asks.all() if ask.mentor.user_id == request.user.pk)
    ask.request = row
    is_over = refusal_to_answer(ask, by=request.user, now=now)
    forms: dict[str, Form] = {
        "accept": AcceptForm(prefix="accept"),
        "decline": DeclineForm(prefix="decline", mentee=row.mentee),
        "ask": QuestionForm(prefix="ask"),
    }
    if bound is not None:
        forms[str(bound.prefix)] = bound
    is_readable = ask.is_readable(at=now)
    context: dict[str, Any] = {
        "ask": ask,
        "presenter": RequestPresenter(row, now),
        "mentee": row.mentee,
        "is_over": is_over,
        "is_readable": is_readable,
        "fits": common_ground(row, ask.mentor, now=now) if is_readable else [],
        "full": "" if is_over else refusal_to_accept(ask, by=request.user, now=now),
        "can_ask_back": not refusal_to_ask_back(ask, by=request.user, now=now),
        "forms": forms,
        "names": [] if is_over else fitting(ask, now=now),
        "list_id": FITTING,
        "refusal": refusal,
    }
    return TemplateResponse(request, "matching/asked.html", context, status=status)


@require_POST
def answer(request: MemberRequest, request_id: uuid.UUID) -> HttpResponse:
    """Accept, say “not now”, or ask something first, as the mentor."""
    row, ask = _asked(request, request_id)
    if not POSTS.allows_request(request):
        return asked_page(request, row, refusal=_("That’s a lot of tries. Please wait ten minutes."), status=429)
    form = _answered(request, row)
    if form is None:
        return asked_page(request, row, refusal=_("Please choose one of the answers."), status=400)
    if not form.is_valid():
        return asked_page(request, row, bound=form, status=400)
    try:
        done = _do(ask, form, request)
    except RequestRefused as refused:
        return asked_page(request, row, bound=form, refusal=refused.message, status=409)
    messages.success(request, done % {"name": row.mentee.get_short_name()})
    return redirect(row)


def _answered(request: MemberRequest, row: Request) -> Form | None:
    decision = request.POST.get("decision")
    if decision == "accept":
        return AcceptForm(request.POST, prefix="accept")
    if decision == "decline":
        apart = Mentor.objects.apart_from(request.user)
        return DeclineForm(request.POST, prefix="decline", mentee=row.mentee, apart=apart)
    return QuestionForm(request.POST, prefix="ask") if decision == "ask" else None


def _do(ask: Ask, form: Form, request: MemberRequest) -> str:
    now, words = clock.now(), form.cleaned_data
    if isinstance(form, AcceptForm):
        services.asks.accept(ask=ask, by=request.user, message=words["message"], now=now)
        if ask.request.kind == RequestKind.MENTORSHIP:
            return _(
                "Accepted. We’ve told %(name)s. Your mentorship has begun: next, agree on how you’d like to do it."
            )
        return _("Accepted. We’ve told %(name)s, who can now book one of your times.")
    if isinstance(form, DeclineForm):
        said = {"reason": words["reason"], "message": words["message"], "suggests": words["suggests"]}
        services.asks.decline(ask=ask, by=request.user, **said, now=now)
        return _("Thank you for answering. We’ve told %(name)s.")
    services.asks.ask_back(ask=ask, by=request.user, question=words["question"], now=now)
    return _("We’ve passed your question on to %(name)s. Your own deadline is on hold until they answer.")


def _asked(request: MemberRequest, request_id: uuid.UUID) -> tuple[Request, Ask]:
    """The request, and the viewer's own ask in it."""
    asked = Ask.objects.filter(mentor__user=request.user, sent_at__isnull=False).values("request")
    row = get_object_or_404(Request.objects.filter(pk__in=asked).with_asks(), uuid=request_id)
    return row, next(ask for ask in row.asks.all() if ask.mentor.user_id == request.user.pk)
