"""Admin for meetings."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin
from core.admin_columns import moment
from core.admin_lists import LongList
from meetings.models import Meeting


@admin.register(Meeting)
class MeetingAdmin(LongList, ReadOnlyAdmin):
    """Shows which rooms are pending, and which failed and why. Never shows their links."""

    list_display = (
        "provider",
        "state",
        "problem",
        moment("starts_at", _("starts")),
        moment("changed_at", _("changed")),
    )
    list_filter = ("state", "provider", "problem")
    ordering = ("-changed_at",)
    search_fields = ("uuid",)
    search_help_text = _("The identifier in the page’s URL, such as a booking’s.")
    indexed_orders = ("changed_at",)
    fields = (
        ("provider", "state", "problem"),
        ("starts_at", "ends_at"),
        ("identifier", "host"),
        ("changed_at", "asked_at"),
        "uuid",
    )
