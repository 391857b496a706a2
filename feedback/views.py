"""Giving feedback, through a link or signed in, and reading it at the desk."""

import uuid
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.codes import may_mail
from core import clock
from core.http import MemberRequest
from core.paging import RowPaginator
from core.ratelimit import Limit, network_of
from feedback import services
from feedback.forms import CodeForm, FeedbackForm, ThanksForm
from feedback.models import Feedback, FeedbackRequest
from mentors.models import Mentor, MentorStatus

OPENINGS = Limit("feedback-token", times=60, seconds=600)
CODES = Limit("feedback-code-mail", times=3, seconds=900)
GUESSES = Limit("feedback-code-guess", times=20, seconds=24 * 60 * 60)  # 1 in 50,000 a day for six digits
PER_PAGE = 10
MOST_WAITING = 20  # whose links are listed, the latest
SHOWN = {"shown": True, "not-shown": False}
LONGEST_BOOKING = timedelta(days=1)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind a link: at once for the emailed one, after a code for one that the mentor passed on."""
    now = clock.now()
    if not OPENINGS.allows(network_of(request)):
        return _closed(request, status=429)
    try:
        opened = services.open_link(token, now=now)
    except services.FeedbackRefused:
        return _closed(request, status=404)
    if not opened.proven and not _proven_by_code(request, opened.request):
        return _prove(request, opened.request, now=now)
    return _give(request, opened.request, now=now)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_booking(request: MemberRequest, booking: uuid.UUID) -> HttpResponse:
    """The same form for the mentee who is signed in, in case they don't have the email."""
    now = clock.now()
    theirs = FeedbackRequest.objects.with_people().filter(booking__mentee=request.user)
    asked = get_object_or_404(theirs, booking__uuid=booking)
    if FeedbackRequest.objects.open(at=now).filter(pk=asked.pk).exists():
        return _give(request, asked, now=now)
    if Feedback.objects.filter(request=asked).exists():
        messages.info(request, _("You’ve given feedback on this session. Thank you!"))
    else:
        messages.info(request, _("You can’t give feedback on this session any more."))
    return redirect(asked.booking)


