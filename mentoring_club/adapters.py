"""Where members go after signing in, which may be a page of any app."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from accounts.adapter import AccountAdapter
from accounts.models import User
from bookings.views.holds import book_held
from mentors.models import Mentor


class ClubAccountAdapter(AccountAdapter):
    """allauth's adapter; also books held times, and chooses the page after signing in."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Mentors go to their desk, the team to the admin, everyone else where LOGIN_REDIRECT_URL says."""
        if Mentor.objects.of(request.user).exists():
            return reverse("bookings:desk")
        if request.user.is_staff:
            return reverse("admin:index")
        url: str = super().get_login_redirect_url(request)
        return url

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponseBase:
        """Book the time that is held for a visitor once they have signed in."""
        return book_held(request, user, super().post_login(request, user, **details))
