"""allauth's hooks: give new members a zone and a language, send every email as a notice, derive codes."""

import base64
import hashlib
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import filter_users_by_email
from allauth.core import context as context_of_allauth
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from qrcode import make as draw_code
from qrcode.image.svg import SvgPathImage

from accounts import codes, hooks, social_tokens
from accounts.middleware import LEFT
from accounts.models import User
from accounts.notices import CODES, PREFIXES
from core import clock
from core.addresses import mailable
from core.forms import UNMAILABLE
from core.http import is_on_site
from core.logs import fingerprint
from core.middleware import zone_of
from core.ratelimit import Limit, address_of, network_of
from core.zones import known
from notifications.mail_content import kinds
from notifications.services import notify

PASSWORDS = Limit("password", times=100, seconds=3600)  # for one account, from everywhere
logger = structlog.get_logger("club.auth")


class AccountAdapter(DefaultAccountAdapter):
    """How the club uses allauth."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("That’s already your address."),
        "email_password_mismatch": _("Wrong email address or password. You can also sign in with a code by email."),
        "email_taken": _("There’s already an account with this address."),
        "enter_current_password": _("That’s not your password."),
        "incorrect_code": _("That’s not the code we sent. Check the newest email, then try again."),
        "incorrect_password": _("That’s not your password."),
        "invalid_login": _("That doesn’t work. Please try again."),
        "rate_limited": _("Too many tries. Please wait a moment, then try again."),
        "same_as_current": _("That’s the same address as before."),
        "too_many_login_attempts": _(
            "Too many wrong tries. Please wait a few minutes, or sign in with a code by email."
        ),
        "unverified_primary_email": _("Confirm your address first."),
    }

    def new_user(self, request: HttpRequest) -> User:
        return User(date_joined=clock.now())

    def clean_email(self, email: str) -> str:
        """The one spelling of an address; also of those that other sites tell us."""
        try:
            return mailable(email)
        except ValueError as error:
            raise ValidationError(UNMAILABLE) from error

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Fill a new member from the sign-up form, with the language of this page and the browser's zone.

        An unknown zone falls back to the one in the cookie, then to the club's.
        """
        zone = form.cleaned_data["time_zone"]
        user.date_joined = user.old_enough_at = clock.now()
        user.display_name = form.cleaned_data["display_name"]
        user.language = get_language() or settings.LANGUAGE_CODE
        user.time_zone = zone if known(zone) else str(zone_of(request))
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Limit passwords for an account: five in five minutes from one network, and a hundred an hour from all."""
        address = str(credentials.get("email", "")).lower()
        try:
            if not PASSWORDS.allows(address):
                raise self.validation_error("too_many_login_attempts")
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            logger.warning("auth.sign_in_refused", address=fingerprint(address))
            raise

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count by network too, so that a stranger's wrong passwords do not shut out the member."""
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{network_of(request)}:{key}"

    def logout(self, request: HttpRequest) -> None:
        """Remember for the next session who leaves: a form of theirs may still be open."""
        member = str(request.user.uuid) if request.user.is_authenticated else ""
        super().logout(request)
        request.session[LEFT] = member

    def is_safe_url(self, url: str | None) -> bool:
        """Whether sign-in may redirect to `url`; allauth's own check raises on some addresses."""
        return is_on_site(context_of_allauth.request, url or "")

    def generate_login_code(self) -> str:
        return codes.new_nonce()

    def generate_email_verification_code(self) -> str:
        return codes.new_nonce()

    def generate_password_reset_code(self) -> str:
        return codes.new_nonce()

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The ways to confirm one's identity again; passkeys first, since not everyone has codes."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return sorted(methods, key=lambda method: not method["id"].endswith(":webauthn"))

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Notify a member that something about their sign-in has changed."""
        self.send_mail(template_prefix, email or user.email, {"user": user})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a notice instead of sending. What allauth calls the code is our nonce; the email derives the code."""
        kind, now = PREFIXES[template_prefix], clock.now()
        if kinds[kind].asked and not codes.may_mail(email, context_of_allauth.request):
            logger.warning("auth.code_refused", kind=kind, address=fingerprint(email))
            raise ImmediateHttpResponse(respond_429(context_of_allauth.request))
        if kinds[kind].asked:
            hooks.announce_code(context_of_allauth.request, email, now)
        data = {"nonce": context["code"], "until": codes.runs_out(now).isoformat()} if kind in CODES else {}
        user = context.get("user") or _known_as(email, is_locked=kind in CODES)
        if kind in CODES:
            logger.info("auth.code_asked", kind=kind, member=str(user.uuid) if user else "", address=fingerprint(email))
        if user is None:
            notify(None, kind, now=now, address=email, language=get_language() or "", data=data)
        else:
            elsewhere = "" if email.lower() == user.email.lower() else email
            notify(user, kind, now=now, address=elsewhere, data=data)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """How the club uses sign-in with other sites."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "email_taken": _("There’s already an account with this address. Sign in to it, then connect %s."),
        "no_password": _("Set a password first."),
        "no_verified_email": _("Confirm your email address first."),
        "disconnect_last": _("You can’t disconnect the last one."),
        "connected_other": _("That’s already connected to another account."),
    }

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Keep another site's token, encrypted, only if it grants lasting access; a sign-in needs none."""
        token = sociallogin.token
        if token is None:
            return
        if not token.token_secret:
            if token.pk:
                token.delete()
            sociallogin.token = None
            return
        social_tokens.seal(token)
        if token.pk:  # a returning member: allauth has saved it already
            token.save(update_fields=["token", "token_secret"])

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Suggest the name from the other site; the form lets people change it."""
        user: User = super().populate_user(request, sociallogin, data)
        user.display_name = data.get("name") or " ".join(
            part for part in (data.get("first_name"), data.get("last_name")) if part
        )
        return user

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_signup_form_initial_data(sociallogin)
        return initial | {"display_name": sociallogin.user.display_name}


class MFAAdapter(DefaultMFAAdapter):
    """How the club uses second factors. Their secrets are encrypted with the club's key."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
        "incorrect_code": _("That didn’t work. Please try again."),
        "unverified_email": _("Confirm your email address first."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The QR code as inline SVG, so that the content security policy needs no exception."""
        return str(draw_code(url, image_factory=SvgPathImage, border=2).to_string(encoding="unicode"))

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002  # as allauth calls it
        return gettext("My passkey")

    def _get_site_name(self) -> str:
        return str(settings.CLUB_NAME)


def _known_as(email: str, *, is_locked: bool) -> User | None:
    """The member that allauth would sign in with this address; locked, the account isn't deleted meanwhile."""
    found: list[User] = filter_users_by_email(email, is_active=True, prefer_verified=True)
    if not found or not is_locked:
        return found[0] if found else None
    with transaction.atomic():
        member: User | None = User.objects.select_for_update(no_key=True).filter(pk=found[0].pk).first()
    return member


def _box() -> MultiFernet:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = [hashlib.sha256(f"accounts.mfa:{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
