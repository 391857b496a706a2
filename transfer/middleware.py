"""Addresses of the old site: where there is no page, they lead to the new one."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

GetResponse = Callable[[HttpRequest], HttpResponse]


def old_addresses(get_response: GetResponse) -> GetResponse:
    """Redirect from an address of the old site, with or without a slash at its end.

    In place of `RedirectFallbackMiddleware`, which asks for the site first, and fails where its row is missing.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.NOT_FOUND or request.method not in ("GET", "HEAD"):
            return response
        path = request.get_full_path()
        if len(path) > 200 or "\0" in path:
            return response
        bare, mark, query = path.partition("?")
        other = bare.removesuffix("/") if bare.endswith("/") else f"{bare}/"
        rows = Redirect.objects.filter(site=settings.SITE_ID, old_path__in=[path, f"{other}{mark}{query}"])
        found = rows.values_list("new_path", flat=True).first()
        return HttpResponsePermanentRedirect(found) if found else response

    return middleware
