"""The page on which the team says what counts in suggestions, and sees how any pair comes to its score."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from core import clock
from core.errors import Refused
from core.one_page import OnePageAdmin
from matching.forms.weights import PairForm, WeightsForm
from matching.models import Weights
from matching.services.weights import set_weights, weights_now
from matching.suggestions import Explained, explain, need_of


@admin.register(Weights)
class WeightsAdmin(OnePageAdmin):
    """It shows numbers of a pair, never the member's words."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Set the weights by POST; a pair in the address is explained."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_change = request.user.has_perm("matching.change_weights")
        form = WeightsForm(initial=weights_now())
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            form = WeightsForm(request.POST)
            if form.is_valid():
                try:
                    row = set_weights(form.cleaned_data)
                except Refused as refusal:
                    form.add_error(None, refusal.message)
                else:
                    self.log_change(request, row, _("Weights changed."))
                    messages.success(request, _("Saved. The next suggestions follow it."))
                    return redirect(request.path)
        asked = {"member", "mentor"} & request.GET.keys()
        pair = PairForm(request.GET if asked else None)
        context = {
            **self.context_of(request, _("What counts in suggestions")),
            "form": form,
            "may_change": may_change,
            "pair": pair,
            "explained": self._explained(pair) if asked and pair.is_valid() else None,
        }
        status = 400 if form.errors else 200
        return TemplateResponse(request, "admin/matching/weights.html", context, status=status)

    def _explained(self, pair: PairForm) -> Explained | None:
        member, mentor = pair.cleaned_data["member"], pair.cleaned_data["mentor"]
        need = need_of(member)
        if need is None:
            pair.add_error("member", _("They haven’t said what they’re looking for."))
            return None
        return explain(need, mentor, zone=ZoneInfo(member.time_zone), now=clock.now())
