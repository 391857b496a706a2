"""The emails about signing in, instead of allauth's own."""

from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.browsers import browser_name
from accounts.codes import code_of
from core.http import absolute
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, notice

# allauth's template of each email, and the notice that replaces it.
PREFIXES = {
    "account/email/login_code": "login_code",
    "account/email/email_confirmation": "email_code",
    "account/email/email_confirmation_signup": "signup_code",
    "account/email/password_reset_code": "password_code",
    "account/email/unknown_account": "unknown_account",
    "account/email/account_already_exists": "account_exists",
    "account/email/email_changed": "email_changed",
    "account/email/email_confirm": "email_confirmed",
    "account/email/email_deleted": "email_removed",
    "account/email/password_changed": "password_changed",
    "account/email/password_reset": "password_was_reset",
    "account/email/password_set": "password_set",
    "mfa/email/recovery_codes_generated": "recovery_codes_made",
    "mfa/email/totp_activated": "authenticator_added",
    "mfa/email/totp_deactivated": "authenticator_removed",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
    "socialaccount/email/account_connected": "other_site_connected",
    "socialaccount/email/account_disconnected": "other_site_disconnected",
}
CODES = {"login_code", "email_code", "signup_code", "password_code"}


def _code(name: str, subject: str | Promise, heading: str | Promise) -> None:
    @notice(name, title=subject, asked=True)
    def build(context: NoticeContext) -> MailContent:
        if datetime.fromisoformat(context.data["until"]) <= context.now:
            raise NoticeObsolete("the code has run out")
        return MailContent(
            subject=str(subject),
            heading=str(heading),
            code=code_of(context.data["nonce"]),
            lines=(
                _("Enter this code on the page that asked for it. It expires in 15 minutes and works once."),
                _("Wasn’t you? You don’t need to do anything: no one can get in without this code. Never share it."),
            ),
        )


_code("login_code", gettext_lazy("Your code to sign in"), gettext_lazy("Your code"))
_code("email_code", gettext_lazy("Confirm your email address"), gettext_lazy("Your code"))
_code("signup_code", gettext_lazy("Welcome! Your code to get started"), gettext_lazy("Welcome to the club"))
_code("password_code", gettext_lazy("Your code for a new password"), gettext_lazy("Your code for a new password"))


@notice("unknown_account", title=gettext_lazy("No account with this address"), asked=True)
def unknown_account(context: NoticeContext) -> MailContent:
    """To an address without an account."""
    return MailContent(
        subject=_("There’s no account with this address"),
        heading=_("We don’t know this address"),
        lines=(
            _("Someone, perhaps you, tried to sign in with this address. There’s no account for it."),
            _("Do you have another address? Try that one. If this wasn’t you, ignore this email."),
        ),
        action=Link(_("Sign up"), absolute(reverse("account_signup"))),
    )


@notice("account_exists", title=gettext_lazy("You already have an account"), asked=True)
def account_exists(context: NoticeContext) -> MailContent:
    """To a member, when someone signed up with their address again."""
    return MailContent(
        subject=_("You already have an account"),
        heading=_("You’re already a member"),
        lines=(
            _("Someone, perhaps you, tried to sign up with this address. There’s no need to: just sign in."),
            _("If this wasn’t you, you don’t need to do anything."),
        ),
        action=Link(_("Sign in"), absolute(reverse("account_login"))),
    )


@notice("address_tried", title=gettext_lazy("Trying an address again"))
def address_tried(context: NoticeContext) -> MailContent:
    """To a member whose email bounced before, and who says that the address works again."""
    return MailContent(
        subject=_("Our email reaches you again"),
        heading=_("Our email reaches you again"),
        lines=(_("You asked us to try again, and it worked. You don’t need to do anything."),),
    )


@notice("new_device", title=gettext_lazy("Signed in with a new browser"))
def new_device(context: NoticeContext) -> MailContent:
    """To a member who has signed in with a browser for the first time."""
    return MailContent(
        subject=_("You’ve signed in with a new browser"),
        heading=_("You’ve signed in with a new browser"),
        lines=(
            _("It’s one that we haven’t seen you with before: %(browser)s.")
            % {"browser": browser_name(context.data["browser"])},
            _("If that was you, all is well. If not, secure your account now and write to us."),
        ),
        action=Link(_("Where you’re signed in"), absolute(reverse("usersessions_list"))),
        links=(
            Link(_("Secure my account"), absolute(reverse("mfa_index"))),
            Link(_("Write to us"), absolute(reverse("pages:contact"))),
        ),
    )


@notice("account_closed", title=gettext_lazy("Account closed"))
def account_closed(context: NoticeContext) -> MailContent:
    """To the address of someone whose account the team has closed."""
    return MailContent(
        subject=_("Your account is closed"),
        heading=_("Your account is closed"),
        lines=(
            _(
                "The club team has closed your account. You can no longer sign in, and your upcoming bookings "
                "are cancelled."
            ),
            _("If you think that’s a mistake, write to us."),
        ),
        action=Link(_("Write to us"), absolute(reverse("pages:contact"))),
    )


@notice("admin_made", title=gettext_lazy("A new admin"))
def admin_made(context: NoticeContext) -> MailContent:
    """To the other admins."""
    words = {"name": str(context.about)}
    return MailContent(
        subject=_("%(name)s is now an admin of the club") % words,
        heading=_("%(name)s is now an admin of the club") % words,
        lines=(_("If you weren’t expecting this, please look into it now."),),
        action=Link(_("Open the admin"), absolute(reverse("admin:index"))),
    )


def _changed(name: str, what: str | Promise) -> None:
    by_team = name in BY_TEAM

    @notice(name, title=what)
    def build(context: NoticeContext) -> MailContent:
        return MailContent(
            subject=str(what),
            heading=str(what),
            lines=(
                _("If you know why, all is well. If not, secure your account now and write to us.")
                if by_team
                else _("If that was you, all is well. If not, secure your account now and write to us."),
            ),
            action=Link(_("Secure my account"), absolute(reverse("mfa_index"))),
            links=(Link(_("Write to us"), absolute(reverse("pages:contact"))),),
        )


CHANGES: dict[str, str | Promise] = {
    "email_changed": gettext_lazy("Your email address has changed"),
    "email_confirmed": gettext_lazy("Your email address is confirmed"),
    "email_removed": gettext_lazy("An email address was removed from your account"),
    "password_changed": gettext_lazy("Your password has changed"),
    "password_was_reset": gettext_lazy("Your password was reset"),
    "password_set": gettext_lazy("Your account now has a password"),
    "recovery_codes_made": gettext_lazy("New recovery codes were created for your account"),
    "authenticator_added": gettext_lazy("An authenticator app was added to your account"),
    "authenticator_removed": gettext_lazy("The authenticator app was removed from your account"),
    "second_factor_removed": gettext_lazy("The club team has removed your second factor"),
    "passkey_added": gettext_lazy("A passkey was added to your account"),
    "passkey_removed": gettext_lazy("A passkey was removed from your account"),
    "rights_changed": gettext_lazy("Your rights in the club team have changed"),
    "account_reopened": gettext_lazy("The club team has reopened your account"),
    "other_site_connected": gettext_lazy("You can now sign in with another account"),
    "other_site_disconnected": gettext_lazy("An account you sign in with was disconnected"),
}
BY_TEAM = {"second_factor_removed", "rights_changed", "account_reopened"}
for _name, _what in CHANGES.items():
    _changed(_name, _what)
