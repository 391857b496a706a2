"""The search understands what people type: sentences in both languages, over the demo's topics and mentors."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from core.languages import codes
from demo.fill.members import write_members
from demo.fill.profiles import write_profiles, write_topics
from directory.bitmap_index import current
from directory.featured import NEEDS
from directory.filters import Filters
from directory.listing import find
from directory.search import finding
from mentors.models import Mentor
from tests.directory.conftest import NOW

pytestmark = pytest.mark.django_db  # else pytest-django makes no database
SENTENCES = Path(__file__).parent / "sentences.txt"
LOOKED_AT = 5  # mentors; most of them must be right
SHARE = 0.95  # of the sentences


@pytest.fixture(scope="module", autouse=True)
def filled(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The demo's mentors, for the whole module. They are rolled back at the end."""
    media = str(tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        topics = write_topics()
        write_profiles(write_members(now=NOW), topics, now=NOW)
        yield
        transaction.set_rollback(True)


def sentences() -> list[tuple[str, list[str]]]:
    """What is typed, and what it should find."""
    lines = [line for line in SENTENCES.read_text().splitlines() if line and not line.startswith("#")]
    return [(typed, wanted.split()) for typed, _, wanted in (line.rpartition(": ") for line in lines)]


def said_of(mentor: Mentor) -> set[str]:
    """All that a sentence can ask of a mentor."""
    topics = mentor.topics.all()
    return {
        *(topic.slug for topic in topics),
        *(topic.category.slug for topic in topics),
        f"city={mentor.city}",
        f"country={mentor.country}",
        *(f"language={code}" for code in mentor.languages),
    }


def test_search_finds_what_people_mean() -> None:
    """Most of those who match best have what was asked for."""
    everybody = {row.pk: row for row in Mentor.objects.prefetch_related("topics__category")}
    asked, wrong = sentences(), []
    for typed, wanted in asked:
        found = find(Filters(q=typed, sort="match"), current(now=NOW), number=1, now=NOW).page.object_list[:LOOKED_AT]
        right = sum(bool(said_of(everybody[pk]).intersection(wanted)) for pk in found)
        if not right or right * 2 < len(found):
            wrong.append(f"{typed}: {right} of {len(found)}")
    assert len(asked) >= 60
    assert len(wrong) <= len(asked) * (1 - SHARE), wrong


def test_needs_on_the_front_page_find_somebody() -> None:
    for language in codes():
        with translation.override(language):
            needs = [str(need) for need in NEEDS]
            assert finding(needs) == needs
    assert finding([]) == finding(["Zeppeline stricken"]) == []
