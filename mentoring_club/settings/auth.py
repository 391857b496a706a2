"""Sign-in."""

from typing import Any

from mentoring_club.settings.club import CLUB_NAME
from mentoring_club.settings.environment import ENVIRONMENT, PRODUCTION, env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "mentoring_club.backends.PasswordBackend",
    "mentoring_club.backends.SignInBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}  # type: ignore[assignment]
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the email address is unique by a constraint that ignores case
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "pages:home"
STAFF_NEEDS_SECOND_FACTOR = ENVIRONMENT != "demo"

CODE_SECONDS = 15 * 60  # how long a code from an email can be used
ACCOUNT_ADAPTER = "mentoring_club.adapters.ClubAccountAdapter"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False  # allauth offers it only for new addresses, which would reveal them
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_FORMS = {
    "add_email": "accounts.allauth_forms.NewAddressForm",
    "change_password": "accounts.allauth_forms.ChangePasswordForm",
    "confirm_email_verification_code": "accounts.allauth_forms.AddressCodeForm",
    "confirm_login_code": "accounts.allauth_forms.LoginCodeForm",
    "confirm_password_reset_code": "accounts.allauth_forms.PasswordCodeForm",
    "login": "accounts.allauth_forms.LoginForm",
    "reauthenticate": "accounts.allauth_forms.PasswordAgainForm",
    "request_login_code": "accounts.allauth_forms.AskForCodeForm",
    "reset_password": "accounts.allauth_forms.LostPasswordForm",
    "reset_password_from_key": "accounts.allauth_forms.NewPasswordForm",
    "set_password": "accounts.allauth_forms.FirstPasswordForm",
    "signup": "accounts.allauth_forms.SignupForm",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGIN_TIMEOUT = 2 * CODE_SECONDS
ACCOUNT_LOGOUT_REDIRECT_URL = "pages:home"
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {  # limits per address: accounts.codes.may_mail
    "confirm_email": "20/m/ip",
    "request_login_code": "20/m/ip",
    "reset_password": "20/m/ip",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "accounts.models.display"
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "accounts.mfa_forms.ActivateForm",
    "add_webauthn": "accounts.mfa_forms.AddPasskeyForm",
    "authenticate": "accounts.mfa_forms.CodeForm",
    "authenticate_webauthn": "accounts.mfa_forms.PasskeyForm",
    "edit_webauthn": "accounts.mfa_forms.RenamePasskeyForm",
    "login_webauthn": "accounts.mfa_forms.PasskeyAloneForm",
    "reauthenticate": "accounts.mfa_forms.CodeAgainForm",
    "reauthenticate_webauthn": "accounts.mfa_forms.PasskeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = CLUB_NAME
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_FORMS = {
    "disconnect": "accounts.allauth_forms.DisconnectForm",
    "signup": "accounts.allauth_forms.SocialSignupForm",
}
SOCIALACCOUNT_ADAPTER = "accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {}
SOCIAL_APPS = []
SIGN_IN_ORIGINS = []  # targets of sign-in buttons: form-action covers redirects too (CSP 3, section 6.4.1)
for provider, app, origin, extra in (
    ("google", "google", "https://accounts.google.com", {"SCOPE": ["profile", "email"]}),
    ("github", "github", "https://github.com", {"SCOPE": ["user:email"]}),
    ("linkedin", "openid_connect", "https://www.linkedin.com", {}),
):
    client = env.str(f"{provider.upper()}_CLIENT_ID", default="")
    if client:
        SOCIAL_APPS.append(f"allauth.socialaccount.providers.{app}")
        SIGN_IN_ORIGINS.append(origin)
        keys: dict[str, object] = {"client_id": client, "secret": env.str(f"{provider.upper()}_CLIENT_SECRET")}
        if provider == "linkedin":
            keys |= {
                "provider_id": "linkedin",
                "name": "LinkedIn",
                "settings": {"server_url": "https://www.linkedin.com/oauth"},
            }
        SOCIALACCOUNT_PROVIDERS[app] = {"APPS": [keys], **extra}
