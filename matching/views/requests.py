"""What a mentee does with requests: send one, see how it goes, answer a question, withdraw it, let the team look."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.validators import slug_re
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.http import MemberRequest
from core.ratelimit import Limit
from directory.listing import cards
from matching import services
from matching.errors import RequestRefused
from matching.forms.requests import LIST, PLACES, ReplyForm, RequestForm, typed
from matching.models import Ask, AskState, Need, Request, RequestKind
from matching.presenters.requests import RequestPresenter, suggestions
from matching.services.relaying import without_room
from matching.services.requests import refusal_of_team, refusal_to_send
from matching.services.suggesting import to_ask
from matching.views.asks import asked_page
from mentors.models import Mentor, SavedMentor

POSTS = Limit("request", times=20, seconds=600)
MOST_SAVED = 50  # whose names the form suggests
MOST_LISTED = 50


@never_cache
@require_safe
def request_list(request: MemberRequest) -> HttpResponse:
    """The member's own requests, and those that wait for their answer as a mentor."""
    now = clock.now()
    mine = Request.objects.of(request.user).with_asks()[:MOST_LISTED]
    asks = Ask.objects.filter(mentor__user=request.user).with_people()
    context = {
        "mine": [RequestPresenter(row, now) for row in mine],
        "waiting": asks.live().order_by("due_at")[:MOST_LISTED],
        "to_book": asks.to_book(at=now).order_by("settled_at")[:MOST_LISTED],
        "may_send": not refusal_to_send(request.user, now=now),
    }
    return TemplateResponse(request, "matching/requests.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Write a request, and choose up to three mentors in order."""
    now, apart = clock.now(), Mentor.objects.apart_from(request.user)
    if request.method != "POST":
        if unfinished := Request.objects.of(request.user).unfinished().first():
            messages.info(request, refusal_to_send(request.user, now=now))
            return redirect(unfinished)
        refusal = refusal_to_send(request.user, now=now)
        return _form_page(request, RequestForm(initial=_initial(request, apart=apart, now=now)), refusal=refusal)
    form = RequestForm(request.POST, apart=apart)
    if not POSTS.allows_request(request):
        refusal = _("That’s a lot of tries. Please wait ten minutes.")
        return _form_page(request, form, refusal=refusal, status=429)
    if not form.is_valid():
        return _form_page(request, form, status=400)
    try:
        sent = services.requests.send(
            by=request.user,
            choices=form.choices(),
            goal=form.cleaned_data["goal"],
            tried=form.cleaned_data["tried"],
            languages=form.cleaned_data["languages"],
            kind=form.kind,
            now=now,
        )
    except RequestRefused as refused:
        return _form_page(request, form, refusal=refused.message, status=409)
    if sent.created_at < now:  # the form was sent twice
        messages.info(request, _("You’ve already sent this request. This is how it’s going."))
        return redirect(sent)
    name = form.choices()[0].mentor.user.get_short_name()
    messages.success(request, _("Sent. We’ve asked %(name)s, and we’ll email you.") % {"name": name})
    return redirect(sent)


def _initial(request: MemberRequest, *, apart: frozenset[int], now: datetime) -> dict[str, Any]:
    """What is filled in: the words of an earlier request of theirs or of what they look for, and mentors with room."""
    again = _earlier(request)
    kind = again.kind if again else request.GET.get("kind")
    is_mentorship = kind == RequestKind.MENTORSHIP and settings.MENTORSHIPS
    initial: dict[str, Any] = {"kind": RequestKind.MENTORSHIP if is_mentorship else RequestKind.SESSION}
    if again:
        initial |= {"goal": again.goal, "tried": again.tried, "languages": again.languages}
    elif need := Need.objects.of(request.user).first():
        initial |= {"goal": need.goal, "languages": need.languages}
    slugs = [slug for slug in request.GET.getlist("mentor") if slug_re.fullmatch(slug)][: len(PLACES)]
    listed = Mentor.objects.listed().filter(slug__in=slugs).exclude(pk__in=apart).select_related("user")
    found = {mentor.slug: mentor for mentor in listed}
    full = without_room([mentor.pk for mentor in found.values()], kind=initial["kind"], now=now)
    for mentor in found.values():
        if mentor.pk in full:
            words = {"name": mentor.user.display_name}
            messages.info(request, _("%(name)s has no room for requests at the moment.") % words)
    chosen = [found[slug] for slug in dict.fromkeys(slugs) if slug in found and found[slug].pk not in full]
    return initial | {f"mentor_{number}": typed(mentor) for number, mentor in enumerate(chosen, start=1)}


def _earlier(request: MemberRequest) -> Request | None:
    try:
        key = uuid.UUID(request.GET.get("again", ""))
    except ValueError:
        return None
    return Request.objects.of(request.user).filter(uuid=key).first()


def _form_page(request: MemberRequest, form: RequestForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
    saved = SavedMentor.objects.of(request.user).filter(mentor__in=Mentor.objects.listed())
    saved = saved.exclude(mentor__in=Mentor.objects.apart_from(request.user))
    rows = saved.select_related("mentor__user")[:MOST_SAVED]
    full = without_room([row.mentor_id for row in rows], now=clock.now())
    names = [row.mentor.user.display_name for row in rows if row.mentor_id not in full]
    context = {"form": form, "refusal": refusal, "names": names, "list_id": LIST}
    return TemplateResponse(request, "matching/new_request.html", context, status=status)


@never_cache
@require_safe
def detail(request: MemberRequest, request_id: uuid.UUID) -> HttpResponse:
    """A request: as its mentee sees it, or as a mentor does who was asked."""
    row = _request(request, request_id)
    if row.mentee_id != request.user.pk:
        return asked_page(request, row)
    return request_page(request, row)


def request_page(
    request: MemberRequest, row: Request, *, form: ReplyForm | None = None, status: int = 200
) -> HttpResponse:
    """A request as its mentee sees it."""
    now = clock.now()
    presenter = RequestPresenter(row, now, to_ask(row, now=now))
    others = suggestions(row, now=now) if presenter.is_exhausted else []
    context = {
        "presenter": presenter,
        "form": form or ReplyForm(),
        "others": cards(others, now=now),
        "slugs": [mentor.slug for mentor in others],
        "by_team": presenter.is_exhausted and row.suggested.exists(),
        "can_ask_team": not refusal_of_team(row, by=request.user),
    }
    return TemplateResponse(request, "matching/request.html", context, status=status)


@require_POST
def withdraw(request: MemberRequest, request_id: uuid.UUID) -> HttpResponse:
    """Withdraw a request, as its mentee."""
    row = get_object_or_404(Request.objects.of(request.user), uuid=request_id)
    try:
        services.requests.withdraw(request=row, by=request.user, now=clock.now())
    except RequestRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Withdrawn. No one will be asked any more."))
    return redirect(row)


@require_POST
def let_the_team_look(request: MemberRequest, request_id: uuid.UUID) -> HttpResponse:
    """Hand a request over to the team, as its mentee."""
    row = get_object_or_404(Request.objects.of(request.user), uuid=request_id)
    try:
        services.requests.let_the_team_look(request=row, by=request.user, now=clock.now())
    except RequestRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Thank you. The team will look for someone, and we’ll email you within two weeks."))
    return redirect(row)


@require_POST
def ask_suggested(request: MemberRequest, request_id: uuid.UUID) -> HttpResponse:
    """Ask whom a mentor has suggested instead as the next one, as the mentee."""
    row = get_object_or_404(Request.objects.of(request.user).with_asks(), uuid=request_id)
    ask = next((ask for ask in row.asks.all() if str(ask.uuid) == request.POST.get("ask")), None)
    if ask is None or ask.suggests is None:
        raise Http404
    name = ask.suggests.user.get_short_name()
    try:
        now_live = services.suggesting.ask_suggested(ask=ask, by=request.user, now=clock.now())
    except RequestRefused as refused:
        messages.error(request, refused.message)
        return redirect(row)
    is_asked = now_live.asks.live().filter(mentor=ask.suggests).exists()
    done = _("We’ve asked %(name)s, and we’ll email you.") if is_asked else _("We’ll ask %(name)s next.")
    messages.success(request, done % {"name": name})
    return redirect(row)


@require_POST
def reply(request: MemberRequest, request_id: uuid.UUID) -> HttpResponse:
    """Answer a mentor's question, as the mentee."""
    row = get_object_or_404(Request.objects.of(request.user).with_asks(), uuid=request_id)
    form = ReplyForm(request.POST)
    asks = list(row.asks.all())
    ask = next((ask for ask in asks if ask.state == AskState.ASKED_BACK), None)
    if ask is None and form.is_valid():  # the answer that is there already, if it was sent twice
        ask = next((ask for ask in asks if ask.reply == form.cleaned_data["text"]), None)
    if ask is None:
        messages.info(request, _("There’s no question to answer any more."))
        return redirect(row)
    if not form.is_valid():
        return request_page(request, row, form=form, status=400)
    try:
        services.asks.reply(ask=ask, by=request.user, text=form.cleaned_data["text"], now=clock.now())
    except RequestRefused as refused:
        messages.error(request, refused.message)
    else:
        name = ask.mentor.user.get_short_name()
        messages.success(request, _("Thank you. We’ve passed your answer on to %(name)s.") % {"name": name})
    return redirect(row)


def _request(request: MemberRequest, request_id: uuid.UUID) -> Request:
    return get_object_or_404(Request.objects.seen_by(request.user).with_asks(), uuid=request_id)
