"""What the outbox shows the operator."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from core.columns import moment
from outbox.models import Job


@admin.register(Job)
class JobAdmin(ModelAdmin):
    """Jobs, to look at: what waits, what failed and why."""

    list_display = (
        "kind",
        moment("due_at", _("due")),
        "attempts",
        moment("done_at", _("done")),
        moment("failed_at", _("failed")),
        "error",
    )
    list_filter = ("kind", ("failed_at", admin.EmptyFieldListFilter), ("done_at", admin.EmptyFieldListFilter))
    ordering = ("-due_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False
