"""One topic becomes two: the team says which mentors help with which half."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.db import violates
from core.languages import codes, translations_of
from mentors import directory_version
from mentors.models import FormerAddress, Mentor, SavedSearch, Topic
from mentors.services.limits import MOST_TOPICS
from mentors.services.profiles import index
from mentors.services.tending import PER_HOUR, TendingRefused
from notifications.services import notify_each


def split(
    *,
    topic: Topic,
    slug: str,
    names: Mapping[str, str],
    moved: Collection[int],
    both: Collection[int],
    now: datetime,
) -> Topic:
    """Make a second topic out of one, in the same area. The first keeps its address, and all that refers to it.

    Saved searches for it look for both, so that whoever is found by one today still is. Mentors of the second are told.

    Args:
        slug: the address of the second.
        names: of the second, by the code of each language.
        moved: keys of the mentors who help with the second only from now on.
        both: keys of the mentors who help with both; the others keep the first alone.

    Raises:
        TendingRefused: the first is gone, no one would help with one of the halves, there is a topic of this name or
            address, or someone would have too many topics. Safe to show.
    """
    try:
        with transaction.atomic():
            rows = Topic.objects.filter(pk=topic.pk).select_for_update(of=("self",), no_key=True)
            row = rows.first()
            if row is None:
                raise TendingRefused(_("This topic is gone: someone else on the team has just merged it."))
            mentors = list(Mentor.objects.filter(topics=row).order_by("pk").for_update())
            if refusal := refusal_to_split(mentors, moved=moved, both=both):
                raise refusal
            second = Topic(slug=slug, category=row.category, split_from=row, is_active=row.is_active)
            for code, field in zip(codes(), translations_of("name"), strict=True):
                setattr(second, field, names[code])
            second.save()
            FormerAddress.objects.filter(slug=slug).delete()  # it leads to the new one itself
            gone = [mentor.pk for mentor in mentors if mentor.pk in set(moved) - set(both)]
            new = [mentor for mentor in mentors if mentor.pk in {*moved, *both}]
            second.mentors.add(*new)
            row.mentors.remove(*gone)
            _widen_searches(row, second)
            index(*new)
            directory_version.bump()
            told = [(mentor.user, second) for mentor in new if mentor.user.is_active]
            notify_each(told, "topic_split", now=now, over=timedelta(hours=len(told) / PER_HOUR))
    except IntegrityError as error:
        if violates(error, "topic_name_once_in_category", "mentors_topic_slug_key"):
            raise TendingRefused(_("There’s a topic of this name or address already.")) from error
        raise
    return second


def refusal_to_split(
    mentors: Collection[Mentor], *, moved: Collection[int], both: Collection[int]
) -> TendingRefused | None:
    """Why a topic of these mentors can't be split like this, None if it can."""
    second = {*moved, *both}
    if not any(mentor.pk in second for mentor in mentors):
        return TendingRefused(_("Choose at least one mentor for the new topic."))
    if all(mentor.pk in set(moved) - set(both) for mentor in mentors):
        return TendingRefused(_("No one would be left. To rename a topic, change its name on its page."))
    twice = Mentor.objects.filter(pk__in=[mentor.pk for mentor in mentors if mentor.pk in set(both)])
    for mentor in twice.select_related("user").prefetch_related("topics"):
        if len(mentor.topics.all()) >= MOST_TOPICS:
            words = {"name": mentor.user.display_name, "most": MOST_TOPICS}
            return TendingRefused(_("%(name)s has %(most)d topics already. Choose one of the two.") % words)
    return None


def _widen_searches(topic: Topic, second: Topic) -> None:
    """Let saved searches for a topic look for the second as well."""
    for search in SavedSearch.objects.naming("topic", topic.slug).order_by("pk").select_for_update():
        pairs = parse_qsl(search.query)
        values = sorted({second.slug, *(value for name, value in pairs if name == "topic")})
        first = next(at for at, (name, _value) in enumerate(pairs) if name == "topic")
        rest = [pair for pair in pairs[first:] if pair[0] != "topic"]
        query = urlencode([*pairs[:first], *(("topic", value) for value in values), *rest])
        if SavedSearch.objects.filter(member=search.member_id, query=query).exists():
            search.delete()
        elif len(query) <= (SavedSearch._meta.get_field("query").max_length or len(query)):
            SavedSearch.objects.filter(pk=search.pk).update(query=query)
