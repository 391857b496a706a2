"""A member's mentorships: what the two agree on, when they met, and how it ends."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conversations.errors import MessageRefused
from conversations.services.opening import open_between
from core import clock
from core.http import MemberRequest
from mentorships import services
from mentorships.errors import MentorshipRefused
from mentorships.forms import AgreementForm, MetForm, PauseForm
from mentorships.models import Contact, Mentorship, MentorshipState
from mentorships.presenters import MentorshipPresenter
from mentorships.views.frame import MOST_LISTED, POSTS, done, if_on, own, page


@if_on
@never_cache
@require_safe
def mentorship_list(request: MemberRequest) -> HttpResponse:
    """All mentorships of the reader, the live ones first."""
    now = clock.now()
    rows = Mentorship.objects.of(request.user).with_people()[:MOST_LISTED]
    mentorships = [MentorshipPresenter(row, request.user, now) for row in rows]
    contacts = [
        (row.mentorship, row.mentorship.other_than(request.user))
        for row in Contact.objects.mutual().of(request.user)[:MOST_LISTED]
    ]
    return TemplateResponse(request, "mentorships/list.html", {"mentorships": mentorships, "contacts": contacts})


@if_on
@never_cache
@require_safe
def detail(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """One mentorship: where it is, what's next, meetings, the agreement, and how to pause or end it."""
    return page(request, own(request, mentorship))


@if_on
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Read and change what the two agree on; saving a change signs it."""
    row = own(request, mentorship)
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
                said = _("Signed by both of you.") if made.is_signed else _("Signed. Now it’s %(name)s’s turn.")
                messages.success(request, said % {"name": name})
                return redirect(row)
    name = row.other_than(request.user).get_short_name()
    context = {"row": row, "form": form, "refusal": refusal, "name": name}
    return TemplateResponse(request, "mentorships/agreement.html", context, status=status)


@if_on
@require_POST
def sign(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Sign the version that was read."""
    row = own(request, mentorship)
    version = request.POST.get("version", "")
    if not version.isdecimal() or len(version) > 5:
        return page(request, row, refusal=_("Please read the agreement first."), status=400)
    return done(
        request,
        row,
        lambda: services.agreeing.sign(mentorship=row, by=request.user, version=int(version), now=clock.now()),
        _("Signed."),
    )


@if_on
@require_POST
def met(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Note that the two met elsewhere."""
    row, form = own(request, mentorship), MetForm(request.POST)
    if not form.is_valid():
        return page(request, row, bound=form, status=400)
    said = {"day": form.cleaned_data["day"], "minutes": form.cleaned_data["minutes"]}
    return done(
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
    row, form = own(request, mentorship), PauseForm(request.POST)
    if not form.is_valid():
        return page(request, row, bound=form, status=400)
    weeks = form.cleaned_data["weeks"]
    return done(
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
    row = own(request, mentorship)
    return done(
        request,
        row,
        lambda: services.changing.resume(mentorship=row, by=request.user, now=clock.now()),
        _("Welcome back."),
    )


@if_on
@require_POST
def finish(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Take the next step towards the end."""
    row = own(request, mentorship)
    seen = request.POST.get("seen", "")
    said = _("Thank you. There’s time for a last meeting.")
    if seen in (MentorshipState.FORMING, MentorshipState.WRAPPING_UP):
        said = _("Ended. Thank you both.")
    return done(
        request,
        row,
        lambda: services.changing.finish(mentorship=row, by=request.user, seen=seen, now=clock.now()),
        said,
    )


@if_on
@require_POST
def write(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Open the conversation of the two."""
    row = own(request, mentorship)
    try:
        found = open_between(reader=request.user, other=row.other_than(request.user), now=clock.now())
    except MessageRefused as refusal:
        return page(request, row, refusal=refusal.message, status=409)
    return redirect(found)
