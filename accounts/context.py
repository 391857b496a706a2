"""Context about the reader as a member, for every page."""

from django.http import HttpRequest

from accounts.hooks import to_read as things_to_read
from core import clock


def to_read(request: HttpRequest) -> dict[str, object]:
    """`TO_READ`: what the reader has to read and confirm; for the others, this asks nothing of the database."""
    user = getattr(request, "user", None)
    if user is None or not getattr(user, "has_to_read", False):
        return {"TO_READ": []}
    return {"TO_READ": things_to_read(user, now=clock.now())}
