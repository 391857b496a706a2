"""The club team's view of mentorships: names, states and dates. What the two wrote isn't there."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core import clock
from core.admin import ReadOnlyAdmin
from core.admin_columns import moment
from core.admin_lists import LongList
from mentorships.models import Mentorship, MentorshipState

FORMING_TOO_LONG = timedelta(days=14)


class BoardFilter(admin.SimpleListFilter):
    """What the team may want to look at."""

    title = _("look at")
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("forming", _("getting started for over two weeks")), ("quiet", _("quiet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mentorship]) -> QuerySet[Mentorship]:
        if self.value() == "forming":
            since = clock.now() - FORMING_TOO_LONG
            return queryset.filter(state=MentorshipState.FORMING, state_since__lte=since)
        if self.value() == "quiet":
            return queryset.filter(Q(state=MentorshipState.ACTIVE), asked_at__isnull=False)
        return queryset


@admin.register(Mentorship)
class MentorshipAdmin(LongList, ReadOnlyAdmin):
    """Names, states and dates."""

    list_display = ("people", "state", moment("began_at", _("began")), moment("ends_at", _("planned end")))
    indexed_orders = ("began_at",)
    list_display_links = ("people",)
    list_filter = (BoardFilter, "state")
    list_select_related = ("mentor__user", "mentee")
    ordering = ("-began_at",)
    fields = ("people", "state", "rhythm", "weeks", "began_at", "state_since", "ends_at", "paused_until", "ended_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mentorship]:
        rows: QuerySet[Mentorship] = super().get_queryset(request)
        return rows.defer("goal")

    @admin.display(description=_("mentor and mentee"))
    def people(self, row: Mentorship) -> str:
        return f"{row.mentor.user.display_name} · {row.mentee.display_name}"
