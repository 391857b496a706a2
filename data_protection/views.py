"""A member's own data: what there is, a copy of it, and its erasure."""

from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.errors import Refused
from core.http import MemberRequest
from data_protection.models import Erasure, Export
from data_protection.presenters import DataPage, fates
from data_protection.services import erasing, exporting


@never_cache
@require_safe
def data(request: MemberRequest) -> HttpResponse:
    """Every kind of record about the member, their copies, and whether they are being erased."""
    shown = DataPage.of(request.user, now=clock.now())
    return TemplateResponse(request, "data_protection/data.html", {"shown": shown})


@require_POST
def ask_for_export(request: MemberRequest) -> HttpResponse:
    """Have a copy made."""
    try:
        exporting.ask(by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("We’re making your copy. We’ll email you when it’s ready."))
    return redirect("data_protection:data")


@never_cache
@require_safe
def download(request: MemberRequest, export: UUID) -> HttpResponseBase:
    """The file of one's own export, in pieces."""
    now = clock.now()
    row = get_object_or_404(Export.objects.available(at=now).filter(member=request.user), uuid=export)
    try:
        file = default_storage.open(row.file)
    except FileNotFoundError:
        raise Http404 from None
    name = f"my-data-{row.asked_at:%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: MemberRequest) -> HttpResponse:
    """Show what goes and what stays; by POST, have the account erased after the grace."""
    now = clock.now()
    if request.method == "POST":
        try:
            erasing.ask(member=request.user, by=request.user, now=now)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("We’ll erase your account in seven days. Until then you can undo it here."))
        return redirect("data_protection:data")
    context = {"fates": fates(request.user), "ahead": erasing.ahead(request.user, at=now)}
    return TemplateResponse(request, "data_protection/erase.html", context)


@require_POST
def keep(request: MemberRequest) -> HttpResponse:
    """Undo the erasure."""
    erasure = get_object_or_404(Erasure.objects.open(), member=request.user)
    try:
        erasing.undo(erasure=erasure, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Undone. Your account stays."))
    return redirect("data_protection:data")
