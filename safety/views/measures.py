"""What the team has decided about a member, as the member reads it: acknowledge it, or appeal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.ratelimit import Limit, network_of
from core.tokens import identify, matches
from safety.errors import MeasureRefused
from safety.forms import AppealForm
from safety.models import Measure, MeasureKind
from safety.models.measures import TOKEN
from safety.notices import what_it_means
from safety.services import measures

OPENINGS = Limit("measure-token", times=60, seconds=600)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, token: str) -> HttpResponse:
    """The statement of reasons. The token from the email opens it, as whoever is removed can't sign in."""
    if not OPENINGS.allows(network_of(request)):
        return TemplateResponse(request, "429.html", status=429)
    identifier = identify(token)
    if identifier is None or not matches(token, TOKEN, identifier):
        raise Http404
    row = get_object_or_404(Measure.objects.select_related("member", "report"), uuid=identifier)
    now = clock.now()
    if request.method == "POST" and "acknowledge" in request.POST:
        measures.acknowledge(measure=row, now=now)
        messages.success(request, _("Thank you for reading it."))
        return redirect(request.path)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            measures.appeal(measure=row, words=form.cleaned_data["words"], now=now)
        except MeasureRefused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Thank you. Someone else on the team looks at it, and we’ll email you."))
        return redirect(request.path)
    context = {
        "measure": row,
        "meaning": what_it_means(row),
        "form": form,
        "may_acknowledge": row.kind == MeasureKind.WORD and not row.acknowledged_at and not row.lifted_at,
        "may_appeal": not measures.refusal_to_appeal(row, now=now),
    }
    return TemplateResponse(request, "safety/measure.html", context, status=400 if form.errors else 200)
