"""What people looked for and didn't find, most wanted first."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.admin import TeamAdmin
from mentors.models import Wish


@admin.register(Wish)
class WishAdmin(TeamAdmin):
    """Read only: the numbers are what people said."""

    list_display = ("words", "topic", "language", "times", "last_at")
    list_filter = ("language", "topic")
    list_select_related = ("topic",)
    search_fields = ("words",)
    ordering = ("-times", "-last_at", "-pk")
    readonly_fields = ("words", "topic", "language", "times", "first_at", "last_at")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """None: a wish is deleted by itself, if it says something that shouldn't be kept."""
        return {}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Wish | None = None) -> bool:
        return False
