"""A small cohort, and what tests do with it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from accounts.models import User
from core import clock
from matching.models import Answer, Need, NeededTopic, Pair, Participant, Role, Round, RoundState
from matching.policy import PAIR_WITHIN
from matching.services import pairing
from mentors.models import Topic
from outbox.services import drain
from tests.factories import MentorFactory, UserFactory

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
CLOSES = NOW + timedelta(days=14)
DUE = NOW + PAIR_WITHIN
BOTH_SAID_YES: dict[str, Any] = {
    f"{role}_{name}": value for role in Role for name, value in (("answer", Answer.YES), ("answered_at", NOW))
}


@pytest.fixture
def at_noon(settings: LazySettings, tmp_path: Path) -> None:
    """Every `core.clock.now()` starts at NOW."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)


def a_round(**fields: Any) -> Round:
    return Round.objects.create(**{"name": "Spring", "closes_at": CLOSES, "created_at": NOW} | fields)


def mentee(row: Round, *, topics: list[Topic] | None = None, languages: list[str] | None = None) -> Participant:
    member = UserFactory()
    need = Need.objects.create(member=member, goal="A goal", languages=languages or ["en"], changed_at=NOW)
    for position, topic in enumerate(topics or []):
        NeededTopic.objects.create(need=need, topic=topic, position=position)
    return join(row, member, Role.MENTEE)


def mentor(row: Round, *, capacity: int = 1, **fields: Any) -> Participant:
    return join(row, MentorFactory(**fields).user, Role.MENTOR, capacity=capacity)


def join(row: Round, member: User, role: Role, *, capacity: int = 1) -> Participant:
    return Participant.objects.create(round=row, member=member, role=role, capacity=capacity, joined_at=NOW)


def computed(row: Round) -> Round:
    """The round, after a worker has computed its pairs."""
    pairing.compute(round=row, by=UserFactory(staff=True), now=NOW, close_joining=True)
    drain(now=NOW)
    return Round.objects.get(pk=row.pk)


def proposed(row: Round, **answers: Any) -> Pair:
    """A pair that its people have been asked about."""
    Round.objects.filter(pk=row.pk).update(state=RoundState.PROPOSED, computed_at=NOW, proposed_at=NOW)
    row.refresh_from_db()
    return Pair.objects.create(**{"round": row, "mentee": mentee(row), "mentor": mentor(row), "due_at": DUE} | answers)


def pairs(row: Round) -> set[tuple[int, int]]:
    return set(row.pairs.values_list("mentee", "mentor"))
