"""Receivers of Django's and allauth's signals."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from allauth.account import signals
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, email_confirmed, user_logged_in
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.socialaccount import signals as social_signals
from django.contrib import messages
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import Signal, receiver
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts import devices, hooks, services
from accounts.models import User
from core import clock
from core.addresses import readable
from core.logs import fingerprint
from notifications import suppression
from notifications.models import ProblemKind
from notifications.services import notify

logger = structlog.get_logger("club.auth")

JUST_JOINED = timedelta(hours=1)


@hooks.erased
def end_begun_sessions(user: User, now: datetime) -> None:
    """End what someone began with the address of an erased account."""
    services.end_begun_sessions(user=user)


# What a member's way in has been through: signal, the event's name in the log, and whether it is a warning.
EVENTS: tuple[tuple[Signal, str, bool], ...] = (
    (signals.user_signed_up, "auth.signed_up", False),
    (signals.user_logged_in, "auth.signed_in", False),
    (user_logged_out, "auth.signed_out", False),
    (signals.login_code_rejected, "auth.sign_in_code_rejected", True),
    (signals.password_reset_code_rejected, "auth.password_code_rejected", True),
    (signals.email_verification_code_rejected, "auth.address_code_rejected", True),
    (signals.password_set, "auth.password_set", False),
    (signals.password_changed, "auth.password_changed", False),
    (signals.password_reset, "auth.password_reset", False),
    (signals.email_added, "auth.address_added", False),
    (signals.email_changed, "auth.address_changed", False),
    (signals.email_removed, "auth.address_removed", False),
    (mfa_signals.authenticator_added, "auth.second_factor_added", False),
    (mfa_signals.authenticator_removed, "auth.second_factor_removed", False),
    (mfa_signals.authenticator_reset, "auth.recovery_codes_renewed", False),
    (mfa_signals.authentication_failed, "auth.second_factor_failed", True),
)
SITES: tuple[tuple[Signal, str], ...] = (
    (social_signals.social_account_added, "auth.site_connected"),
    (social_signals.social_account_removed, "auth.site_disconnected"),
)


def _log(event: str, *, warn: bool) -> Any:
    def log(user: User | None = None, **kwargs: Any) -> None:
        if user is not None:
            write = logger.warning if warn else logger.info
            write(event, member=str(user.uuid), address=fingerprint(user.email))

    return log


def _log_site(event: str) -> Any:
    def log(**kwargs: Any) -> None:
        account = kwargs.get("socialaccount") or kwargs["sociallogin"].account
        logger.info(event, member=str(account.user.uuid), provider=account.provider)

    return log


for signal, name, warns in EVENTS:
    signal.connect(_log(name, warn=warns), weak=False, dispatch_uid=f"accounts.log.{name}")
for signal, name in SITES:
    signal.connect(_log_site(name), weak=False, dispatch_uid=f"accounts.log.{name}")


@receiver(user_login_failed, dispatch_uid="accounts.log_failed_sign_in")
def log_failed_sign_in(credentials: dict[str, Any], **kwargs: Any) -> None:
    """A wrong password, or an address that no one has."""
    logger.warning("auth.sign_in_failed", address=fingerprint(str(credentials.get("email", ""))))


@receiver(email_confirmed, dispatch_uid="accounts.log_confirmed_address")
def log_confirmed_address(email_address: EmailAddress, **kwargs: Any) -> None:
    """A code from an email was typed in."""
    member = str(email_address.user.uuid)
    logger.info("auth.address_confirmed", member=member, address=fingerprint(email_address.email))


@receiver(email_confirmed, dispatch_uid="accounts.drop_foreign_password")
def drop_foreign_password(request: HttpRequest, email_address: EmailAddress, **kwargs: Any) -> None:
    """Drop a password that may be someone else's, because it was set before the address was confirmed.

    At sign-up the code is entered in the browser that set the password. A sign-in code confirms the address from any
    browser, so in that case the password is dropped.
    """
    user = email_address.user
    by_code = any(record["method"] == "code" for record in get_authentication_records(request, user))
    if by_code and user.last_login is None and user.has_usable_password():
        services.drop_password(user=user)


@receiver(email_changed, dispatch_uid="accounts.sign_out_elsewhere")
def sign_out_elsewhere(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """End a member's other sessions when their address changes, as Django does when their password changes.

    So whoever came in through the old mailbox is out, and so is a pending change to yet another address.
    """
    if request is not None and kwargs.get("from_email_address"):
        services.end_sessions(user=user, but=request.session.session_key or "")


@receiver(authenticator_added, dispatch_uid="accounts.count_new_factor")
def count_new_factor(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Count setting up a factor as using it, so that the next page does not ask for it."""
    record_authentication(
        request, user, method="mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )


@receiver(email_confirmed, dispatch_uid="accounts.trust_confirmed_address")
def trust_confirmed_address(request: HttpRequest, email_address: EmailAddress, **kwargs: Any) -> None:
    """Lift a suppression when a code was entered, since the email with it has arrived."""
    suppression.clear(address=email_address.email, what=ProblemKind.BOUNCED, now=clock.now())


@receiver(user_logged_in, dispatch_uid="accounts.tell_of_new_device")
def tell_of_new_device(
    request: HttpRequest, user: User, response: HttpResponseBase | None = None, **kwargs: Any
) -> None:
    """Email a member who signs in with a browser that they haven't used before, and know it from then on.

    Whoever has just signed up needn't be told.
    """
    now = clock.now()
    if not devices.is_known(request, user) and now - user.date_joined > JUST_JOINED:
        notify(user, "new_device", data={"browser": request.headers.get("User-Agent", "")[:300]}, now=now)
    if response is not None:
        devices.remember(request, response, user)


@receiver(user_logged_in, dispatch_uid="accounts.tell_about_address")
def tell_about_address(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Warn a member at sign-in that email does not reach them, unless they signed in with a code from one."""
    for record in get_authentication_records(request, user):
        if record["method"] == "code" and record.get("email"):
            suppression.clear(address=record["email"], what=ProblemKind.BOUNCED, now=clock.now())
    suppressed = suppression.suppressed_for(user.email)
    if ProblemKind.BOUNCED in suppressed:
        text = _("Our emails to %(address)s are bouncing.") % {"address": readable(user.email)}
    elif ProblemKind.COMPLAINED in suppressed:
        text = _("One of our emails was marked as spam at your address.")
    else:
        return
    link = format_html('<a href="{}">{}</a>', reverse("accounts:me"), _("See what you can do"))
    messages.warning(request, format_html("{} {}", text, link))
