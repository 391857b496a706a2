"""Saving a search, to hear of new mentors, and forgetting it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import Refused
from core.http import MemberRequest
from directory.bitmap_index import current
from directory.facets import parse
from directory.presenters import tags
from mentors.models import SavedSearch
from mentors.services import saving


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save_search(request: MemberRequest) -> HttpResponse:
    """Save the search in the address, after a look at what it looks for; whoever isn't signed in does so first."""
    now = clock.now()
    shown = current(now=now).facets
    filters = parse(request.GET, shown).sorted_by("")
    if not filters.any:
        return redirect("directory:list")
    if request.method == "POST":
        try:
            saving.save_search(query=filters.encoded(), by=request.user, now=now)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Saved. We’ll email you when new mentors fit, once a week at most."))
        return redirect("directory:saved")
    context = {
        "searched": [tag.label for tag in tags(shown, filters)],
        "query": filters.encoded(),
        "back": f"{reverse('directory:list')}?{filters.encoded()}",
    }
    return TemplateResponse(request, "directory/save_search.html", context)


@require_POST
def forget_search(request: MemberRequest, search: UUID) -> HttpResponse:
    """Remove a search from those saved."""
    saving.forget_search(get_object_or_404(SavedSearch.objects.of(request.user), uuid=search))
    messages.success(request, _("Removed. You won’t hear about new mentors for that search."))
    return redirect("directory:saved")
