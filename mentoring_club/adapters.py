"""Where members go after signing in, which may be a page of any app."""

from django.http import HttpRequest
from django.urls import reverse

from accounts.adapter import AccountAdapter
from mentors.models import Mentor


class ArrivingAdapter(AccountAdapter):
    """allauth's adapter, with a redirect for members who were not on their way to a page."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Mentors go to their desk, the team to the admin, everybody else where LOGIN_REDIRECT_URL says."""
        if Mentor.objects.of(request.user).exists():
            return reverse("bookings:desk")
        if request.user.is_staff:
            return reverse("admin:index")
        url: str = super().get_login_redirect_url(request)
        return url
