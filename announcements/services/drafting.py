"""Writing an announcement, and trying it out."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from announcements.errors import AnnouncementRefused
from announcements.models import Announcement
from mentors.models import Topic
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User

TEST = "announcement_test"
WRITTEN = ("subject", "i18n", "body", "audience", "languages", "last_seen", "changed_at")


def write(*, announcement: Announcement, topics: Collection[Topic], by: "User", now: datetime) -> Announcement:
    """Save what was written in a new draft or an existing one.

    Raises:
        AnnouncementRefused: it's being sent, or has been. Safe to show.
    """
    with transaction.atomic():
        announcement.changed_at = now
        if announcement.pk is None:
            announcement.written_by, announcement.created_at = by, now
            announcement.save()
        else:
            current = Announcement.objects.for_update().get(pk=announcement.pk)
            _check_draft(current)
            announcement.save(update_fields=WRITTEN)
        announcement.topics.set(topics)
    return announcement


def discard(*, announcement: Announcement, by: "User", now: datetime) -> None:
    """Delete a draft.

    Raises:
        AnnouncementRefused: it's being sent, or has been. Safe to show.
    """
    with transaction.atomic():
        current = Announcement.objects.for_update().get(pk=announcement.pk)
        _check_draft(current)
        current.delete()


def send_test(*, announcement: Announcement, by: "User", now: datetime) -> None:
    """Send it to whoever asks, in their language.

    Raises:
        AnnouncementRefused: there's no text yet. Safe to show.
    """
    if not announcement.texts():
        raise AnnouncementRefused(_("Write a subject and a text first, in one language at least."))
    notify(by, TEST, about=announcement, by=by, now=now)


def _check_draft(row: Announcement) -> None:
    if not row.is_draft:
        raise AnnouncementRefused(_("It has been sent, so it can’t be changed any more."))
