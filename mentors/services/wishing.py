"""Noting what people looked for and didn't find."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from mentors.models import Topic, Wish

KEPT_FOR = timedelta(days=365)  # after the last time


def wish_key(words: str) -> str:
    """The words of a wish, alike for all that are counted together."""
    return " ".join(words.casefold().split())[: Wish._meta.get_field("words").max_length]


def note_wish(*, words: str, topic: Topic | None, language: str, now: datetime) -> Wish | None:
    """Count one more person who looks for this; None if it says nothing.

    Args:
        words: as typed; wishes that differ in case and spaces alone are one.
    """
    said = wish_key(words)
    if not said and topic is None:
        return None
    with transaction.atomic():
        wish, is_new = Wish.objects.get_or_create(
            words=said, topic=topic, language=language, defaults={"first_at": now, "last_at": now}
        )
        if not is_new:
            Wish.objects.filter(pk=wish.pk).update(times=F("times") + 1, last_at=now)
    return wish


def forget_wishes(*, now: datetime) -> int:
    """Delete what nobody has looked for in a year; return how many."""
    return Wish.objects.filter(last_at__lte=now - KEPT_FOR).delete()[0]
