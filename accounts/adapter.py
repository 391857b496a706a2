"""allauth's hooks: new members get their zone and language, every mail goes out as a notice, codes are derived."""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notices import CODES, PREFIXES
from core import clock, zones
from core.middleware import ZONE_COOKIE
from core.tokens import derived_code
from notifications.services import notify


class AccountAdapter(DefaultAccountAdapter):
    """How the club uses allauth."""

    def clean_email(self, email: str) -> str:
        """An address as the database keeps it: in small letters, and never cut off silently."""
        email = super().clean_email(email).lower()
        longest = User._meta.get_field("email").max_length
        if longest and len(email) > longest:
            raise ValidationError(_("This mail address is too long."), code="long")
        return email

    def new_user(self, request: HttpRequest) -> User:
        """A member who reads the language of this page, in the zone that the browser named."""
        zone = request.POST.get("time_zone") or request.COOKIES.get(ZONE_COOKIE, "")
        user = User(date_joined=clock.now(), language=get_language() or "en")
        if zones.known(zone):
            user.time_zone = zone
        return user

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Take over what the sign-up form asked besides the mail address."""
        user.display_name = form.cleaned_data.get("display_name", "")
        if form.cleaned_data.get("old_enough"):
            user.old_enough_at = clock.now()
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def generate_login_code(self) -> str:
        return _code()

    def generate_email_verification_code(self) -> str:
        return _code()

    def generate_password_reset_code(self) -> str:
        return _code()

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell a member that something about their sign-in has changed."""
        self.send_mail(template_prefix, email or user.email, {"user": user})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a notice in place of the mail. A code stays out: the notice keeps what it is derived from."""
        kind = PREFIXES[template_prefix]
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        data = {"nonce": _nonces()[context["code"]]} if kind in CODES else {}
        with transaction.atomic():
            if user is None:
                notify(None, kind, now=clock.now(), address=email, language=get_language() or "", data=data)
            else:
                elsewhere = "" if email.lower() == user.email.lower() else email
                notify(user, kind, now=clock.now(), address=elsewhere, data=data)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """How the club uses sign-in with other sites."""

    def save_user(self, request: HttpRequest, sociallogin: Any, form: BaseForm | None = None) -> User:
        """The same fields as at any sign-up; a name from the other site is only a proposal."""
        user: User = sociallogin.user
        user.date_joined = clock.now()
        saved: User = super().save_user(request, sociallogin, form)
        return saved


def _code() -> str:
    """A code derived from a random nonce, which the request remembers until the mail is written."""
    nonce = secrets.token_urlsafe(16)
    code = derived_code("account", nonce)
    _nonces()[code] = nonce
    return code


def _nonces() -> dict[str, str]:
    request = allauth_context.request
    if not hasattr(request, "code_nonces"):
        request.code_nonces = {}
    nonces: dict[str, str] = request.code_nonces
    return nonces
