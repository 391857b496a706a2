"""Template context for pages of all apps, queried only if a template uses it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core import clock
from matching.models import Ask, AskState


def to_answer(request: HttpRequest) -> dict[str, object]:
    """`TO_ANSWER`: how many requests without a time wait for the reader's answer as a mentor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"TO_ANSWER": 0}
    asked = Ask.objects.filter(mentor__user=user, state=AskState.SENT, due_at__gt=clock.now())
    return {"TO_ANSWER": SimpleLazyObject(asked.count)}
