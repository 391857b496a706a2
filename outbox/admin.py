"""Jobs, for the club team."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import clock
from core.admin import TeamAdmin
from core.admin_columns import moment
from core.admin_lists import HappenedFilter, LongList
from outbox import services
from outbox.models import Job, JobQuerySet
from outbox.registry import handlers


class KindFilter(admin.SimpleListFilter):
    """A filter by the kinds in the table."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, kind) for kind in sorted(handlers)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Job)
class JobAdmin(LongList, TeamAdmin):
    """Jobs: which are waiting, and which failed and why. Failed ones can be retried; nothing else can be changed."""

    list_display = (
        "kind",
        moment("due_at", _("due")),
        moment("failed_at", _("failed")),
        moment("done_at", _("done")),
        "lane",
        "attempts",
        "error",
    )
    list_filter = (KindFilter, ("failed_at", HappenedFilter), ("done_at", HappenedFilter))
    ordering = ("-due_at",)
    indexed_orders = ("due_at",)
    actions = ("try_again",)

    @admin.action(description=_("Retry failed jobs"), permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: JobQuerySet) -> None:
        rows = services.try_again(queryset, now=clock.now())
        for row in rows:
            self.log_change(request, row, _("Retried."))
        text = ngettext("Retrying %(number)d job.", "Retrying %(number)d jobs.", len(rows))
        messages.success(request, text % {"number": len(rows)})

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.retry_job")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False
