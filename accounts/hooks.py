"""What follows from allauth's signals."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import services
from accounts.models import User


@receiver(email_confirmed, dispatch_uid="accounts.drop_foreign_password")
def drop_foreign_password(request: HttpRequest, email_address: EmailAddress, **kwargs: Any) -> None:
    """A password set before the address was proven may be somebody else's.

    At sign-up the code is typed in the browser that set the password. A code to sign in proves the address from any
    browser: then the password goes.
    """
    user = email_address.user
    by_code = any(record["method"] == "code" for record in get_authentication_records(request, user))
    if by_code and user.last_login is None and user.has_usable_password():
        services.drop_password(user=user)


@receiver(authenticator_added, dispatch_uid="accounts.count_new_factor")
def count_new_factor(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Who has just set up a factor has just used it: do not ask for it again on the next page."""
    record_authentication(
        request, user, method="mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )
