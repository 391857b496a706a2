"""What conversations provide to the apps below them."""

from datetime import datetime

from accounts.hooks import erased
from accounts.models import User
from conversations.models import Conversation, Preferences
from conversations.services import changing


@erased
def leave_words_or_not(user: User, now: datetime) -> None:
    """Remove an erased member's words if they chose so, and what they had with those who are erased, too."""
    if Preferences.objects.filter(member=user, takes_words=True).exists():
        changing.take_words_along(member=user, now=now)
    mine = Conversation.objects.of(user)
    Conversation.objects.filter(pk__in=mine.filter(one=user, other__erased_at__isnull=False)).delete()
    Conversation.objects.filter(pk__in=mine.filter(other=user, one__erased_at__isnull=False)).delete()
