"""Context about the reader as a mentor, for every page."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mentors.models import profile_of


def own_profile(request: HttpRequest) -> dict[str, object]:
    """`OWN_PROFILE`: the reader's mentor profile, looked up only if a template uses it; falsy if they have none."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"OWN_PROFILE": None}
    return {"OWN_PROFILE": SimpleLazyObject(lambda: profile_of(user))}
