"""What the directory provides to the apps below it."""

from datetime import datetime

from django.core.cache import cache
from django.db import transaction

from accounts.hooks import erased
from accounts.models import User
from mentors.models import Mentor

# Drawn with mentors' names, words and addresses in them.
KEPT = ("directory-", "picture-", "sitemap-", "template.cache.directory-")


@erased
def forget_copies(user: User, now: datetime) -> None:
    """Drop what is kept of pages with an erased mentor on them, after the transaction; it is drawn again."""

    def forget() -> None:
        cache.forget(*KEPT)  # type: ignore[attr-defined]

    if Mentor.objects.filter(user=user).exists():
        transaction.on_commit(forget, robust=True)
