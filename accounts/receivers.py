"""Receivers of allauth's signals."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts import services
from accounts.models import User
from core import clock
from notifications import suppression
from notifications.models import What


@receiver(email_confirmed, dispatch_uid="accounts.drop_foreign_password")
def drop_foreign_password(request: HttpRequest, email_address: EmailAddress, **kwargs: Any) -> None:
    """Drop a password that may be somebody else's, because it was set before the address was confirmed.

    At sign-up the code is typed into the browser that set the password. A sign-in code confirms the address from any
    browser, so in that case the password is dropped.
    """
    user = email_address.user
    by_code = any(record["method"] == "code" for record in get_authentication_records(request, user))
    if by_code and user.last_login is None and user.has_usable_password():
        services.drop_password(user=user)


@receiver(authenticator_added, dispatch_uid="accounts.count_new_factor")
def count_new_factor(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Count setting up a factor as using it, so that the next page does not ask for it."""
    record_authentication(
        request, user, method="mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )


@receiver(email_confirmed, dispatch_uid="accounts.trust_confirmed_address")
def trust_confirmed_address(request: HttpRequest, email_address: EmailAddress, **kwargs: Any) -> None:
    """Lift a suppression when a code was typed in, since the email with it has arrived."""
    suppression.clear(address=email_address.email, what=What.BOUNCED, now=clock.now())


@receiver(user_logged_in, dispatch_uid="accounts.tell_about_address")
def tell_about_address(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Warn a member at sign-in that email does not reach them, unless they signed in with a code from one."""
    for record in get_authentication_records(request, user):
        if record["method"] == "code" and record.get("email"):
            suppression.clear(address=record["email"], what=What.BOUNCED, now=clock.now())
    suppressed = suppression.suppressed_for(user.email)
    if What.BOUNCED in suppressed:
        text = _("Our mail to %(address)s comes back.") % {"address": user.email}
    elif What.COMPLAINED in suppressed:
        text = _("A mail from us was called spam at your address.")
    else:
        return
    link = format_html('<a href="{}">{}</a>', reverse("accounts:me"), _("See what to do"))
    messages.warning(request, format_html("{} {}", text, link))
