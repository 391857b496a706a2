"""Base classes of the team's admin pages."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin


class TeamAdmin(ModelAdmin):
    """Lists short enough for a phone, and pages with a readable title."""

    list_per_page = 25  # a row is about eight kilobytes of HTML

    def title_of(self, row: Any) -> str:
        """The title of one row's page."""
        return str(row)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj is not None:
            context["subtitle"] = self.title_of(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)  # type: ignore[no-any-return]


class ReadOnlyAdmin(TeamAdmin):
    """Rows that the team can see but not change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
