"""The admin site of the club team."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from core import clock
from core.http import safe_next
from insights.team_work import waiting_for

# As strict as unfold and Alpine allow: they need expressions and styles in attributes.
POLICY = {
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:", *settings.IMAGE_ORIGINS],
}


class ClubAdminSite(UnfoldAdminSite):
    """unfold's site, entered through the club's own sign-in so that the second factor cannot be bypassed."""

    index_title = _("Club team")

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Give every page of the admin its own content security policy."""
        return csp_replace(POLICY)(_without_nul(super().admin_view(view, cacheable)))

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send people to the club's own sign-in; members who are not staff go to the home page."""
        target = safe_next(request, default=reverse("admin:index"))
        if self.has_permission(request):
            return redirect(target)
        if request.user.is_authenticated:
            return redirect("pages:home")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")

    def get_urls(self) -> list[Any]:
        """Leave out Django's redirect to any row by its id, which ignores permissions."""
        return [entry for entry in super().get_urls() if getattr(entry, "name", "") != "view_on_site"]

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send people to the club's own page, which limits guesses and emails the member."""
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The page after Django's form, which is never reached."""
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The index: first what is waiting for the team, then all lists."""
        now = clock.now()
        work = waiting_for(request.user, now=now)  # type: ignore[arg-type]
        page: HttpResponse = super().index(request, {"work": work, "now": now} | (extra_context or {}))
        return page


def _without_nul(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse URLs with a NUL: Django's filters pass it on to PostgreSQL, which raises an error."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if any("\x00" in value for values in request.GET.lists() for value in (values[0], *values[1])):
            raise BadRequest("There is a NUL in the address.")
        return view(request, *args, **kwargs)

    return wrapper
