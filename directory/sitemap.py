"""What search engines may read: `/sitemap.xml` and `/robots.txt`."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core import languages
from core.http import absolute
from mentors.models import Category, Mentor, Topic

MOST_ADDRESSES = 50_000  # in one file, by the protocol (sitemaps.org)
PAGES = ("pages:home", "directory:list", "directory:topics", "pages:help", "pages:conduct")
PRIVATE = ("/accounts/", "/admin/", "/bookings/", "/calendar/", "/desk/", "/feedback/", "/mailbox/", "/me/")


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in every language."""
    codes = languages.codes()
    entries = []
    for name, slug, changed in _addresses():
        alternates = []
        for code in codes:
            with translation.override(code):
                alternates.append((code, absolute(reverse(name, args=[slug] if slug else []))))
        entries += [(address, changed, alternates) for _code, address in alternates]
    return render(
        request, "directory/sitemap.xml", {"entries": entries[:MOST_ADDRESSES]}, content_type="application/xml"
    )


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers out of members' pages and fragments."""
    prefixes = ["" if code == settings.LANGUAGE_CODE else f"/{code}" for code in languages.codes()]
    lines = ["User-agent: *"]
    lines += [f"Disallow: {prefix}{path}" for prefix in prefixes for path in PRIVATE]
    lines += [f"Disallow: {prefix}/mentors/*/{part}/" for prefix in prefixes for part in ("openings", "book")]
    lines += ["", f"Sitemap: {absolute(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _addresses() -> Iterator[tuple[str, str, date | None]]:
    for name in PAGES:
        yield name, "", None
    for model in (Category.objects.all(), Topic.objects.offered()):
        for slug in model.order_by("slug").values_list("slug", flat=True):
            yield "directory:topic", slug, None
    mentors = Mentor.objects.listed().order_by("slug").values_list("slug", "changed_at")
    for slug, changed_at in mentors:
        yield "directory:mentor", slug, changed_at.date()
