"""Pages that come with a library: which we keep, and which lead to our own door. A new one fails until it is listed."""

import pytest
from django.contrib import admin
from django.urls import resolve, reverse

from tests.architecture.walking import Address, addresses
from tests.pages import signed_in
from tests.security.staff import ROLES, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]

# Pages that write, with what makes each as safe as a page of ours.
KEPT = {
    "account_login": "our form; limits by address and account",
    "account_logout": "ends a session, by POST",
    "account_signup": "our form; the address is confirmed by a code; limits",
    "account_reauthenticate": "our form; limits",
    "account_email": "our form; asks who one is; both addresses are written to",
    "account_email_verification_sent": "our form for the code; five guesses",
    "account_change_password": "our form; asks for the password so far; limits; the member is written to",
    "account_set_password": "our form; asks who one is; the member is written to",
    "account_reset_password": "our form; a code by mail; limits",
    "account_confirm_login_code": "our form for the code; five guesses",
    "account_confirm_password_reset_code": "our form for the code; five guesses",
    "account_complete_password_reset": "our form, after the code",
    "account_request_login_code": "our form; limits",
    "mfa_authenticate": "our form; limits",
    "mfa_reauthenticate": "our form; limits",
    "mfa_activate_totp": "our form; asks who one is; the member is written to",
    "mfa_deactivate_totp": "asks who one is; the member is written to",
    "mfa_generate_recovery_codes": "asks who one is; the member is written to",
    "mfa_add_webauthn": "our form; asks who one is; the member is written to",
    "mfa_reauthenticate_webauthn": "our form; limits",
    "mfa_remove_webauthn": "asks who one is; one's own passkeys",
    "mfa_edit_webauthn": "our form; one's own passkeys",
    "mfa_login_webauthn": "a passkey is both factors",
    "socialaccount_signup": "our form, after another site's sign-in",
    "socialaccount_connections": "our form; one's own connections",
    "usersessions_list": "ends one's own sessions",
    "admin:logout": "ends a session, by POST",
}
# Pages that write nothing.
READING = {
    "account_inactive",
    "account_password_reset_completed",
    "mfa_index",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "admin:search",
    "admin:index",
    "admin:autocomplete",
    "admin:jsi18n",
    "admin:app_list",
}
# What the library has for it is not ours: it leads to the page beside it.
LEADS_TO = {
    "admin:login": "account_login",
    "admin:password_change": "account_change_password",
    "admin:password_change_done": "account_change_password",
    "accounts/social/login/cancelled/": "socialaccount_login_cancelled",
    "accounts/social/login/error/": "socialaccount_login_error",
    "accounts/social/signup/": "socialaccount_signup",
    "accounts/social/connections/": "socialaccount_connections",
}


def of_libraries() -> list[Address]:
    """The addresses of allauth and of the admin site, but for the admin's pages of one model."""
    models = tuple(f"admin/{model._meta.label_lower.replace('.', '/')}/" for model in admin.site._registry)
    theirs = [address for address in addresses() if address.route.startswith(("admin/", "accounts/"))]
    return [address for address in theirs if not address.route.startswith((*models, "admin/("))]


def test_every_page_of_a_library_is_listed() -> None:
    assert {address.name for address in of_libraries()} == {*KEPT, *READING, *LEADS_TO}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_beside_ours_lead_to_ours(role: str, method: str) -> None:
    client, form = signed_in(staff(role)), {"old_password": "x", "new_password1": "y", "new_password2": "y"}
    for name, ours in LEADS_TO.items():
        path = reverse(name) if ":" in name else f"/{name}"
        if name == "admin:login":
            continue  # who is signed in is led on: `test_admin.py`
        answer = getattr(client, method)(path, form if method == "post" else None)
        assert (answer.status_code // 100, answer["Location"]) == (3, reverse(ours)), name
        assert resolve(answer["Location"]).view_name == ours
