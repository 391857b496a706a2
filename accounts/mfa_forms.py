"""allauth's forms for second factors, in the club's words."""

import struct
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import CleanLine
from core.layout import ClubHelper, Include

# What json, fido2 and cryptography raise for bytes that no browser sends.
MALFORMED = (
    *(ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error),
    *(InvalidSignature, UnsupportedAlgorithm),
)


class _Code(forms.Form):
    """Digits from an authenticator app."""

    required_css_class = "field--code"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = ClubHelper(*self.fields)
        field = self.fields["code"]
        field.label = _("Code from your app")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs |= {"inputmode": "numeric", "spellcheck": "false", "maxlength": 20}


class CodeForm(_Code, AuthenticateForm):
    """The second factor at sign-in: a code from the app, or a recovery code."""


class CodeAgainForm(_Code, ReauthenticateForm):
    """The second factor again, before a sensitive action."""


class ActivateForm(_Code, ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = ClubHelper(Include("mfa/totp/_key.html"), "code")


class _Named(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = CleanLine(
            label=_("Name"),
            help_text=_("A name you’ll recognise, such as “Phone” or “Work laptop”."),
            max_length=60,
            initial=self.fields["name"].initial,
        )
        self.helper = ClubHelper(*self.fields)


class _CredentialField(forms.JSONField):
    """What a browser says for a passkey. It's asked for anew each time, so a page that shows an error leaves it out."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class _Credential(forms.Form):
    """A form with a credential; whatever cannot be read is a wrong one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = _CredentialField(widget=forms.HiddenInput)

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except MALFORMED:
            self.add_error(None, get_adapter().validation_error("incorrect_code"))


class PasskeyForm(_Credential, AuthenticateWebAuthnForm):
    """A passkey as the second factor at sign-in."""


class PasskeyAloneForm(_Credential, LoginWebAuthnForm):
    """Signing in with nothing but a passkey."""


class PasskeyAgainForm(_Credential, ReauthenticateWebAuthnForm):
    """A passkey before a sensitive action."""


class AddPasskeyForm(_Credential, _Named, AddWebAuthnForm):
    """A new passkey or security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = _("Sign in with this passkey alone, without a password or code")
        self.fields["passwordless"].help_text = _("Your device will ask for your fingerprint, face or PIN.")
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(_Named, EditWebAuthnForm):
    """A new name for a passkey."""
