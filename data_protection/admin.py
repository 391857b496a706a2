"""Data protection, for the club team: erasures, and what goes by the clock."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.hooks import hold_on, team_action
from accounts.models import User
from core import clock
from core.admin import ReadOnlyAdmin
from core.admin_columns import moment
from core.one_page import OnePageAdmin
from data_protection.errors import ErasureRefused
from data_protection.models import Erasure, RetentionRun
from data_protection.presenters import fates, nights, processors, register, title_of, what_is_due
from data_protection.services import erasing

MOST_AT_ONCE = 10  # members whose erasure is previewed on one page


@team_action("data_protection.add_erasure")
@admin.action(description=gettext_lazy("Erase members who asked for it"))
def erase(members: Any, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
    """Show what would go and what would stay, and why; once that is confirmed, ask for the erasures."""
    rows = list(queryset[:MOST_AT_ONCE])
    if "post" not in request.POST:
        context = {
            **members.admin_site.each_context(request),
            "title": _("Erase members who asked for it"),
            "has_heading": True,
            "opts": members.opts,
            "people": [(row, fates(row), hold_on(row)) for row in rows],
            "field": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/data_protection/erase.html", context)
    number = 0
    for row in rows:
        try:
            erasing.ask(member=row, by=request.user, now=clock.now())  # type: ignore[arg-type]
        except ErasureRefused as refusal:
            messages.error(request, f"{row}: {refusal.message}")
            continue
        members.log_change(request, row, _("Erasure asked for."))
        number += 1
    if number:
        text = ngettext(
            "%(number)d account will be erased in seven days. Its member has an email, and can undo it.",
            "%(number)d accounts will be erased in seven days. Their members have an email, and can undo it.",
            number,
        )
        messages.success(request, text % {"number": number})
    return None


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    """Who is being erased, what keeps someone back, and what went and stayed."""

    list_display = (
        "member",
        "reason",
        moment("asked_at", gettext_lazy("asked for")),
        moment("due_at", gettext_lazy("due")),
        moment("done_at", gettext_lazy("done")),
        "ground",
    )
    list_filter = ("reason",)
    list_select_related = ("member",)
    ordering = ("-asked_at",)
    fields = (
        ("member", "reason", "by"),
        ("asked_at", "due_at"),
        ("undone_at", "done_at"),
        ("held_at", "ground"),
        "what_went",
        "what_stayed",
    )
    actions = ("undo",)

    def title_of(self, row: Erasure) -> str:
        return str(row.member)

    @admin.display(description=gettext_lazy("deleted or blanked"))
    def what_went(self, row: Erasure) -> SafeString:
        return _counted(row.went)

    @admin.display(description=gettext_lazy("kept without a name"))
    def what_stayed(self, row: Erasure) -> SafeString:
        return _counted(row.stayed)

    @admin.action(description=gettext_lazy("Let the accounts stay"), permissions=["undo"])
    def undo(self, request: HttpRequest, queryset: QuerySet[Erasure]) -> None:
        """For a member who has changed their mind and can't sign in."""
        for row in queryset.select_related("member"):
            try:
                erasing.undo(erasure=row, by=request.user, now=clock.now())  # type: ignore[arg-type]
            except ErasureRefused as refusal:
                messages.error(request, f"{row.member}: {refusal.message}")
                continue
            self.log_change(request, row, _("Erasure undone."))
            messages.success(request, _("The account of %(name)s stays.") % {"name": row.member})

    def has_undo_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("data_protection.change_erasure")


def _counted(rows: dict[str, int]) -> SafeString:
    named = sorted((title_of(label), number) for label, number in rows.items())
    return format_html_join("", "<p>{}: {}</p>", named) or SafeString("–")


@admin.register(RetentionRun)
class RetentionRunAdmin(OnePageAdmin):
    """One page: the register of processing, and what goes by the clock: each night's numbers, and what's due now."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        is_dry = "dry-run" in request.GET
        context = self.context_of(request, _("Data protection")) | {
            "club": settings.CLUB_NAME,
            "contact": settings.TEAM_EMAIL,
            "due": what_is_due(now=clock.now()) if is_dry else [],
            "is_dry": is_dry,
            "nights": nights(),
            "register": list(register()),
            "processors": processors(),
        }
        return TemplateResponse(request, "admin/data_protection/register.html", context)
