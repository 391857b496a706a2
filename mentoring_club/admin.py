"""The admin site of the club team."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from unfold.sites import UnfoldAdminSite


class ClubAdminSite(UnfoldAdminSite):
    """unfold's site, entered through the club's own sign-in so that its second factor cannot be gone round."""

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        target = request.GET.get("next") or reverse("admin:index")
        if request.user.is_authenticated and not self.has_permission(request):
            return redirect("pages:home")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")
