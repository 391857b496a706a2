"""A member's mentorships: what the two agree on, when they met, and how it ends. And what a mentor offers."""

import uuid
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conversations.errors import MessageRefused
from conversations.models import ReadMark
from conversations.services.opening import open_between
from core import clock
from core.http import MemberRequest
from core.ratelimit import Limit
from mentors.decorators import mentor_required
from mentors.models import Mentor
from mentorships import services
from mentorships.errors import MentorshipRefused
from mentorships.forms import AgreementForm, MetForm, OfferForm, PauseForm
from mentorships.models import Mentorship, MentorshipState, Offer
from mentorships.presenters import MentorshipPresenter, meetings_of

POSTS = Limit("mentorship", times=30, seconds=600)
MOST_LISTED = 100
View = Callable[..., HttpResponse]


def if_on(view: View) -> View:
    """Show the page only in a club that has mentorships."""

    @wraps(view)
    def wrapper(request: MemberRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.MENTORSHIPS:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


@if_on
@never_cache
@require_safe
def mentorship_list(request: MemberRequest) -> HttpResponse:
    """All mentorships of the reader, the live ones first."""
    now = clock.now()
    rows = Mentorship.objects.of(request.user).with_people()[:MOST_LISTED]
    mentorships = [MentorshipPresenter(row, request.user, now) for row in rows]
    return TemplateResponse(request, "mentorships/list.html", {"mentorships": mentorships})


@if_on
@never_cache
@require_safe
def detail(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """One mentorship: where it is, what's next, meetings, the agreement, and how to pause or end it."""
    return _page(request, _own(request, mentorship))


def _page(
    request: MemberRequest, row: Mentorship, *, bound: Form | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    now = clock.now()
    presenter = MentorshipPresenter(row, request.user, now, row.agreements.last(), meetings_of(row, now=now))
    context = {
        "presenter": presenter,
        "row": row,
        "thread": ReadMark.objects.with_whom(request.user, row.other_than(request.user)),
        "met": bound if isinstance(bound, MetForm) else MetForm(),
        "pause": bound if isinstance(bound, PauseForm) else PauseForm(),
        "refusal": refusal,
    }
    return TemplateResponse(request, "mentorships/mentorship.html", context, status=status)


@if_on
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Read and change what the two agree on; saving a change signs it."""
    row = _own(request, mentorship)
    latest = row.agreements.last()
    if request.method != "POST" and row.state not in services.agreeing.CHANGEABLE:
        return redirect(row)
    form = AgreementForm(request.POST or None, instance=latest, initial={"version": latest.version if latest else 0})
    refusal, status = "", 200
    if request.method == "POST":
        status = 400
        if not POSTS.allows_request(request):
            refusal, status = _("That’s a lot of tries. Please wait ten minutes."), 429
        elif form.is_valid():
            try:
                made = services.agreeing.revise(
                    mentorship=row,
                    by=request.user,
                    version=form.cleaned_data["version"],
                    lines=form.lines(),
                    now=clock.now(),
                )
            except MentorshipRefused as refused:
                refusal, status = refused.message, 409
            else:
                name = row.other_than(request.user).get_short_name()
                done = _("Signed by both of you.") if made.is_signed else _("Signed. Now it’s %(name)s’s turn.")
                messages.success(request, done % {"name": name})
                return redirect(row)
    name = row.other_than(request.user).get_short_name()
    context = {"row": row, "form": form, "refusal": refusal, "name": name}
    return TemplateResponse(request, "mentorships/agreement.html", context, status=status)


@if_on
@require_POST
def sign(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Sign the version that was read."""
    row = _own(request, mentorship)
    version = request.POST.get("version", "")
    if not version.isdecimal() or len(version) > 5:
        return _page(request, row, refusal=_("Please read the agreement first."), status=400)
    return _done(
        request,
        row,
        lambda: services.agreeing.sign(mentorship=row, by=request.user, version=int(version), now=clock.now()),
        _("Signed."),
    )


@if_on
@require_POST
def met(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Note that the two met elsewhere."""
    row, form = _own(request, mentorship), MetForm(request.POST)
    if not form.is_valid():
        return _page(request, row, bound=form, status=400)
    said = {"day": form.cleaned_data["day"], "minutes": form.cleaned_data["minutes"]}
    return _done(
        request,
        row,
        lambda: services.changing.log_meeting(mentorship=row, by=request.user, **said, now=clock.now()),
        _("Noted. Good to hear that you met."),
        form,
    )


@if_on
@require_POST
def pause(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Rest for some weeks."""
    row, form = _own(request, mentorship), PauseForm(request.POST)
    if not form.is_valid():
        return _page(request, row, bound=form, status=400)
    weeks = form.cleaned_data["weeks"]
    return _done(
        request,
        row,
        lambda: services.changing.pause(mentorship=row, by=request.user, weeks=weeks, now=clock.now()),
        _("Paused. See you soon."),
        form,
    )


@if_on
@require_POST
def resume(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """End a pause."""
    row = _own(request, mentorship)
    return _done(
        request,
        row,
        lambda: services.changing.resume(mentorship=row, by=request.user, now=clock.now()),
        _("Welcome back."),
    )


@if_on
@require_POST
def finish(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Take the next step towards the end."""
    row = _own(request, mentorship)
    seen = request.POST.get("seen", "")
    done = _("Thank you. There’s time for a last meeting.")
    if seen in (MentorshipState.FORMING, MentorshipState.WRAPPING_UP):
        done = _("Ended. Thank you both.")
    return _done(
        request,
        row,
        lambda: services.changing.finish(mentorship=row, by=request.user, seen=seen, now=clock.now()),
        done,
    )


@if_on
@require_POST
def write(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Open the conversation of the two."""
    row = _own(request, mentorship)
    try:
        found = open_between(reader=request.user, other=row.other_than(request.user), now=clock.now())
    except MessageRefused as refusal:
        return _page(request, row, refusal=refusal.message, status=409)
    return redirect(found)


@if_on
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@mentor_required
def offer(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """Whether the mentor takes mentorships, how many, and for whom."""
    now = clock.now()
    row = Offer.objects.filter(mentor=mentor).first() or Offer(mentor=mentor)
    form = OfferForm(request.POST or None, instance=row)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            services.offering.save_offer(mentor=mentor, words=form.cleaned_data, now=now)
            messages.success(request, _("Saved."))
            return redirect("mentorships:offer")
        status = 400
    mine = Mentorship.objects.of(request.user).live().filter(mentor=mentor).with_people()[:MOST_LISTED]
    context = {"form": form, "mentorships": [MentorshipPresenter(each, request.user, now) for each in mine]}
    return TemplateResponse(request, "mentorships/offer.html", context, status=status)


def _own(request: MemberRequest, key: uuid.UUID) -> Mentorship:
    return get_object_or_404(Mentorship.objects.of(request.user).with_people(), uuid=key)


def _done(
    request: MemberRequest, row: Mentorship, change: Callable[[], object], said: str, form: Form | None = None
) -> HttpResponse:
    """Make a change and go back to the page, or show there why it can't be made."""
    if not POSTS.allows_request(request):
        refusal = _("That’s a lot of tries. Please wait ten minutes.")
        return _page(request, row, bound=form, refusal=refusal, status=429)
    try:
        change()
    except MentorshipRefused as refused:
        return _page(request, _own(request, row.uuid), bound=form, refusal=refused.message, status=409)
    messages.success(request, said)
    return redirect(row)
