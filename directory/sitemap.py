"""What search engines may read: `/sitemap.xml`, an index of the files that have every public page, and `/robots.txt`.

Each file has the listed mentors of a range of keys, so that none grows beyond what the protocol allows, whatever the
size of the club, and a mentor stays in the same file. Files are kept for an hour.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db.models import Max, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core import languages
from core.http import absolute
from mentors.models import Category, Mentor, Topic

SECONDS = 60 * 60
IN_ONE_FILE = 5_000  # mentors, each in every language; the protocol (sitemaps.org) allows 50,000 addresses
SLUG = "a-slug-that-stands-for-any"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGES = (
    *("pages:home", "directory:list", "directory:topics", "insights:impact"),
    *("pages:about", "pages:help", "pages:conduct", "pages:accessibility"),
)
PRIVATE = (
    *("/accounts/", "/admin/", "/bookings/", "/calendar/", "/desk/", "/feedback/", "/mailbox/", "/me/"),
    "/requests/",
)


@login_not_required
@require_safe
@cache_control(public=True, max_age=SECONDS)
def sitemap(request: HttpRequest) -> HttpResponse:
    """The files that have the pages. No day of change: among thousands of mentors somebody changes something daily."""
    return _kept("index", _index)


@login_not_required
@require_safe
@cache_control(public=True, max_age=SECONDS)
def pages(request: HttpRequest) -> HttpResponse:
    """Every public page that is not a mentor's, in every language."""
    return _kept("pages", lambda: _urlset(_pages()))


@login_not_required
@require_safe
@cache_control(public=True, max_age=SECONDS)
def mentors(request: HttpRequest, part: int) -> HttpResponse:
    """The listed mentors of one range of keys, in every language."""
    return _kept(f"mentors-{part}", lambda: _urlset(_mentors(part)))


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers out of members' pages and fragments.

    Pages to book a time name the mentor's page as their canonical address, which a crawler must be able to read.
    """
    prefixes = ["" if code == settings.LANGUAGE_CODE else f"/{code}" for code in languages.codes()]
    lines = ["User-agent: *"]
    lines += [f"Disallow: {prefix}{path}" for prefix in prefixes for path in PRIVATE]
    lines += [f"Disallow: {prefix}/mentors/*/openings/" for prefix in prefixes]
    lines += ["", f"Sitemap: {absolute(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _kept(name: str, build: Callable[[], str]) -> HttpResponse:
    """A file from the cache, or built and kept."""
    key = f"sitemap-{name}"
    packed: bytes | None = cache.get(key)
    if packed is None:
        packed = zlib.compress(build().encode(), 1)
        cache.set(key, packed, SECONDS)
    return HttpResponse(zlib.decompress(packed), content_type="application/xml")


def _index() -> str:
    paths = [reverse("sitemap_pages"), *(reverse("sitemap_mentors", args=[part]) for part in _parts())]
    rows = [f"<sitemap><loc>{escape(absolute(path))}</loc></sitemap>" for path in paths]
    return f'{DECLARATION}<sitemapindex xmlns="{NAMESPACE}">\n' + "\n".join(rows) + "\n</sitemapindex>\n"


def _parts() -> list[int]:
    """The ranges of keys with a listed mentor: the first of each is read, by the index of keys, not all."""
    last = Mentor.objects.aggregate(last=Max("pk"))["last"] or 0
    one_of_each = [_in_part(part).values_list(Value(part))[:1] for part in range(last // IN_ONE_FILE + 1)]
    return sorted(part for (part,) in one_of_each[0].union(*one_of_each[1:], all=True))


def _in_part(part: int) -> QuerySet[Mentor]:
    first = part * IN_ONE_FILE
    return Mentor.objects.listed().filter(pk__gte=first, pk__lt=first + IN_ONE_FILE).order_by("pk")


def _urlset(entries: Iterable[tuple[list[tuple[str, str]], date | None]]) -> str:
    """A file of addresses: for each page its languages, each with its address, and the day it was changed."""
    rows = []
    for versions, changed in entries:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>' for code, address in versions
        )
        rows += [f"<url><loc>{address}</loc>{_lastmod(changed)}{links}</url>" for _code, address in versions]
    if not rows:
        raise Http404
    return (
        f'{DECLARATION}<urlset xmlns="{NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        + "\n".join(rows)
        + "\n</urlset>\n"
    )


def _lastmod(changed: date | None) -> str:
    return f"<lastmod>{changed}</lastmod>" if changed else ""


def _pages() -> Iterator[tuple[list[tuple[str, str]], None]]:
    for name in PAGES:
        yield _versions(name), None
    for model in (Category.objects.all(), Topic.objects.offered()):
        for slug in model.order_by("slug").values_list("slug", flat=True):
            yield _versions("directory:topic", slug), None


def _mentors(part: int) -> Iterator[tuple[list[tuple[str, str]], date]]:
    """As fast as 5,000 addresses ask for: they differ in the slug alone."""
    around = [(code, address.split(SLUG)) for code, address in _versions("directory:mentor", SLUG)]
    for slug, changed_at in _in_part(part).values_list("slug", "changed_at"):
        yield [(code, slug.join(parts)) for code, parts in around], changed_at.date()


def _versions(name: str, *arguments: str) -> list[tuple[str, str]]:
    """A page's address in each language."""
    found: list[tuple[str, str]] = []
    for code in languages.codes():
        with translation.override(code):
            found.append((code, escape(absolute(reverse(name, args=arguments)))))
    return found
