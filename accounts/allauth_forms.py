"""allauth's forms for signing up and in, in the club's words, with codes that are derived."""

from typing import Any
from uuid import uuid4

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.socialaccount import forms as social
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.codes import code_of, may_guess
from accounts.models import User
from core.db import violates
from core.forms import CODE_ATTRS, AddressField
from core.layout import ClubHelper, Disclosure, Include, Note

LABELS = {
    "email": _("Email address"),
    "login": _("Email address"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password, again"),
    "code": _("Code"),
    "account": _("Which account?"),
}
PASSWORD_HINT = _("At least ten characters, and not easy to guess.")


class InOurWords(forms.Form):
    """Fields with the club's labels, and without placeholders, which vanish as soon as someone types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = ClubHelper(*self.fields)
        for name, field in self.fields.items():
            if isinstance(field, forms.EmailField):
                field = self.fields[name] = AddressField(required=field.required, widget=field.widget)
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name == "password1":
                field.help_text = PASSWORD_HINT
            elif name in {"password", "oldpassword"}:
                field.help_text = ""


class LoginForm(InOurWords, allauth.LoginForm):
    """Email address, and a password for those who have one; without it the member gets a code by email."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = False
        self.helper = ClubHelper(
            "login",
            Include("account/_mail_a_code.html"),
            Disclosure(_("I have a password"), "password", Include("account/_use_the_password.html")),
        )


class _Signup:
    """Handles two sign-ups at the same moment, and a second attempt after an unfinished one."""

    cleaned_data: dict[str, Any]
    account_already_exists: bool

    def validate_unique_email(self, value: str) -> str:
        """Let an account whose address was never confirmed give way to whoever owns the address."""
        gives_way = User.objects.unconfirmed().filter(email__iexact=value).exists()
        unique: str = super().validate_unique_email(value)  # type: ignore[misc]
        if gives_way:
            self.account_already_exists = False
        return unique

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        attempt = super().try_save  # type: ignore[misc]
        saved: tuple[User | None, HttpResponse | None]
        try:
            with transaction.atomic():
                services.give_up_address(email=self.cleaned_data["email"])
                if self.account_already_exists:
                    self.rehearse(request)
                saved = attempt(request)
        except IntegrityError as error:
            if not violates(error, "user_email_once"):
                raise
            self.account_already_exists = True
            saved = attempt(request)
        return saved

    def rehearse(self, request: HttpRequest) -> None:
        """Do what takes time for a new account, if that can be undone."""


class SignupForm(_Signup, InOurWords, allauth.SignupForm):
    """The club's first form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = LABELS["password"]
        self.helper = ClubHelper(
            "email",
            "display_name",
            Disclosure(
                _("Add a password"),
                Note(_("Optional: we can email you a code each time you sign in.")),
                "password1",
            ),
            "old_enough",
        )

    def rehearse(self, request: HttpRequest) -> None:
        """Make the account for an address that no one has, and undo it, so that an address with one takes as long."""
        email = self.cleaned_data["email"]
        self.account_already_exists, self.cleaned_data["email"] = False, f"{uuid4()}@{services.GIVEN_UP}"
        with transaction.atomic():
            self.save(request)
            transaction.set_rollback(True)
        self.account_already_exists, self.cleaned_data["email"] = True, email


class SocialSignupForm(_Signup, InOurWords, social.SignupForm):
    """The sign-up form for people who come from another site."""


class DisconnectForm(InOurWords, social.DisconnectForm):
    """Choose which other site can no longer be used to sign in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [  # type: ignore[attr-defined]
            (account.pk, f"{account.get_provider().name}: {account.get_provider_account()}")
            for account in self.accounts
        ]


class AskForCodeForm(InOurWords, allauth.RequestLoginCodeForm):
    """Where to send the code."""


class _Code(InOurWords):
    """A code from an email. allauth passes in what the session holds, the nonce."""

    required_css_class = "field--code"

    def __init__(self, *args: Any, code: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nonce = code or ""
        self.expected_code = code_of(self.nonce)
        self.fields["code"].widget.attrs |= CODE_ATTRS

    def clean_code(self) -> str:
        if self.nonce and not may_guess(self.nonce, context.request):
            raise get_adapter().validation_error("incorrect_code")  # as for an address without an account
        code: str = super().clean_code()  # type: ignore[misc]
        return code


class LoginCodeForm(_Code, allauth.ConfirmLoginCodeForm):
    """The code to sign in."""


class AddressCodeForm(_Code, allauth.ConfirmEmailVerificationCodeForm):
    """The code that confirms an email address."""


class PasswordCodeForm(_Code, allauth.ConfirmPasswordResetCodeForm):
    """The code to set a new password."""


class NewAddressForm(InOurWords, allauth.AddEmailForm):
    """A new email address for the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New email address")


class ChangePasswordForm(InOurWords, allauth.ChangePasswordForm):
    """A new password instead of the current one."""


class FirstPasswordForm(InOurWords, allauth.SetPasswordForm):
    """A password for an account that had none."""


class LostPasswordForm(InOurWords, allauth.ResetPasswordForm):
    """Where to send the code for a new password."""


class NewPasswordForm(InOurWords, allauth.ResetPasswordKeyForm):
    """A new password instead of a lost one."""


class PasswordAgainForm(InOurWords, allauth.ReauthenticateForm):
    """The password again, before a sensitive action."""
