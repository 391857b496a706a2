"""A model of which there is one row: its page stands where others have a list."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.admin import ReadOnlyAdmin


class OnePageAdmin(ReadOnlyAdmin):
    """One page in place of a list."""

    def context_of(self, request: HttpRequest, title: str) -> dict[str, Any]:
        """What every page of the admin needs."""
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "has_heading": True}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The row is shown where the list would be."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
