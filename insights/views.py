"""What the club has achieved, for everyone."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from core import clock
from insights.presenters import impact


@login_not_required
@require_safe
def show_impact(request: HttpRequest) -> HttpResponse:
    """The public part of the club's numbers."""
    numbers = impact.impact(now=clock.now())
    context = {"numbers": numbers, "trend": impact.trend(numbers) if numbers else None}
    return TemplateResponse(request, "insights/impact.html", context)
