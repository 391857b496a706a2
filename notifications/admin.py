"""Notices, for the club team: what was sent, and what couldn't be."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import clock
from core.admin import ReadOnlyAdmin, unnamed_in
from core.admin_columns import mail_address, moment
from core.admin_lists import HappenedFilter, LongList
from core.unnamed import telling_types
from notifications import mail_content, services, suppression
from notifications.models import Notice, ProblemKind, SuppressedAddress


class KindFilter(admin.SimpleListFilter):
    """A filter by kind, with the titles that the team knows."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(
            ((name, mail_content.title_of(name)) for name in mail_content.kinds), key=lambda pair: pair[1].casefold()
        )

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Notice)
class NoticeAdmin(LongList, ReadOnlyAdmin):
    """Who was emailed, about what, and the outcome. The email itself is not stored.

    The data for its builder is not shown: it may contain when someone is busy, or what a visitor wrote.
    """

    list_display = (
        "title",
        "recipient",
        "state",
        mail_address("address", _("address")),
        moment("due_at", _("due")),
        moment("settled_at", _("settled")),
        "reason",
    )
    list_filter = ("state", KindFilter)
    list_select_related = ("recipient",)
    ordering = ("-created_at",)
    indexed_orders = ("created_at",)
    search_fields = ("recipient__display_name", "recipient__email", "address")
    fields = (
        ("title", "recipient"),
        ("address", "language"),
        ("state", "reason"),
        ("created_at", "due_at"),
        "settled_at",
    )
    actions = ("send_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        """Without emails about an application that is to be read without knowing whose it is."""
        rows: QuerySet[Notice] = super().get_queryset(request)
        members = unnamed_in(request)
        return rows.exclude(recipient__in=members, about_type__in=telling_types()) if members else rows

    def title_of(self, row: Notice) -> str:
        return _("%(kind)s, to %(reader)s") % {"kind": self.title(row), "reader": row.recipient or row.address}

    @admin.display(description=_("kind"), ordering="kind")
    def title(self, row: Notice) -> str:
        return mail_content.title_of(row.kind)

    @admin.action(description=_("Resend undelivered emails"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        rows = services.send_again(queryset, now=clock.now())
        for row in rows:
            self.log_change(request, row, _("Sent again."))
        text = ngettext("Sending %(number)d email again.", "Sending %(number)d emails again.", len(rows))
        messages.success(request, text % {"number": len(rows)})


@admin.register(SuppressedAddress)
class SuppressedAddressAdmin(ReadOnlyAdmin):
    """Addresses that bounce or report spam, with the reason that the server or provider gave."""

    list_display = (
        mail_address("address", _("address")),
        "member",
        "what",
        "reason",
        moment("suppressed_at", _("suppressed")),
        moment("cleared_at", _("lifted")),
    )
    list_filter = ("what", ("cleared_at", HappenedFilter))
    list_select_related = ("member",)
    search_fields = ("address", "member__display_name")
    actions = ("trust",)

    @admin.action(description=_("Lift the block and send email again"), permissions=["view"])
    def trust(self, request: HttpRequest, queryset: QuerySet[SuppressedAddress]) -> None:
        now = clock.now()
        rows = [row for row in queryset if suppression.clear(address=row.address, what=ProblemKind(row.what), now=now)]
        for row in rows:
            self.log_change(request, row, _("Lifted."))
        text = ngettext("%(number)d address gets email again.", "%(number)d addresses get email again.", len(rows))
        messages.success(request, text % {"number": len(rows)})
