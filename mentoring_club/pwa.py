"""The club as an app on a phone's home screen: a manifest, and an offline page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.languages import codes

PAPER = "#fbf8f2"  # as in tokens.css, which a manifest can't read


@login_not_required
@require_safe
@cache_control(public=True, max_age=60 * 60)
def manifest(request: HttpRequest) -> HttpResponse:
    """What browsers need to put the club on a home screen (W3C, Web Application Manifest)."""
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    content = {
        "name": settings.CLUB_NAME,
        "short_name": settings.CLUB_NAME.removeprefix("The "),
        "id": "/",
        "start_url": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


@login_not_required
@require_safe
@cache_control(public=True, max_age=0)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows `offline` when a page can't be fetched. It caches nothing else."""
    pages = {}
    for code in codes():
        with translation.override(code):
            pages[code] = reverse("pages:offline")
    context = {"pages": pages, "default": settings.LANGUAGE_CODE, "parts": ["css/app.css", "img/lamp.svg"]}
    return TemplateResponse(request, "pages/service-worker.js", context, content_type="text/javascript")


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "pages/offline.html")
