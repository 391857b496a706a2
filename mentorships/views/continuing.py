"""Saying whether one would continue."""

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from core.http import MemberRequest
from mentorships import services
from mentorships.forms import ContinuationForm
from mentorships.views.frame import done, if_on, own, page


@if_on
@require_POST
def decide(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Keep what the reader would do. The page that follows says the same whatever the other has answered."""
    row, now = own(request, mentorship), clock.now()
    if refusal := services.continuing.refusal_to_answer(row, now=now):
        return page(request, row, refusal=refusal, status=409)
    form = ContinuationForm(request.POST, row=row)
    if not form.is_valid():
        return page(request, row, bound=form, status=400)
    return done(
        request,
        row,
        lambda: services.continuing.answer(mentorship=row, by=request.user, **form.cleaned_data, now=now),
        _("Thank you. You can change your answer until it’s settled."),
        form,
    )
