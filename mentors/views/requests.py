"""What a view of a signed-in member gets."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from accounts.models import User


class MemberRequest(HttpRequest):
    """A request whose view requires a member."""

    user: "User"
    htmx: "HtmxDetails"
