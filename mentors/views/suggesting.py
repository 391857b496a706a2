"""A topic that a mentor misses."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import Refused
from core.http import MemberRequest
from mentors import services
from mentors.decorators import mentor_required
from mentors.forms.suggesting import SuggestionForm
from mentors.models import Mentor, TopicSuggestion

MOST_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@mentor_required
def suggest_topic(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """Say which topic one misses, and see what became of earlier suggestions."""
    form = SuggestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.suggest_topic(mentor=mentor, by=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Thank you. The team looks at it, and we’ll email you."))
            return redirect("mentors:suggest_topic")
    earlier = TopicSuggestion.objects.filter(mentor=mentor).select_related("topic").order_by("-made_at")[:MOST_SHOWN]
    context = {"mentor": mentor, "form": form, "earlier": earlier}
    return TemplateResponse(request, "mentors/suggest_topic.html", context, status=400 if form.errors else 200)
