"""Ask for a sign-in, and of staff for a second factor; limit posts; run allauth's changes whole; end visits."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY as CONFIRMATION,
)
from allauth.account.internal.flows.password_reset_by_code import PASSWORD_RESET_VERIFICATION_SESSION_KEY as RESET
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.stages import EmailVerificationStage, LoginByCodeStage
from allauth.account.utils import url_str_to_user_pk
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import services
from core import clock
from core.ratelimit import Limit, has_own_limit

GetResponse = Callable[[HttpRequest], HttpResponse]

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
COME_BACK = "after_second_factor"
UNFINISHED = "unfinished"  # in the session: the form that was sent, its words, by whom if that is known, and when
LEFT = "left"  # in the session that follows signing out: the member
KEPT_SECONDS = 60 * 60
VISIT_SECONDS = 60 * 60
MOST_CHARACTERS = 50_000
# Fields that are not kept; the address of a calendar is a secret, too.
SECRETS = re.compile(r"csrf|pass|code|token|secret|credential|^address$", re.IGNORECASE)
SENT_TOO_LATE = Limit("sent-too-late", times=20, seconds=600)
POSTS = Limit("post", times=100, seconds=600)  # of one member to one address, where a view has no lower limit


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
        messages.warning(request, _("The club team needs a second factor. Set one up and we’ll bring you back here."))
        return redirect("mfa_index")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def limited_posts(get_response: GetResponse) -> GetResponse:
    """Refuse a member's posts to one of our addresses when there are very many, and keep what they wrote on the page.

    The admin is the team's, and allauth has limits of its own.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        match, user = request.resolver_match, request.user
        if request.method != "POST" or match is None or not user.is_authenticated or has_own_limit(view):
            return None
        if "admin" in match.app_names or request.path.startswith(_allauth()):
            return None
        if POSTS.allows(f"{match.view_name}:{user.uuid}"):
            return None
        context = {"words": words_of(request)}
        return TemplateResponse(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def whole_changes(get_response: GetResponse) -> GetResponse:
    """Run each of allauth's forms in one transaction: a new member and the notice with the code, or neither."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.path.startswith(_allauth()):
            return get_response(request)
        with transaction.atomic():
            void_codes(request)
            response = get_response(request)
            if response.status_code == HTTPStatus.TOO_MANY_REQUESTS or response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    return middleware


def brief_visits(get_response: GetResponse) -> GetResponse:
    """End a visitor's session after an hour: only members have one that lasts.

    Signing in goes on with the visitor's session, and allauth sets its end only for those who type a password.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        if not session.modified or session.is_empty():
            return response
        if SESSION_KEY not in session:
            session.set_expiry(VISIT_SECONDS)
        elif session.get_expiry_age() == VISIT_SECONDS:  # a visitor's until now
            session.set_expiry(None)
        return response

    return middleware


class SignInAgain(LoginRequiredMiddleware):
    """Sends whoever is signed out to sign in, and keeps the words of a form that they sent, for an hour.

    Back at the form, they are shown what they wrote, and send it with one button. Passwords, codes, secret addresses
    and files are not kept. Another member who signs in at the same browser does not see the words, and neither does who
    may not see the form's own page, as it is not always known whose session has ended.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        kept = request.session.get(UNFINISHED)
        if not kept or not request.user.is_authenticated:
            return response
        if kept.get("member", "") not in {"", str(request.user.uuid)}:
            del request.session[UNFINISHED]
        elif kept["path"] != request.get_full_path() or response.streaming:
            return response
        elif request.method == "POST" or clock.now().timestamp() - kept["at"] > KEPT_SECONDS:
            del request.session[UNFINISHED]
        elif request.method == "GET" and response.status_code not in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
            context = {"path": kept["path"], "words": kept["words"]}
            return TemplateResponse(request, "accounts/unfinished.html", context).render()
        return response

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseRedirect:
        if request.method == "POST":
            keep_words(request)
        return super().handle_no_permission(request, view_func)


def void_codes(request: HttpRequest) -> None:
    """Treat a code that this browser waits for as one for an address without an account, if it is of no use any more.

    A code proves a mailbox, but not whose it is: its account may have got another address since, or been closed.
    """
    session = request.session
    reset, confirmation = (session.get(key) or {} for key in (RESET, CONFIRMATION))
    login = session.get(LOGIN_SESSION_KEY) or {}
    stages = login.get("state", {}).get("stages", {})
    if _is_void(reset.get("user_id"), reset.get("email")):
        session.modified = True
        _forget_account(reset)
        if reset.get("code_confirmed"):
            del session[RESET]
    # Someone who is signed in confirms an address that is not the account's yet; a change elsewhere signs them out.
    if not request.user.is_authenticated and _is_void(confirmation.get("user_id"), confirmation.get("email")):
        session.modified = True
        _forget_account(confirmation)
    if login.get("user_pk") and _is_void(url_str_to_user_pk(login["user_pk"]), login["email"]):
        session.modified = True
        login["user_pk"] = None
        _forget_account(stages.get(LoginByCodeStage.key, {}).get("data", {}))
        if stages.get("current") not in (LoginByCodeStage.key, EmailVerificationStage.key):
            del session[LOGIN_SESSION_KEY]


def _is_void(user_pk: Any, address: str | None) -> bool:
    return bool(user_pk) and not services.holds(user_pk=int(user_pk), address=address)


def _forget_account(state: dict[str, Any]) -> None:
    for name in ("user_id", "code"):
        state.pop(name, None)


def keep_words(request: HttpRequest) -> None:
    """Keep what a form says in the session that begins with signing in."""
    words = words_of(request)
    if not words or not SENT_TOO_LATE.allows_request(request):
        return
    request.session[UNFINISHED] = {
        "path": request.get_full_path(),
        "words": words,
        "member": _signed_in_before(request),
        "at": clock.now().timestamp(),
    }
    messages.info(request, _("You were signed out. Please sign in again. We’ve kept what you wrote."))


def _signed_in_before(request: HttpRequest) -> str:
    """Who had the session that has ended in this browser; "" if that is not known any more."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    members = UserSession.objects.filter(session_key=key).values_list("user__uuid", flat=True)
    return str(members.first() or request.session.get(LEFT, ""))


def words_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form says that can be sent again: none of its secrets, and nothing of a form of allauth, or a huge one.

    Nothing either where a member has signed in after another has left: the form may be the other's.
    """
    left = request.session.get(LEFT)
    is_foreign = left and request.user.is_authenticated and left != str(request.user.uuid)
    if is_foreign or request.path.startswith(_allauth()):
        return []
    words = [(name, value) for name, values in request.POST.lists() if not SECRETS.search(name) for value in values]
    is_huge = sum(len(name) + len(value) for name, value in words) > MOST_CHARACTERS
    return words if not is_huge and any(value.strip() for _name, value in words) else []


def _allauth() -> str:
    return reverse("account_logout").removesuffix("logout/")
