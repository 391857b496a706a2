"""The agenda of the next meeting."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from core.http import MemberRequest, safe_next
from mentorships import services
from mentorships.forms import AgendaForm
from mentorships.models import Mentorship
from mentorships.views.frame import if_on, own, page, tried


@if_on
@require_POST
def add(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Put something on the agenda."""
    row = own(request, mentorship)
    form = AgendaForm(request.POST, name=row.other_than(request.user).get_short_name())
    if not form.is_valid():
        return page(request, row, bound=form, status=400)
    _made, refusal, status = tried(
        request,
        lambda: services.agenda.add(mentorship=row, by=request.user, text=form.cleaned_data["text"], now=clock.now()),
    )
    if refusal:
        return page(request, own(request, mentorship), bound=form, refusal=refusal, status=status)
    return _back(request, row, _("It’s on the agenda."))


@if_on
@require_POST
def item(request: MemberRequest, mentorship: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Tick something off the agenda, or take it off."""
    row = own(request, mentorship)
    found = get_object_or_404(row.agenda.select_related("mentorship"), uuid=item)
    action, now = request.POST.get("action"), clock.now()
    if action not in ("done", "undone", "remove"):
        return page(request, row, refusal=_("Please say what to do with this."), status=400)
    _made, refusal, status = tried(
        request,
        lambda: (
            services.agenda.remove(item=found, by=request.user, now=now)
            if action == "remove"
            else services.agenda.tick(item=found, by=request.user, done=action == "done", now=now)
        ),
    )
    if refusal:
        return page(request, own(request, mentorship), refusal=refusal, status=status)
    said = {"done": _("Talked about."), "undone": _("It’s on the agenda again."), "remove": _("Removed.")}
    return _back(request, row, said[action])


def _back(request: MemberRequest, row: Mentorship, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(safe_next(request, default=row.get_absolute_url()))
