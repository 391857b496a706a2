"""The home page and the error pages."""

import sys
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.middleware import words_of
from core import clock
from core.db import unavailable
from core.http import MemberRequest, is_on_site
from directory.featured import featured
from mentoring_club.home import member_home


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The club's front page; for a member, their own home.

    The template gets `categories` (with `mentor_count`), `mentors` (six of the day, with `user` and `next_opening`),
    their `cards` as rendered by the directory, `needs` (phrases to search for), `quotes` (of feedback), and `numbers`
    ("mentors", "countries", "hours" a week, "sessions" held).
    """
    if request.user.is_authenticated:
        return member_home(cast("MemberRequest", request))
    shown = featured(now=clock.now())
    context = {
        "categories": shown.categories,
        "mentors": shown.mentors,
        "cards": shown.cards,
        "numbers": shown.numbers,
        "needs": shown.needs,
        "quotes": shown.quotes,
    }
    return TemplateResponse(request, "pages/home.html", context)


@login_not_required
@require_safe
@cache_control(public=True, max_age=24 * 60 * 60)
def favicon(request: HttpRequest) -> HttpResponse:
    """The tab icon, for responses that cannot link to it: calendars, photos, JSON."""
    return redirect(static("img/favicon.svg"))


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that is malformed (400) or too large (413)."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return TemplateResponse(request, f"{status}.html", status=status).render()


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return TemplateResponse(request, "403.html", status=403).render()


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return TemplateResponse(request, "404.html", status=404).render()


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without context processors, which may be broken, too. A 503 if the database is down."""
    if unavailable(sys.exc_info()[1]):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "30"})
    return HttpResponse(render_to_string("500.html"), status=500)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for an outdated form, which can be sent again from here, or one from another site."""
    is_ours = is_on_site(request, request.headers.get("Origin", ""))
    context = {"path": request.get_full_path(), "words": words_of(request) if is_ours else []}
    return TemplateResponse(request, "csrf_failure.html", context, status=403).render()
