"""Context about unread messages, for every page."""

from django.http import HttpRequest

from conversations.services.reading import number_unread


def unread(request: HttpRequest) -> dict[str, object]:
    """`UNREAD`: how many messages the reader hasn't read. Visitors, and those who have none, cost no query."""
    user = getattr(request, "user", None)
    if user is None or not getattr(user, "has_unread", False):
        return {"UNREAD": 0}
    return {"UNREAD": number_unread(user)}
