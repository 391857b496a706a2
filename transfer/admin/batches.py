"""Imports: upload, match the columns, look at what would change, confirm, and undo."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from unfold.decorators import display

from core import clock
from core.admin import ReadOnlyAdmin, unnamed_in
from core.admin_columns import moment
from transfer.errors import TransferRefused
from transfer.forms import MOST_WORDS, MappingForm, PhotosForm, TopicsForm, UploadForm
from transfer.models import Batch, BatchState, TableKind
from transfer.presenters import BatchPage
from transfer.services import adding_photos, advancing, inviting, uploading
from transfer.services.moving import moved_on

LABELS = {
    BatchState.READING: "info",
    BatchState.MAPPING: "warning",
    BatchState.CHECKING: "info",
    BatchState.CHECKED: "warning",
    BatchState.RUNNING: "info",
    BatchState.DONE: "success",
    BatchState.UNDOING: "info",
    BatchState.UNDONE: "success",
    BatchState.REFUSED: "danger",
    BatchState.GIVEN_UP: "danger",
}


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    """Imports, the latest first. Only services change them."""

    list_display = (
        "file_name",
        "kind",
        "state_label",
        "total",
        "by",
        moment("uploaded_at", gettext_lazy("uploaded")),
        moment("done_at", gettext_lazy("imported")),
    )
    list_filter = ("kind", "state")
    list_select_related = ("by",)
    search_fields = ("file_name",)
    ordering = ("-uploaded_at", "-pk")
    actions = None

    @display(description=gettext_lazy("state"), ordering="state", label=LABELS)
    def state_label(self, row: Batch) -> tuple[str, str]:
        return row.state, row.get_state_display()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("transfer.add_batch"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        does: dict[str, Callable[..., HttpResponse]] = {
            "map": self.map_view,
            "topics": self.topics_view,
            "confirm": self.confirm_view,
            "undo": self.undo_view,
            "give_up": self.give_up_view,
            "invite": self.invite_view,
            "photos": self.photos_view,
        }
        posts = [
            path(f"<int:pk>/{verb}/", view(require_POST(do)), name=f"transfer_batch_{verb}")
            for verb, do in does.items()
        ]
        return [*posts, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Upload a table."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
        if form.is_valid():
            table = form.cleaned_data["table"]
            try:
                batch = uploading.upload(
                    kind=TableKind(form.cleaned_data["kind"]), file=table, name=table.name, by=request.user,  # type: ignore[arg-type]
                    now=clock.now(),
                )  # fmt: skip
            except TransferRefused as refusal:
                form.add_error("table", refusal.message)
            else:
                self.log_addition(request, batch, _("Upload a table"))
                return redirect(self._address(batch.pk))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Import a table"),
            "has_heading": True,
            "form": form,
        }
        status = 400 if is_sent else 200
        return TemplateResponse(request, "admin/transfer/upload.html", context, status=status)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Where an import is, and what comes next."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch: Batch | None = self.get_object(request, object_id)
        if batch is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[no-any-return]
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied  # each step has an address of its own
        return self._page(request, batch)

    def _page(self, request: HttpRequest, batch: Batch, *, form: Any = None, status: int = 200) -> HttpResponse:
        shown = BatchPage.of(
            batch,
            chosen=request.GET.get("rows", ""),
            number=request.GET.get("page", "1"),
            unnamed=unnamed_in(request),
            now=clock.now(),
        )
        may_change = self._may_change(request)
        is_at = batch.state
        forms: dict[str, Any] = {"map_form": None, "topics_form": None, "photos_form": None}
        if may_change and is_at in (BatchState.MAPPING, BatchState.CHECKED):
            forms["map_form"] = form if isinstance(form, MappingForm) else MappingForm(batch=batch)
        if may_change and is_at == BatchState.CHECKED and batch.unknown:
            forms["topics_form"] = form if isinstance(form, TopicsForm) else TopicsForm(batch=batch)
        if may_change and shown.may_add_photos:
            forms["photos_form"] = form if isinstance(form, PhotosForm) else PhotosForm()
        context = {
            **self.admin_site.each_context(request),
            **forms,
            "opts": self.opts,
            "title": batch.file_name,
            "has_heading": True,
            "shown": shown,
            "refresh": shown.refresh,
            "batch": batch,
            "counts": batch.counts,
            "may_change": may_change,
            "may_give_up": may_change and is_at in ("reading", "mapping", "checking", "checked"),
            "more_words": max(0, len(batch.unknown) - MOST_WORDS),
            "chosen": request.GET.get("rows", ""),
            "seen": batch.moved_at.isoformat(),
            "map_failed": isinstance(form, MappingForm),
        }
        return TemplateResponse(request, "admin/transfer/batch.html", context, status=status)

    def map_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Match the columns, and check the rows."""
        batch = self._row(request, pk)
        if batch.state not in (BatchState.MAPPING, BatchState.CHECKED):
            return self._too_late(request, batch)
        form = MappingForm(request.POST, batch=batch)
        if not form.is_valid():
            return self._page(request, batch, form=form, status=400)
        return self._do(request, batch, uploading.save_mapping, _("Match the columns"), mapping=form.mapping)

    def topics_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say which topics are meant, and check the rows again."""
        batch = self._row(request, pk)
        if batch.state != BatchState.CHECKED:
            return self._too_late(request, batch)
        form = TopicsForm(request.POST, batch=batch)
        if not form.is_valid():
            return self._page(request, batch, form=form, status=400)
        return self._do(request, batch, advancing.choose_topics, _("Choose topics"), choices=form.choices)

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Import the rows as they were checked when the page was loaded."""
        batch = self._row(request, pk)
        try:
            seen = datetime.fromisoformat(request.POST.get("seen", ""))
        except ValueError:
            return self._too_late(request, batch)
        return self._do(request, batch, advancing.confirm, _("Confirm the import"), seen=seen)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._do(request, self._row(request, pk), advancing.undo, _("Undo the import"))

    def give_up_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._do(request, self._row(request, pk), uploading.give_up, _("Give up the import"))

    def invite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Invite everyone who came with the import."""
        batch = self._row(request, pk)
        number: list[int] = []

        def invite(**arguments: Any) -> None:
            number.append(inviting.invite(**arguments))

        answer = self._do(request, batch, invite, _("Invite the people it brought"))
        for count in number:
            text = ngettext("We’re inviting %(count)d person.", "We’re inviting %(count)d people.", count)
            messages.success(request, text % {"count": count})
        return answer

    def photos_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add photos from a ZIP."""
        batch = self._row(request, pk)
        form = PhotosForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, batch, form=form, status=400)
        return self._do(
            request, batch, adding_photos.upload_photos, _("Upload photos"), file=form.cleaned_data["photos"]
        )

    def _do(
        self, request: HttpRequest, batch: Batch, service: Callable[..., Any], logged: str, **more: Any
    ) -> HttpResponse:
        """Take a step of an import; who is refused is told why."""
        try:
            service(batch=batch, by=request.user, now=clock.now(), **more)
        except TransferRefused as refusal:
            messages.error(request, refusal.message)
        else:
            self.log_change(request, batch, logged)
        return redirect(self._address(batch.pk))

    def _too_late(self, request: HttpRequest, batch: Batch) -> HttpResponse:
        messages.info(request, moved_on())
        return redirect(self._address(batch.pk))

    def _may_change(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("transfer.change_batch"))

    def _row(self, request: HttpRequest, pk: int) -> Batch:
        if not self._may_change(request):
            raise PermissionDenied
        return get_object_or_404(Batch, pk=pk)

    def _address(self, pk: int) -> str:
        return reverse("admin:transfer_batch_change", args=[pk])
