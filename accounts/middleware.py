"""Require a second factor from staff, and run each change that allauth makes in one transaction."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

GetResponse = Callable[[HttpRequest], HttpResponse]

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
COME_BACK = "after_second_factor"


def staff_second_factor(get_response: GetResponse) -> GetResponse:
    """Keep staff out of the admin until they have set up a second factor; from then on sign-in asks for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        match, user = request.resolver_match, request.user
        if match is None or "admin" not in match.app_names or not settings.STAFF_NEEDS_SECOND_FACTOR:
            return None
        if not (user.is_authenticated and user.is_staff):
            return None
        if is_mfa_enabled(user, FACTORS):
            request.session.pop(COME_BACK, None)
            return None
        request.session[COME_BACK] = request.get_full_path() if request.method != "POST" else reverse("admin:index")
        messages.warning(request, _("The club team needs a second factor. Set one up, then you come back."))
        return redirect("mfa_index")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def whole_changes(get_response: GetResponse) -> GetResponse:
    """Run each of allauth's forms in one transaction: a new member and the notice with the code, or neither."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.path.startswith(reverse("account_logout").removesuffix("logout/")):
            return get_response(request)
        with transaction.atomic():
            response = get_response(request)
            if response.status_code == HTTPStatus.TOO_MANY_REQUESTS or response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    return middleware
