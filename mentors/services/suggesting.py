"""Topics that mentors miss: they say so, and the team makes them, adds them to another, or says why not."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.db import violates
from core.errors import Refused
from core.languages import codes, translations_of
from core.text import visible_length
from mentors import directory_version, slugs
from mentors.models import Category, FormerAddress, Mentor, MentorStatus, SuggestionOutcome, Topic, TopicSuggestion
from mentors.models.suggestions import LONGEST_WORDS
from mentors.services.limits import MOST_TOPICS
from mentors.services.profiles import index, reindex_later
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User

MOST_WAITING = 5  # suggestions of one mentor


class SuggestionRefused(Refused):
    """The topic can't be suggested, or the suggestion can't be decided, like this. Safe to show."""


def suggest_topic(*, mentor: Mentor, by: "User", name: str, why: str, now: datetime) -> TopicSuggestion:
    """Tell the team which topic one misses.

    Raises:
        NotYourDesk: it is someone else's profile.
        SuggestionRefused: the name is missing, the club has this topic, they have suggested it, or the team has five
            of theirs to decide already.
    """
    said = " ".join(name.split())
    if not visible_length(said):
        raise SuggestionRefused(_("Please say what the topic is called."))
    try:
        with transaction.atomic():
            row = Mentor.objects.for_update().own(mentor, by=by)
            if row.status == MentorStatus.LEFT:
                raise SuggestionRefused(_("You’ve left the club as a mentor."))
            if known := _called(said):
                raise SuggestionRefused(_("We have “%(topic)s” already. Choose it in your profile.") % {"topic": known})
            if TopicSuggestion.objects.waiting().filter(mentor=row).count() >= MOST_WAITING:
                raise SuggestionRefused(_("We have five suggestions of yours to decide. Give us a few days, please."))
            return TopicSuggestion.objects.create(
                mentor=row, name=said, why=why.strip()[:LONGEST_WORDS], language=by.language, made_at=now
            )
    except IntegrityError as error:
        if violates(error, "topic_suggestion_once"):
            raise SuggestionRefused(_("You’ve already suggested this.")) from error
        raise


def make_topic(
    *, suggestion: TopicSuggestion, by: "User", category: Category, answer: str, now: datetime
) -> TopicSuggestion:
    """Make the topic that was suggested, called so in every language until the team gives it another name.

    The mentor gets it, if they have room for one more, and is told.

    Args:
        answer: what the mentor is told besides; may be empty.

    Raises:
        SuggestionRefused: it is decided, or the area has a topic of this name.
    """
    try:
        with transaction.atomic():
            row = _undecided(suggestion, by)
            topic = Topic(category=category, slug=_free_slug(row.name))
            for field in translations_of("name"):
                setattr(topic, field, row.name)
            topic.save()
            return _decide(row, SuggestionOutcome.MADE, by=by, topic=topic, answer=answer, now=now)
    except IntegrityError as error:
        if violates(error, "topic_name_once_in_category", "mentors_topic_slug_key"):
            raise SuggestionRefused(_("This area has a topic of this name already.")) from error
        raise


def add_to_topic(
    *, suggestion: TopicSuggestion, by: "User", topic: Topic, answer: str, now: datetime
) -> TopicSuggestion:
    """Make what was suggested a synonym of a topic, in the mentor's language. They get the topic, and are told.

    Raises:
        SuggestionRefused: it is decided, or the topic is gone or has no room for another synonym.
    """
    with transaction.atomic():
        row = _undecided(suggestion, by)
        into = Topic.objects.filter(pk=topic.pk).select_for_update(of=("self",), no_key=True).first()
        if into is None:
            raise SuggestionRefused(_("This topic is gone: someone else on the team has just merged it."))
        place = codes().index(row.language) if row.language in codes() else 0
        field = translations_of("synonyms")[place]
        own = str(getattr(into, field) or "")
        known = {part.strip().casefold() for text in into.searched() for part in text.split(",")}
        if row.name.casefold() not in known:
            added = ", ".join(filter(None, [own, row.name]))
            if len(added) > (Topic._meta.get_field("synonyms").max_length or 0):
                raise SuggestionRefused(_("This topic has no room for another synonym."))
            setattr(into, field, added)
            into.save(update_fields=["synonyms", "i18n"])
            reindex_later([into], now=now)
        return _decide(row, SuggestionOutcome.MERGED, by=by, topic=into, answer=answer, now=now)


def decline_suggestion(*, suggestion: TopicSuggestion, by: "User", answer: str, now: datetime) -> TopicSuggestion:
    """Say why the club doesn't want a topic.

    Raises:
        SuggestionRefused: it is decided, or there is no reason.
    """
    with transaction.atomic():
        row = _undecided(suggestion, by)
        if not visible_length(answer):
            raise SuggestionRefused(_("Please give a reason. The mentor reads it."))
        return _decide(row, SuggestionOutcome.DECLINED, by=by, topic=None, answer=answer, now=now)


def _undecided(suggestion: TopicSuggestion, by: "User") -> TopicSuggestion:
    row = TopicSuggestion.objects.select_for_update(of=("self",), no_key=True).get(pk=suggestion.pk)
    if not by.has_perm("mentors.change_topicsuggestion"):
        raise SuggestionRefused(_("This isn’t yours to decide."))
    if row.is_decided:
        raise SuggestionRefused(_("Someone has just decided this."))
    return row


def _decide(
    row: TopicSuggestion, outcome: SuggestionOutcome, *, by: "User", topic: Topic | None, answer: str, now: datetime
) -> TopicSuggestion:
    row.outcome, row.topic, row.answer = outcome, topic, answer.strip()[:LONGEST_WORDS]
    row.decided_by, row.decided_at = by, max(now, row.made_at)
    row.save(update_fields=["outcome", "topic", "answer", "decided_by", "decided_at"])
    mentor = Mentor.objects.for_update().get(pk=row.mentor_id)
    if topic is not None and mentor.status != MentorStatus.LEFT:
        if mentor.topics.count() < MOST_TOPICS:
            mentor.topics.add(topic)
            index(mentor)
        directory_version.bump()
    notify(mentor.user, "topic_suggestion_decided", about=row, now=now, by=by)
    return row


def _called(name: str) -> str:
    """The topic on offer that is called like this in one of the languages; "" if there is none."""
    for topic in Topic.objects.offered():
        if name.casefold() in {each.casefold() for each in topic.names()}:
            return topic.name_i18n
    return ""


def _free_slug(name: str) -> str:
    longest = Topic._meta.get_field("slug").max_length or 50
    base = slugs.base(name)[: longest - 5].strip("-")
    taken = {*Topic.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    taken |= {*FormerAddress.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    return next(slug for slug in (base, *(f"{base}-{number}" for number in range(2, 1000))) if slug not in taken)
