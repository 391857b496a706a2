"""The page on which the team sees how evenly mentors are asked, and for whom a mentor is found."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from core.one_page import OnePageAdmin
from matching.models import Fairness
from matching.presenters.fairness import present


@admin.register(Fairness)
class FairnessAdmin(OnePageAdmin):
    """It shows what was counted last, so a million bookings make it no slower."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = Fairness.objects.first()
        context = self.context_of(request, _("Fairness")) | {"shown": present(row) if row else None}
        return TemplateResponse(request, "admin/matching/fairness.html", context)
