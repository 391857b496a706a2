"""The club's own pages, for the team: what each says, a preview, and every version with who wrote it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from club_pages.errors import PageRefused
from club_pages.forms import PageForm, initial
from club_pages.models import PageName, PageVersion
from club_pages.presenters import ShownVersion, listed, previews
from club_pages.registry import placeholders
from club_pages.services import writing
from club_pages.shipped import texts_of
from core import clock
from core.one_page import OnePageAdmin

LIST = "admin:club_pages_pageversion_changelist"


@admin.register(PageVersion)
class PageVersionAdmin(OnePageAdmin):
    """A list of the pages; one to write on; one for each version, from which it can be restored."""

    def get_urls(self) -> list[URLPattern]:
        edit = self.admin_site.admin_view(self.edit_view)
        return [path("edit/<slug:page>/", edit, name="club_pages_pageversion_edit"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = self.context_of(request, _("Pages of the club")) | {
            "pages": listed(),
            "may_write": self._may_write(request),
        }
        return TemplateResponse(request, "admin/club_pages/list.html", context)

    def edit_view(self, request: HttpRequest, page: str) -> HttpResponse:
        """Write a page: look at it first, or save it as a new version."""
        if not self._may_write(request):
            raise PermissionDenied
        if page not in PageName.values:
            raise Http404
        name = PageName(page)
        versions = list(PageVersion.objects.of(name).select_related("saved_by").defer("text", "i18n"))
        latest = PageVersion.objects.of(name).first()
        now_said = latest.texts() if latest else texts_of(name)
        start = initial(now_said, latest.number if latest else 0)
        form = PageForm(request.POST if request.method == "POST" else None, page=name, initial=start)
        shown = []
        if form.is_valid() and "preview" in request.POST:
            shown = list(previews(name, form.texts(), now_said))
        elif form.is_valid():
            try:
                version = writing.write(
                    page=name,
                    texts=form.texts(),
                    based_on=form.cleaned_data["based_on"],
                    asks_again=form.cleaned_data.get("asks_again", False),
                    by=request.user,  # type: ignore[arg-type]
                    now=clock.now(),
                )
            except PageRefused as refusal:
                form.add_error(None, refusal.message)
            else:
                return self._saved(request, version)
        context = self.context_of(request, _("Write “%(page)s”") % {"page": name.label}) | {
            "form": form,
            "previews": shown,
            "placeholders": placeholders.values(),
            "versions": versions,
            "page_address": f"pages:{name}",
        }
        return TemplateResponse(request, "admin/club_pages/edit.html", context, status=400 if form.errors else 200)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One version: who saved it when, and what changed; by POST, it is restored."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        version: PageVersion | None = self.get_object(request, object_id)
        if version is None:
            raise Http404
        if request.method == "POST":
            if not self._may_write(request):
                raise PermissionDenied
            try:
                restored = writing.restore(version=version, by=request.user, now=clock.now())  # type: ignore[arg-type]
            except PageRefused as refusal:
                messages.error(request, refusal.message)
                return redirect(LIST)
            return self._saved(request, restored)
        context = self.context_of(request, str(version)) | {
            "shown": ShownVersion.of(version),
            "may_write": self._may_write(request),
        }
        return TemplateResponse(request, "admin/club_pages/version.html", context)

    def _saved(self, request: HttpRequest, version: PageVersion) -> HttpResponse:
        self.log_addition(request, version, [{"added": {}}])
        messages.success(request, _("Saved. The page says this from now on."))
        return redirect(LIST)

    def _may_write(self, request: HttpRequest) -> bool:
        return request.user.has_perm("club_pages.add_pageversion")
