"""Saying that one would stay in contact, and withdrawing it."""

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from core.http import MemberRequest
from mentorships import services
from mentorships.views.frame import done, if_on, own


@if_on
@require_POST
def stay(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Say yes."""
    row = own(request, mentorship)
    return done(
        request,
        row,
        lambda: services.staying.say_yes(mentorship=row, by=request.user, now=clock.now()),
        _("Thank you. You stay in contact if you both say so."),
    )


@if_on
@require_POST
def withdraw(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Withdraw one's yes."""
    row = own(request, mentorship)
    return done(
        request,
        row,
        lambda: services.staying.withdraw(mentorship=row, by=request.user),
        _("Done. We don’t tell anyone why."),
    )