def _give(request: HttpRequest, asked: FeedbackRequest, *, now: datetime) -> HttpResponse:
    """The form, and thanks for what it sent."""
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.give(request=asked, now=now, **form.cleaned_data)
        except services.FeedbackRefused:
            return _closed(request, status=404)
        return TemplateResponse(request, "feedback/thanks.html", {"booking": asked.booking})
    context = {"form": form, "booking": asked.booking}
    return TemplateResponse(request, "feedback/give.html", context, status=400 if form.errors else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """Where a mentee agrees that their words are shown."""
    if not OPENINGS.allows(network_of(request)):
        return _closed(request, status=429)
    try:
        feedback = services.open_consent(token)
    except services.FeedbackRefused:
        return _closed(request, status=404)
    if request.method == "POST":
        services.consent(feedback=feedback, now=clock.now())
        return redirect(request.path)
    return TemplateResponse(request, "feedback/consent.html", {"feedback": feedback, "mentor": feedback.given_to})


def _prove(request: HttpRequest, asked: FeedbackRequest, *, now: datetime) -> HttpResponse:
    """Email a code to the mentee on request, and check it."""
    state = _code_state(request, asked, now=now)
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and "send" in request.POST:
        if CODES.allows(str(asked.uuid)) and may_mail(asked.booking.mentee.email, request):
            nonce = services.send_code(asked, now=now)
            request.session[f"feedback:{asked.uuid}"] = {"nonce": nonce, "at": now.isoformat()}
            return redirect(request.path)
        messages.error(request, _("We’ve already sent several codes. Use the newest one, or try again later."))
    elif state and form.is_valid():
        if not GUESSES.allows(str(asked.uuid)):
            form.add_error("code", _("Too many attempts. Please try again tomorrow."))
        elif services.code_matches(form.cleaned_data["code"], state["nonce"]):
            request.session[f"feedback:{asked.uuid}"] = {"proven": True}
            return redirect(request.path)
        else:
            form.add_error("code", _("That’s not the code we sent. Check it, or ask for a new one."))
    context = {"form": form, "sent": bool(state), "booking": asked.booking}
    return TemplateResponse(request, "feedback/prove.html", context, status=400 if form.errors else 200)


def _proven_by_code(request: HttpRequest, asked: FeedbackRequest) -> bool:
    return bool(request.session.get(f"feedback:{asked.uuid}", {}).get("proven"))


def _code_state(request: HttpRequest, asked: FeedbackRequest, *, now: datetime) -> dict[str, str] | None:
    state: dict[str, str] = request.session.get(f"feedback:{asked.uuid}", {})
    if "nonce" in state and now - datetime.fromisoformat(state["at"]) <= services.CODE_LASTS:
        return state
    return None


def _closed(request: HttpRequest, *, status: int) -> HttpResponse:
    return TemplateResponse(request, "feedback/closed.html", status=status)


@require_safe
def received(request: MemberRequest) -> HttpResponse:
    """A mentor's feedback, and links to pass on for bookings that no one has answered.

    Mentors who have left can read it too, as emails still tell them of it. They have no desk any more.
    """
    return _received(request, get_object_or_404(Mentor, user=request.user))


def _received(
    request: MemberRequest, mentor: Mentor, *, sent: tuple[Feedback, ThanksForm] | None = None
) -> HttpResponse:
    """The page, with a form for thanks on each card; of the one that was `sent`, with its errors."""
    show = request.GET.get("show", "")
    rows = Feedback.objects.filter(given_to=mentor).select_related(
        "given_to", "request__booking__mentee", "request__booking__session_type"
    )
    if show in SHOWN:
        rows = rows.shown(SHOWN[show])
    page = RowPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    now = clock.now()
    # Asked for within OPEN_FOR of the end, and open as long: older bookings need not be looked at.
    recent = now - 2 * services.OPEN_FOR - LONGEST_BOOKING
    waiting = (
        FeedbackRequest.objects.open(at=now)
        .filter(booking__mentor=mentor, booking__starts_at__gt=recent)
        .select_related("booking__mentee")
        .order_by("-created_at")[:MOST_WAITING]
    )
    has_left = mentor.status == MentorStatus.LEFT
    forms = {row.pk: ThanksForm(auto_id=f"thanks-{row.uuid}-%s") for row in page} | (
        {sent[0].pk: sent[1]} if sent else {}
    )
    cards = [(row, not services.refusal_to_ask(row, by=request.user), forms[row.pk]) for row in page]
    return TemplateResponse(
        request,
        "feedback/received.html",
        {
            "mentor": mentor,
            "layout": "layouts/narrow.html" if has_left else "layouts/desk.html",
            "has_left": has_left,
            "page": page,
            "cards": cards,
            "totals": services.totals(mentor),
            "show": show if show in SHOWN else "",
            "waiting": [(row.booking, services.link(row, services.SHARED)) for row in waiting],
        },
        status=400 if sent else 200,
    )


@require_POST
def ask_to_show(request: MemberRequest, feedback: uuid.UUID) -> HttpResponse:
    """Ask the mentee whether their words may be shown."""
    row = get_object_or_404(Feedback, uuid=feedback, given_to__in=Mentor.objects.of(request.user))
    try:
        services.ask_to_show(feedback=row, by=request.user, now=clock.now())
    except services.FeedbackRefused as refusal:
        messages.error(request, refusal.message)
    else:
        name = row.request.booking.mentee.get_short_name()
        messages.success(request, _("We’ve asked %(name)s. If they agree, it’s on your profile.") % {"name": name})
    return redirect("feedback:received")


@require_POST
def publish(request: MemberRequest, feedback: uuid.UUID) -> HttpResponse:
    """Show a mentee's words on the profile, or take them down."""
    row = get_object_or_404(Feedback, uuid=feedback, given_to__in=Mentor.objects.of(request.user))
    shown = request.POST.get("shown") == "yes"
    try:
        services.publish(feedback=row, by=request.user, shown=shown, now=clock.now())
    except services.FeedbackRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It’s now on your profile.") if shown else _("It’s no longer on your profile."))
    return redirect("feedback:received")


@require_POST
def thank(request: MemberRequest, feedback: uuid.UUID) -> HttpResponse:
    """Send a mentee one line of thanks."""
    row = get_object_or_404(Feedback.objects.select_related("given_to"), uuid=feedback, given_to__user=request.user)
    form = ThanksForm(request.POST, auto_id=f"thanks-{row.uuid}-%s")
    if not form.is_valid():
        return _received(request, row.given_to, sent=(row, form))
    try:
        services.thank(feedback=row, by=request.user, now=clock.now(), **form.cleaned_data)
    except services.FeedbackRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, _("Sent. We’ve emailed it to %(name)s.") % {"name": row.request.booking.mentee.get_short_name()}
        )
    return redirect("feedback:received")
