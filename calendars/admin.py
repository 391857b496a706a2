"""Admin for outside calendars."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from calendars.models import OutsideCalendar
from core.admin import ReadOnlyAdmin
from core.admin_columns import moment
from core.admin_lists import HappenedFilter, MemberSearch


@admin.register(OutsideCalendar)
class OutsideCalendarAdmin(MemberSearch, ReadOnlyAdmin):
    """Shows which outside calendars can be read, and since when others can't. Never shows their addresses."""

    list_display = (
        "mentor_name",
        "host",
        "problem",
        moment("failing_since", _("failing since")),
        moment("read_at", _("last read")),
        moment("next_read_at", _("next read")),
    )
    list_filter = ("kind", "problem", ("failing_since", HappenedFilter))
    list_select_related = ("mentor__user",)
    search_fields = ("host", "mentor__user__display_name", "mentor__user__email")
    search_help_text = _("A mentor’s name or email address, or a server’s full name.")
    ordering = ("-failing_since", "-created_at")
    show_full_result_count = False
    fields = (
        ("mentor", "kind", "host"),
        ("created_at", "read_at", "next_read_at"),
        ("problem", "failing_since", "failures", "warned_at"),
        "unclear",
    )

    def title_of(self, row: OutsideCalendar) -> str:
        return f"{self.mentor_name(row)}, {row.host}"

    @admin.display(description=_("mentor"), ordering="mentor__user__display_name")
    def mentor_name(self, row: OutsideCalendar) -> str:
        return row.mentor.user.display_name
