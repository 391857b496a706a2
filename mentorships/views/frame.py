"""What all pages of mentorships share: the switch, the reader's own rows, and what follows a button."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from conversations.models import ReadMark
from core import clock
from core.http import MemberRequest
from core.ratelimit import Limit
from mentorships.errors import MentorshipRefused
from mentorships.forms import AgendaForm, ContinuationForm, FarewellForm, MetForm, PauseForm
from mentorships.models import Mentorship
from mentorships.presenters import MentorshipPresenter, meetings_of
from mentorships.presenters.continuing import Question, question_of
from mentorships.presenters.farewells import farewells_of
from mentorships.presenters.plans import plan_of
from mentorships.presenters.staying import staying_of

MOST_LISTED = 100
POSTS = Limit("mentorship", times=30, seconds=600)
PLANS = Limit("plan", times=120, seconds=600)  # people tick things off one by one
Made = TypeVar("Made")
View = Callable[..., HttpResponse]


def if_on(view: View) -> View:
    """Show the page only in a club that has mentorships."""

    @wraps(view)
    def wrapper(request: MemberRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.MENTORSHIPS:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


def own(request: MemberRequest, key: uuid.UUID) -> Mentorship:
    """The reader's own mentorship; anyone else's isn't there (404)."""
    return get_object_or_404(Mentorship.objects.of(request.user).with_people(), uuid=key)


def page(
    request: MemberRequest, row: Mentorship, *, bound: BaseForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The page of one mentorship, with a form that was refused, or the reason why something can't be done."""
    now = clock.now()
    presenter = MentorshipPresenter(row, request.user, now, row.agreements.last(), meetings_of(row, now=now))
    question = question_of(row, request.user, now=now)
    name = presenter.other.get_short_name()
    context = {
        "presenter": presenter,
        "row": row,
        "question": question,
        "decide": bound if isinstance(bound, ContinuationForm) else _form_of(row, question),
        "farewells": farewells_of(row, request.user, bound if isinstance(bound, FarewellForm) else None, now=now),
        "thread": ReadMark.objects.with_whom(request.user, row.other_than(request.user)),
        "met": bound if isinstance(bound, MetForm) else MetForm(),
        "pause": bound if isinstance(bound, PauseForm) else PauseForm(),
        "staying": staying_of(row, request.user, now=now),
        "plan": plan_of(row, request.user, presenter.meetings, now=now),
        "agenda_form": bound if isinstance(bound, AgendaForm) else AgendaForm(name=name),
        "refusal": refusal,
    }
    return TemplateResponse(request, "mentorships/mentorship.html", context, status=status)


def _form_of(row: Mentorship, question: Question | None) -> ContinuationForm | None:
    if question is None:
        return None
    mine = question.mine
    initial = {"answer": mine.answer, "weeks": mine.weeks} if mine else {}
    return ContinuationForm(initial=initial, row=row)


def done(
    request: MemberRequest, row: Mentorship, change: Callable[[], object], said: str, form: BaseForm | None = None
) -> HttpResponse:
    """Make a change and go back to the page, or show there why it can't be made."""
    if not POSTS.allows_request(request):
        refusal = _("That’s a lot of tries. Please wait ten minutes.")
        return page(request, row, bound=form, refusal=refusal, status=429)
    try:
        change()
    except MentorshipRefused as refused:
        return page(request, own(request, row.uuid), bound=form, refusal=refused.message, status=409)
    messages.success(request, said)
    return redirect(row)


def tried(request: MemberRequest, change: Callable[[], Made]) -> tuple[Made | None, str, int]:
    """What a change has made; or nothing, why it can't be made, and the status of the page that says so."""
    if not PLANS.allows_request(request):
        return None, _("That’s a lot of tries. Please wait ten minutes."), 429
    try:
        return change(), "", 200
    except MentorshipRefused as refused:
        return None, refused.message, 409
