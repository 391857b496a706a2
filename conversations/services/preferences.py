"""What a member has chosen about conversations."""

from django.db import transaction

from accounts.models import User
from conversations.models import Conversation, Preferences, ReadMark, WordsByEmail
from conversations.services.telling import UNSEEN

NONE = "none"  # of the emails: the notice is switched off


def chosen(member: User) -> dict[str, str | bool]:
    """A member's choices: `emails`, a value of `WordsByEmail` or "none", and `takes_words`."""
    row = Preferences.objects.filter(member=member).first() or Preferences(member=member)
    return {"emails": NONE if UNSEEN in member.muted_notices else row.emails, "takes_words": row.takes_words}


def choose(*, member: User, emails: str, takes_words: bool) -> None:
    """Save a member's choices.

    Args:
        emails: a value of `WordsByEmail`, or "none", which is the same as switching the email off in the account.
    """
    with transaction.atomic():
        row = User.objects.select_for_update(no_key=True).get(pk=member.pk)
        muted = [kind for kind in row.muted_notices if kind != UNSEEN] + ([UNSEEN] if emails == NONE else [])
        User.objects.filter(pk=row.pk).update(muted_notices=muted)
        values: dict[str, object] = {"takes_words": takes_words}
        if emails in WordsByEmail.values:
            values["emails"] = emails
        Preferences.objects.update_or_create(member=row, defaults=values)


def mute(*, conversation: Conversation, member: User, muted: bool) -> None:
    """Switch the emails about one conversation off or on again."""
    ReadMark.objects.filter(conversation=conversation, member=member).update(muted=muted)
