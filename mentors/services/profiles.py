"""The mentor's own profile, and what the search reads of it."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import TextField, Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from core.db import Unaccent
from core.errors import Refused
from core.languages import search_configs
from core.text import folded, spelled_out
from mentors import photos
from mentors.models import PROFILE, Mentor, MentorStatus
from mentors.services.limits import MOST_LINKS, check_topics
from outbox.services import enqueue

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

DELETE_PHOTO = "mentors.delete_photo"


class ProfileRefused(Refused):
    """The profile cannot be changed like this, or not by this person."""


def update_profile(
    *,
    mentor: Mentor,
    by: "User",
    profile: Mapping[str, Any],
    now: datetime,
    photo: list[tuple[int, bytes]] | None = None,
    remove_photo: bool = False,
) -> Mentor:
    """Replace a mentor's profile as a whole.

    Args:
        profile: a value for each field in `PROFILE`; anything else in it is ignored.
        photo: a new photo in all sizes, from `photos.square`.
        remove_photo: take the photo away; a new one wins.

    Raises:
        ProfileRefused: it is somebody else's profile, or of a mentor who has left; it has no topic, too many of them or
            too many links; or there is no room for the photo.
    """
    check_topics(profile["topics"], refusal=ProfileRefused)
    if len(profile["links"]) > MOST_LINKS:
        raise ProfileRefused(_("Up to five links, please."))
    try:
        stored = photos.store(photo) if photo else ""
    except OSError as error:
        logger.exception("no room for a photo")
        raise ProfileRefused(
            _("We couldn’t save your photo, so nothing has changed. Please try again later, or without the photo.")
        ) from error
    try:
        with transaction.atomic():
            row = Mentor.objects.select_for_update(of=("self",), no_key=True).get(pk=mentor.pk)
            if row.user_id != by.pk:
                raise ProfileRefused(_("This is someone else’s profile."))
            if row.status == MentorStatus.LEFT:
                raise ProfileRefused(_("You’ve left the club as a mentor, so your page is gone too."))
            for name in PROFILE.keys() - {"topics"}:
                setattr(row, name, profile[name])
            row.changed_at = now
            if (stored or remove_photo) and row.photo:
                enqueue(DELETE_PHOTO, {"name": row.photo.name}, now=now)
            if stored or remove_photo:
                row.photo = stored
            row.save()
            row.topics.set(profile["topics"])
            index(row)
    except Exception:
        if stored:
            photos.delete(stored)
        raise
    return row


def index(mentor: Mentor) -> None:
    """Write what the search reads: the member's name and the fields of `PROFILE` that have a weight.

    Words are indexed as they are, spelled out where they have an umlaut or the like, and stemmed in each of the club's
    languages, all without accents.
    """
    texts = [("A", mentor.user.display_name)]
    for name, weight in PROFILE.items():
        if name == "topics":
            texts.append(
                (weight, " ".join(translated for topic in mentor.topics.all() for translated in topic.names()))
            )
        elif weight:
            texts.append((weight, getattr(mentor, name)))
    vectors = [
        SearchVector(Unaccent(Value(spelling, output_field=TextField())), config=config, weight=weight)
        for weight, text in texts
        for spelling, config in _spellings(folded(text))
    ]
    document: Combinable = vectors[0]
    for vector in vectors[1:]:
        document = document + vector
    Mentor.objects.filter(pk=mentor.pk).update(search_document=document)


def _spellings(text: str) -> Iterator[tuple[str, str]]:
    """Each spelling of a text with each text search configuration that reads it."""
    yield from ((text, config) for config in search_configs())
    if (other := spelled_out(text)) != text:
        yield other, "simple"
