"""Staff need a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

GetResponse = Callable[[HttpRequest], HttpResponse]


def staff_second_factor(get_response: GetResponse) -> GetResponse:
    """Keep staff out of the admin until they have set up a second factor; sign-in then asks for it each time."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            settings.STAFF_NEEDS_SECOND_FACTOR
            and user.is_authenticated
            and user.is_staff
            and request.path.startswith(reverse("admin:index"))
            and not is_mfa_enabled(user)
        ):
            messages.warning(request, _("The club team needs a second factor. Set one up, then come back."))
            return redirect("mfa_index")
        return get_response(request)

    return middleware
