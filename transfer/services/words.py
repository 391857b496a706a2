"""Topics by the words of old tables, and near proposals for words that are none."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import transaction
from django.db.models.functions import Greatest

from core.languages import translations_of
from mentors.models import FormerAddress, Topic
from transfer.cells import plain
from transfer.models import TopicWord

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("club.transfer")

PROPOSALS = 3
NEAR_ENOUGH = 0.25


class TopicFinder:
    """Topics by their names, synonyms, short names, former ones, and what the team chose for a word."""

    def __init__(self) -> None:
        self.by_word: dict[str, Topic | None] = {}
        topics = list(Topic.objects.order_by("-is_active", "pk"))
        by_key = {topic.pk: topic for topic in topics}
        for topic in topics:
            for text in [topic.slug, *topic.names()]:
                self.by_word.setdefault(plain(text), topic)
        for topic in topics:
            for text in topic.searched():
                for word in text.split(","):
                    self.by_word.setdefault(plain(word), topic)
        for former in FormerAddress.objects.filter(topic__isnull=False):
            self.by_word.setdefault(plain(former.slug), by_key.get(former.topic_id or 0))
            for name in former.names.values():
                self.by_word.setdefault(plain(name), by_key.get(former.topic_id or 0))
        for chosen in TopicWord.objects.all():
            self.by_word[chosen.word] = by_key.get(chosen.topic_id or 0)

    def find(self, texts: Iterable[str]) -> tuple[list[Topic], list[str]]:
        """The topics that texts name, and the words that name none. A whole text is tried before its parts."""
        topics: dict[int, Topic] = {}
        unknown: list[str] = []
        for text in texts:
            for word in [text] if plain(text) in self.by_word else filter(None, map(str.strip, text.split(","))):
                if plain(word) not in self.by_word:
                    unknown.append(word)
                elif topic := self.by_word[plain(word)]:
                    topics[topic.pk] = topic
        return list(topics.values()), unknown


def proposals(word: str) -> list[Topic]:
    """Topics on offer whose name in any language is near a word, the nearest first."""
    names = translations_of("name")
    alike = [TrigramWordSimilarity(word, name) for name in names]
    near = Greatest(*alike) if len(alike) > 1 else alike[0]
    found = Topic.objects.offered().annotate(alike=near).filter(alike__gte=NEAR_ENOUGH)
    return list(found.order_by("-alike", "slug")[:PROPOSALS])


def remember(choices: Mapping[str, Topic | None], *, by: "User", now: datetime) -> None:
    """Remember which topic is meant by each word, for this import and the next; None to leave the word out."""
    with transaction.atomic():
        for word, topic in choices.items():
            if key := plain(word)[:200]:
                TopicWord.objects.update_or_create(word=key, defaults={"topic": topic})
    logger.info("transfer.topics_chosen", words=len(choices), by=str(by.uuid), at=now.isoformat())
