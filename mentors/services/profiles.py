"""The mentor's own profile, and what the search reads of it."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import TextField, Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from core.db import Unaccent
from core.errors import Refused
from core.languages import codes, country_name, search_configs
from core.text import folded, spelled_out
from mentors import languages, photos
from mentors.hooks import follow_profile, texts_about
from mentors.models import PROFILE, SHOWN, Mentor, MentorStatus, SearchDocument, Topic
from mentors.services.limits import MOST_LINKS, check_topics
from outbox.services import enqueue

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

DELETE_PHOTO, REINDEX = "mentors.delete_photo", "mentors.reindex"
AT_ONCE = 25  # mentors that are indexed, and so locked, in one transaction


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
        ProfileRefused: it is someone else's profile, or of a mentor who has left; it has no topic, too many of them or
            too many links; its headline repeats the role; it is public and would lose its photo or its headline;
            or there is no room for the photo.
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
            if row.headline and not row.own_headline:
                raise ProfileRefused(
                    _("Your line is the same as what you do. Say in your own words what people can come to you with.")
                )
            if (stored or remove_photo) and row.photo:
                enqueue(DELETE_PHOTO, {"name": row.photo.name}, now=now)
            if stored or remove_photo:
                row.photo = stored
            loses_photo = remove_photo and not stored
            if row.status in SHOWN and (loses_photo or not row.own_headline):
                raise ProfileRefused(_("Your page needs a photo and a line of your own. Choose another one instead."))
            row.save()
            row.topics.set(profile["topics"])
            index(row)
            follow_profile(row, now=now)
    except Exception:
        if stored:
            photos.delete(stored)
        raise
    return row


def missing_from(mentor: Mentor) -> list[str]:
    """Which fields of a profile have to be filled before it's listed: "photo", "headline" or both."""
    return [name for name, given in (("photo", mentor.photo), ("headline", mentor.own_headline)) if not given]


def index(*mentors: Mentor) -> None:
    """Write what the search reads: the member's name, the fields of `PROFILE` that have a weight, and what they imply.

    Those are the fields of work that topics belong to, and what the apps above say. Words are indexed as they are,
    spelled out where they have an umlaut or the like, and stemmed in each of the club's languages, all without accents.
    The rows are locked, so that no one's change is overwritten with what was read before it.
    """
    with transaction.atomic():
        rows = Mentor.objects.filter(pk__in=[mentor.pk for mentor in mentors]).order_by("pk").for_update()
        locked = list(rows.prefetch_related("topics__category"))
        others = texts_about(locked)
        SearchDocument.objects.bulk_create(
            [SearchDocument(mentor=row, words=_document(row, others=others.get(row.pk, []))) for row in locked],
            update_conflicts=True, unique_fields=["mentor"], update_fields=["words"],
        )  # fmt: skip


def reindex_later(topics: Iterable[Topic], *, now: datetime) -> None:
    """Have the mentors indexed who help with these topics, after the names or synonyms that lead to them changed."""
    enqueue(REINDEX, {"topics": sorted(topic.pk for topic in topics), "after": 0}, now=now)


def reindex(*, after: int = 0, topics: Collection[int] | None = None) -> int | None:
    """Index the next mentors in the order of their keys; the last of them, None if there are no more.

    Args:
        topics: keys; only mentors who help with one of them.
    """
    rows = Mentor.objects.filter(pk__gt=after).order_by("pk")
    if topics is not None:
        rows = rows.filter(pk__in=Mentor.topics.through.objects.filter(topic__in=topics).values("mentor"))
    batch = list(rows.only("pk")[:AT_ONCE])
    index(*batch)
    return batch[-1].pk if batch else None


def _document(mentor: Mentor, *, others: list[str]) -> Combinable:
    """The search document of a mentor.

    Args:
        others: what the apps above say about them.
    """
    topics = list(mentor.topics.all())
    categories = {topic.category for topic in topics}
    said: dict[str, list[str]] = {
        "topics": [text for topic in topics for text in topic.searched()],
        "country": [country_name(str(mentor.country), code) for code in codes()] if mentor.country else [],
        "languages": [name for code in mentor.languages for name in languages.names(code)],
    }
    texts = defaultdict(list, A=[mentor.user.display_name])
    for name, weight in PROFILE.items():
        texts[weight] += said[name] if name in said else [getattr(mentor, name)] if weight else []
    texts["C"] += [text for category in categories for text in category.searched()] + others
    vectors = [
        SearchVector(Unaccent(Value(spelling, output_field=TextField())), config=config, weight=weight)
        for weight in filter(None, texts)
        for spelling, config in _spellings(folded(" ".join(texts[weight])))
    ]
    document: Combinable = vectors[0]
    for vector in vectors[1:]:
        document = document + vector
    return document


def _spellings(text: str) -> Iterator[tuple[str, str]]:
    """Each spelling of a text with each text search configuration that reads it."""
    yield from ((text, config) for config in search_configs())
    if (other := spelled_out(text)) != text:
        yield other, "simple"
