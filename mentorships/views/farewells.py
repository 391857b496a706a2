"""Writing a farewell."""

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from core.http import MemberRequest
from mentorships import services
from mentorships.forms import FarewellForm
from mentorships.views.frame import done, if_on, own, page


@if_on
@require_POST
def write(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Keep what the reader would like to say at the end."""
    row, now = own(request, mentorship), clock.now()
    if refusal := services.farewells.refusal_to_write(row, list(row.farewells.all()), by=request.user, now=now):
        return page(request, row, refusal=refusal, status=409)
    form = FarewellForm(request.POST)
    if not form.is_valid():
        return page(request, row, bound=form, status=400)
    return done(
        request,
        row,
        lambda: services.farewells.write(mentorship=row, by=request.user, words=form.cleaned_data, now=now),
        _("Thank you. Your farewell is saved."),
        form,
    )
