"""Notices, for the club team: what went out, and what could not."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from core import clock
from core.columns import moment
from notifications import services
from notifications.models import Notice


@admin.register(Notice)
class NoticeAdmin(ModelAdmin):
    """Who was written to, about what, and what became of it. The mail itself is kept nowhere."""

    list_display = (
        "kind",
        "recipient",
        "address",
        "state",
        moment("due_at", _("due")),
        moment("settled_at", _("settled")),
        "reason",
    )
    list_filter = ("state", "kind")
    list_select_related = ("recipient",)
    search_fields = ("recipient__display_name", "recipient__email", "address")
    actions = ("send_again",)

    @admin.action(description=_("Send again what could not be delivered"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        number = services.send_again(queryset, now=clock.now())
        text = ngettext("%(number)d mail goes out again.", "%(number)d mails go out again.", number)
        messages.success(request, text % {"number": number})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
