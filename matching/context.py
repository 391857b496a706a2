"""Template context for pages of all apps, queried only if a template uses it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from core import clock
from matching.models import Ask, AskState
from mentors.models import profile_of


def to_answer(request: HttpRequest) -> dict[str, object]:
    """`TO_ANSWER`: how many requests without a time wait for the reader's answer as a mentor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"TO_ANSWER": 0}
    return {"TO_ANSWER": SimpleLazyObject(lambda: _to_answer(user))}


def _to_answer(user: User) -> int:
    mentor = profile_of(user)
    return Ask.objects.filter(mentor=mentor, state=AskState.SENT, due_at__gt=clock.now()).count() if mentor else 0
