"""Exports of the whole club: asked for with one button, made by a worker, downloaded within a week."""

from typing import Any

import structlog
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from core.admin import ReadOnlyAdmin
from core.admin_columns import moment
from transfer.errors import TransferRefused
from transfer.models import Archive
from transfer.services import archiving

logger = structlog.get_logger("club.transfer")


@admin.register(Archive)
class ArchiveAdmin(ReadOnlyAdmin):
    """Exports, the latest first."""

    list_display = (
        moment("asked_at", gettext_lazy("asked for")),
        "by",
        moment("made_at", gettext_lazy("made")),
        moment("expires_at", gettext_lazy("kept until")),
        "file_link",
    )
    list_display_links = None
    list_select_related = ("by",)
    ordering = ("-asked_at", "-pk")
    fields = (("by", "asked_at"), ("made_at", "failed_at"), "expires_at", "file_link")
    readonly_fields = ("file_link",)
    actions = None

    def title_of(self, row: Archive) -> str:
        return _("Export of %(day)s") % {"day": row.asked_at.date().isoformat()}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("transfer.add_archive"))

    @admin.display(description=gettext_lazy("file"))
    def file_link(self, row: Archive) -> str:
        if row.failed_at:
            return _("It couldn’t be made. Ask for another.")
        if not row.made_at:
            return _("being made")
        return format_html('<a href="{}">{}</a>', reverse("admin:transfer_archive_download", args=[row.pk]), "ZIP")

    def get_urls(self) -> list[URLPattern]:
        download = self.admin_site.admin_view(never_cache(require_safe(self.download_view)))
        return [path("<int:pk>/download/", download, name="transfer_archive_download"), *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say what is in it; by POST, have it made."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            try:
                row = archiving.ask(by=request.user, now=clock.now())  # type: ignore[arg-type]
            except TransferRefused as refusal:
                messages.error(request, refusal.message)
            else:
                self.log_addition(request, row, _("Export the club"))
                messages.success(request, _("We’re making the tables. Load this page again in a minute."))
            return redirect("admin:transfer_archive_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Export the whole club"),
            "has_heading": True,
        }
        return TemplateResponse(request, "admin/transfer/archive.html", context)

    def download_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The file, in pieces. Who takes the whole club away is logged."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        row = get_object_or_404(Archive.objects.available(at=clock.now()), pk=pk)
        try:
            file = default_storage.open(row.file)
        except FileNotFoundError:
            raise Http404 from None
        logger.warning("transfer.archive_downloaded", archive=str(row.uuid), by=str(request.user.uuid))  # type: ignore[union-attr]
        name = f"club-{row.asked_at:%Y-%m-%d}.zip"
        return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
