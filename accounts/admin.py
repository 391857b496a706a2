"""Members, for the club team."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from accounts.models import User

admin.site.unregister(Group)


@admin.register(Group)
class ClubGroupAdmin(GroupAdmin, ModelAdmin):
    """Groups of the team, with what each may do."""


@admin.register(User)
class UserAdmin(ModelAdmin):
    """Members: found by name or address, closed when they must be. Only admins make others staff."""

    list_display = ("display_name", "email", "language", "time_zone", "is_active", "is_staff", "date_joined")
    list_filter = ("is_active", "is_staff", "language", "groups")
    search_fields = ("display_name", "email")
    ordering = ("-date_joined",)
    fieldsets = (
        (None, {"fields": ("display_name", "email", "introduction", "language", "time_zone")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Times"), {"fields": ("date_joined", "last_login", "old_enough_at")}),
    )
    filter_horizontal = ("groups",)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fixed = ("email", "date_joined", "last_login", "old_enough_at")
        return fixed if _is_admin(request) else (*fixed, "is_staff", "is_superuser", "groups")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """The team cannot change an admin's account, or each other's way into one."""
        allowed = super().has_change_permission(request, obj)
        return bool(allowed and (_is_admin(request) or obj is None or not obj.is_superuser))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _is_admin(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))
