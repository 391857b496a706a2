"""Blocking someone, with one button wherever two meet, and the list to undo it."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import blocking
from accounts.models import Block, User
from bookings.models import Booking
from bookings.services import parting
from conversations.models import Conversation
from core import clock
from core.errors import Refused
from core.http import MemberRequest
from matching.models import Ask, Participant
from mentors.models import Mentor
from mentorships.models import Mentorship


@require_safe
def block_list(request: MemberRequest) -> HttpResponse:
    """Whom the member has blocked, and how much they still have ahead with each: two queries for any number."""
    rows = list(Block.objects.of(request.user))
    ahead: Counter[int] = Counter()
    if rows:
        coming = Booking.objects.involving(request.user).upcoming(at=clock.now())
        for mentor, mentee in coming.values_list("mentor__user", "mentee"):
            ahead[mentor if mentee == request.user.pk else mentee] += 1
    context = {"rows": [(row, ahead[row.blocked_id]) for row in rows]}
    return TemplateResponse(request, "safety/blocks.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def block_mentor(request: MemberRequest, slug: str) -> HttpResponse:
    """Block a mentor."""
    mentor = get_object_or_404(Mentor.objects.with_page().select_related("user"), slug=slug)
    return _block(request, mentor.user, back=mentor.get_absolute_url())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def block_in_booking(request: MemberRequest, booking: UUID) -> HttpResponse:
    """Block the other person of a booking."""
    row = get_object_or_404(Booking.objects.involving(request.user).with_people(), uuid=booking)
    return _block(request, row.other_than(request.user), back=row.get_absolute_url())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def block_in_request(request: MemberRequest, ask: UUID) -> HttpResponse:
    """Block the mentor of a request, as its mentee, or the mentee, as the mentor."""
    row = get_object_or_404(Ask.objects.seen_by(request.user).with_people(), uuid=ask)
    return _block(request, row.other_than(request.user), back=row.request.get_absolute_url())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def block_in_round(request: MemberRequest, participant: UUID) -> HttpResponse:
    """Block someone of a round, whether the two are a pair or not."""
    met = Participant.objects.met_by(request.user).select_related("member", "round")
    row = get_object_or_404(met, uuid=participant)
    return _block(request, row.member, back=row.round.get_absolute_url())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def block_in_mentorship(request: MemberRequest, mentorship: UUID) -> HttpResponse:
    """Block the other one of a mentorship, which ends it."""
    row = get_object_or_404(Mentorship.objects.of(request.user).with_people(), uuid=mentorship)
    return _block(request, row.other_than(request.user), back=row.get_absolute_url())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def block_in_conversation(request: MemberRequest, conversation: UUID) -> HttpResponse:
    """Block the other person of a conversation."""
    row = get_object_or_404(Conversation.objects.of(request.user).select_related("one", "other"), uuid=conversation)
    return _block(request, row.other_than(request.user), back=row.get_absolute_url())


def _block(request: MemberRequest, member: User, *, back: str) -> HttpResponse:
    """The buttons post here at once; the page is for those who had to sign in first."""
    if request.method != "POST":
        return TemplateResponse(request, "safety/block.html", {"member": member, "back": back})
    try:
        blocking.block(member=member, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(back)
    text = _("You’ve blocked %(name)s. You no longer find or book each other. We don’t tell them.")
    messages.success(request, text % {"name": member.display_name})
    return redirect("safety:blocks")


@require_POST
def undo(request: MemberRequest, block: UUID) -> HttpResponse:
    """Take a block back."""
    row = get_object_or_404(Block.objects.of(request.user).select_related("blocker"), uuid=block)
    blocking.unblock(block=row, by=request.user)
    messages.success(request, _("You’ve unblocked %(name)s.") % {"name": row.blocked.display_name})
    return redirect("safety:blocks")


@require_POST
def call_off(request: MemberRequest, block: UUID) -> HttpResponse:
    """Cancel what the member still has ahead with someone they've blocked."""
    row = get_object_or_404(Block.objects.of(request.user), uuid=block)
    number = parting.call_off(other=row.blocked, by=request.user, now=clock.now())
    if number:
        text = ngettext("%(number)d session is cancelled.", "%(number)d sessions are cancelled.", number)
        messages.success(request, text % {"number": number})
    return redirect("safety:blocks")
