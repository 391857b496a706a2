"""Changes to the list of topics: nothing that refers to one is lost, and old links lead on."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext as _

from core.errors import Refused
from core.languages import codes, translations_of
from mentors import directory_version
from mentors.hooks import move_rows
from mentors.models import Application, Category, FormerAddress, Mentor, MentorStatus, SavedSearch, Topic, Wish
from mentors.services.profiles import reindex_later
from notifications.services import notify_each

CORRECTION = 0.85  # how alike two names are, from 0 to 1, if one only corrects the other
PER_HOUR = 600  # emails about one topic: other email isn't kept waiting


class TendingRefused(Refused):
    """The topics can't be changed like this. Safe to show."""


def refusal_to_merge(topic: Topic, *, into: Topic) -> TendingRefused | None:
    """Why one topic can't be merged into another, None if it can."""
    if topic.pk == into.pk:
        return TendingRefused(_("Choose another topic: this one can’t be merged into itself."))
    if not into.is_active:
        return TendingRefused(_("Choose a topic that’s on offer: no one would find these mentors any more."))
    return None


def merge(*, topic: Topic, into: Topic, now: datetime) -> FormerAddress:
    """Let another topic take the place of one, which then is gone.

    Its mentors, applications, saved searches, wishes and what the apps above have of it move. Its names and synonyms
    find the other, its address leads there, and its mentors are told.

    Raises:
        TendingRefused: it's the same one, it isn't on offer, or one of them is gone.
    """
    with transaction.atomic():
        # Lock order: topics by their keys, so that two merges the other way round wait for each other.
        rows = Topic.objects.filter(pk__in=[topic.pk, into.pk]).order_by("pk").select_for_update(of=("self",))
        locked = {row.pk: row for row in rows}
        if len(locked) < len({topic.pk, into.pk}):
            raise TendingRefused(_("One of these topics is gone: someone else on the team has just merged it."))
        topic, into = locked[topic.pk], locked[into.pk]
        if refusal := refusal_to_merge(topic, into=into):
            raise refusal
        mentors = list(Mentor.objects.filter(topics=topic).select_related("user").order_by("pk"))
        _move_links(Mentor.topics.through, topic, into)
        _move_links(Application.topics.through, topic, into)
        _move_wishes(topic, into)
        _move_searches("topic", topic.slug, into.slug)
        move_rows(topic, into=into)
        Topic.objects.filter(split_from=topic).exclude(pk=into.pk).update(split_from=into)
        _take_names(topic, into)
        FormerAddress.objects.of(topic).update(topic=into)
        names = {code: str(getattr(topic, field) or topic.name) for code, field in _named()}
        gone = FormerAddress.objects.create(slug=topic.slug, topic=into, names=names, changed_at=now)
        topic.delete()
        reindex_later([into], now=now)
        directory_version.bump()
        told = [(mentor.user, gone) for mentor in mentors if mentor.user.is_active]
        notify_each(told, "topic_merged", now=now, over=timedelta(hours=len(told) / PER_HOUR))
    return gone


def keep_address(*, subject: Category | Topic, former: str, now: datetime) -> None:
    """Let the address that a topic or an area had before lead to it."""
    place = {"category": subject} if isinstance(subject, Category) else {"topic": subject}
    with transaction.atomic():
        FormerAddress.objects.filter(slug=subject.slug).delete()  # it stands there itself
        FormerAddress.objects.update_or_create(
            slug=former, defaults={"category": None, "topic": None, "names": {}, "changed_at": now} | place
        )
        _move_searches("category" if isinstance(subject, Category) else "topic", former, subject.slug)
        directory_version.bump()


