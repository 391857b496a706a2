"""Changes to a member."""

from django.db import transaction

from accounts.models import User


def update_profile(
    *,
    user: User,
    display_name: str,
    introduction: str,
    time_zone: str,
    language: str,
    muted_notices: list[str],
) -> User:
    """Take over what a member changed about themselves; hours and bookings keep their own times."""
    with transaction.atomic():
        row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        row.display_name = display_name
        row.introduction = introduction
        row.time_zone = time_zone
        row.language = language
        row.muted_notices = muted_notices
        row.save(update_fields=["display_name", "introduction", "time_zone", "language", "muted_notices"])
    return row


def set_zone(*, user: User, time_zone: str) -> None:
    """Remember the zone that a member chose at the foot of a page."""
    User.objects.filter(pk=user.pk).update(time_zone=time_zone)
