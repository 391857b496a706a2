"""What a mentor offers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.http import MemberRequest
from mentors.decorators import mentor_required
from mentors.models import Mentor
from mentorships import services
from mentorships.forms import OfferForm
from mentorships.models import Mentorship, Offer
from mentorships.presenters import MentorshipPresenter
from mentorships.views.frame import MOST_LISTED, if_on


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
    context = {
        "form": form,
        "mentorships": [MentorshipPresenter(each, request.user, now) for each in mine],
        "has_read": services.learning.has_read(member=request.user, as_mentor=True),
    }
    return TemplateResponse(request, "mentorships/offer.html", context, status=status)