def tell_of_change(*, topic: Topic, before: Mapping[str, Any], now: datetime) -> int:
    """Tell the mentors of a topic what the team has changed: it was retired, renamed, or moved to another area.

    A name that was only spelled differently is nothing to write about.

    Args:
        before: the fields' values until now; `category` is a key.

    Returns:
        How many are told.
    """
    was = {code: str(before.get(field) or before["name"]) for code, field in _named()}
    if before["is_active"] and not topic.is_active:
        data: dict[str, Any] = {"change": "retired"}
    elif not topic.is_active:
        return 0
    elif any(_is_another_name(was[code], str(getattr(topic, field) or topic.name)) for code, field in _named()):
        data = {"change": "renamed", "was": was}
    elif before["category"] != topic.category_id:
        data = {"change": "moved"}
    else:
        return 0
    mentors = Mentor.objects.filter(topics=topic, user__is_active=True).exclude(status=MentorStatus.LEFT)
    told = [(mentor.user, topic) for mentor in mentors.select_related("user").order_by("pk")]
    notify_each(told, "topic_changed", now=now, over=timedelta(hours=len(told) / PER_HOUR), data=data)
    return len(told)


def _is_another_name(before: str, after: str) -> bool:
    return SequenceMatcher(None, before.casefold(), after.casefold()).ratio() < CORRECTION


def _named() -> Iterator[tuple[str, str]]:
    return zip(codes(), translations_of("name"), strict=True)


def _move_links(through: type[models.Model], topic: Topic, into: Topic) -> None:
    """Move rows that link something to the topic; those of whatever has both would be there twice."""
    owner = next(
        field.name for field in through._meta.get_fields() if field.is_relation and field.related_model is not Topic
    )
    rows = through._default_manager.filter(topic=topic)
    both = through._default_manager.filter(topic=into).values(owner)
    rows.filter(**{f"{owner}__in": both}).delete()
    rows.update(topic=into)


def _move_wishes(topic: Topic, into: Topic) -> None:
    for wish in Wish.objects.filter(topic=topic).select_for_update():
        same = Wish.objects.filter(topic=into, words=wish.words, language=wish.language)
        if same.update(
            times=F("times") + wish.times,
            first_at=Least("first_at", wish.first_at),
            last_at=Greatest("last_at", wish.last_at),
        ):
            wish.delete()
        else:
            Wish.objects.filter(pk=wish.pk).update(topic=into)


def _move_searches(param: str, former: str, slug: str) -> None:
    """Let saved searches look for what stands in the place of a topic or an area."""
    for search in SavedSearch.objects.naming(param, former).order_by("pk").select_for_update():
        query = urlencode(list(_replaced(parse_qsl(search.query), param, former, slug)))
        if SavedSearch.objects.filter(member=search.member_id, query=query).exists():
            search.delete()
        else:
            SavedSearch.objects.filter(pk=search.pk).update(query=query)


def _replaced(pairs: list[tuple[str, str]], param: str, former: str, slug: str) -> Iterator[tuple[str, str]]:
    """The parameters of a search as `directory.filters` writes them: those of a facet in order, each once."""
    values = sorted({slug if value == former else value for name, value in pairs if name == param})
    first = next(at for at, (name, _value) in enumerate(pairs) if name == param)
    yield from pairs[:first]
    yield from ((param, value) for value in values)
    yield from (pair for pair in pairs[first:] if pair[0] != param)


def _take_names(topic: Topic, into: Topic) -> None:
    """Add what the topic was called to the synonyms of the other, as far as there is room."""
    longest = Topic._meta.get_field("synonyms").max_length or 0
    for (_code, name), field in zip(_named(), translations_of("synonyms"), strict=True):
        own = str(getattr(into, field) or "")
        known = {part.strip().casefold() for part in [*own.split(","), str(getattr(into, name) or into.name)]}
        for text in [str(getattr(topic, name) or ""), *str(getattr(topic, field) or "").split(",")]:
            word = text.strip()
            added = ", ".join(filter(None, [own, word]))
            if word and word.casefold() not in known and len(added) <= longest:
                own = added
                known.add(word.casefold())
        setattr(into, field, own or ("" if field == translations_of("synonyms")[0] else None))
    into.save(update_fields=["synonyms", "i18n"])
