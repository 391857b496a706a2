import io
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from mentors import photos, services
from mentors.jobs import delete_photo
from mentors.models import PROFILE, Mentor
from mentors.photo_worker import SIZES
from mentors.services import profiles as indexing
from mentors.services.profiles import index
from outbox.models import Job
from tests.factories import CategoryFactory, MentorFactory, TopicFactory, UserFactory
from tests.races import WAIT_SECONDS, all_at_once

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
PHOTO = [(size, b"RIFF....WEBP") for size in SIZES]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def media(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    return tmp_path


def profile(**changes: object) -> dict[str, object]:
    return (
        dict.fromkeys(PROFILE, "")
        | {
            "headline": "Helps teams to décide",
            "bio": "I have *answered* many questions.",
            "topics": (TopicFactory(name="User research", name_de="Nutzerforschung"),),
            "languages": ["en", "de"],
            "country": "KE",
            "city": "Nairobi",
            "company": "Sankara",
            "role": "Researcher",
            "years_of_practice": 14,
            "links": ["https://example.org"],
        }
        | changes
    )


def update(mentor: Mentor, **more: object) -> Mentor:
    return services.update_profile(mentor=mentor, by=mentor.user, now=NOW, **({"profile": profile()} | more))


def found(words: str, config: str) -> int:
    query = "SELECT count(*) FROM mentors_searchdocument WHERE words @@ websearch_to_tsquery(%s::regconfig, %s)"
    with connection.cursor() as cursor:
        cursor.execute(query, [config, words])
        return int(cursor.fetchone()[0])


def test_profile_is_replaced_as_a_whole() -> None:
    mentor = update(MentorFactory())
    mentor.refresh_from_db()
    assert (mentor.headline, mentor.city, mentor.languages, mentor.changed_at) == (
        "Helps teams to décide", "Nairobi", ["en", "de"], NOW,
    )  # fmt: skip
    assert [topic.name for topic in mentor.topics.all()] == ["User research"]


def test_somebody_else_changes_nothing() -> None:
    mentor = MentorFactory(headline="Mine")
    with pytest.raises(services.ProfileRefused):
        services.update_profile(mentor=mentor, by=UserFactory(staff=True), profile=profile(), photo=PHOTO, now=NOW)
    mentor.refresh_from_db()
    assert mentor.headline == "Mine"
    assert default_storage.listdir("mentors")[1] == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"topics": ()}, "Choose one to 8 topics."),
        ({"topics": (None,) * (services.MOST_TOPICS + 1)}, "Choose one to 8 topics."),
        ({"links": ["https://example.org"] * (services.MOST_LINKS + 1)}, "Up to five links, please."),
        ({"headline": ""}, "Your page needs a photo and a line of your own."),
        ({"role": "Support Lead", "headline": "support lead "}, "Your line is the same as what you do."),
    ],
)
def test_profile_that_says_too_much_or_too_little_changes_nothing(change: dict[str, object], reason: str) -> None:
    mentor = MentorFactory(headline="Mine")
    with pytest.raises(services.ProfileRefused, match=reason):
        update(mentor, profile=profile(**change), photo=PHOTO)
    mentor.refresh_from_db()
    assert mentor.headline == "Mine"


@pytest.mark.parametrize(
    ("words", "config"),
    [
        ("decide", "simple"),
        ("nutzerforschung", "simple"),
        ("research", "simple"),
        ("sankara", "simple"),
        ("answered", "simple"),
        ("question", "english"),
        ("amara", "simple"),
        ("nairobi", "simple"),
        ("kenya", "simple"),
        ("kenia", "simple"),
        ("german", "simple"),
        ("englisch", "simple"),
        ("human factors", "simple"),
        ("menschen", "german"),
        ("usability testing", "english"),
        ("nutzertests", "simple"),
        ("hci", "simple"),
    ],
)
def test_profile_is_found_by_its_words(words: str, config: str) -> None:
    field = CategoryFactory(name="Human factors", name_de="Der Mensch", synonyms_de="HCI")
    research = TopicFactory(
        name="User research", name_de="Nutzerforschung", category=field,
        synonyms="usability tests, interviews", synonyms_de="Nutzertests",
    )  # fmt: skip
    update(MentorFactory(user=UserFactory(display_name="Amara Njeri")), profile=profile(topics=(research,)))
    assert found(words, config)
    assert not found("plumbing", config)


def test_reindex_writes_what_a_renamed_topic_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every mentor, a few at a time."""
    monkeypatch.setattr(indexing, "AT_ONCE", 2)
    topic = TopicFactory(name="Old")
    for _number in range(5):
        MentorFactory(topics=[topic])
    topic.name = "Renamed"
    topic.save()
    out = io.StringIO()
    call_command("reindex", stdout=out)
    assert found("renamed", "simple") == 5
    assert out.getvalue() == "5 mentors indexed\n"


def test_index_asks_the_database_the_same_for_each_of_many_mentors() -> None:
    def asked(*mentors: Mentor) -> int:
        with CaptureQueriesContext(connection) as queries:
            index(*mentors)
        return len([query for query in queries if not query["sql"].startswith("UPDATE")])

    first, second, third = (MentorFactory(bookable=True, topics=[TopicFactory(), TopicFactory()]) for _ in range(3))
    assert asked(first) == asked(first, second, third)


@pytest.mark.django_db(transaction=True)
def test_index_waits_for_a_change_and_writes_what_it_says() -> None:
    mentor = MentorFactory(headline="Old")
    changed, asked = threading.Event(), threading.Event()

    def change() -> None:
        with transaction.atomic():
            row = Mentor.objects.for_update().get()
            changed.set()
            assert asked.wait(WAIT_SECONDS)
            time.sleep(0.2)  # the other reads now, or waits
            Mentor.objects.update(headline="New")
            index(row)

    def follow() -> None:
        assert changed.wait(WAIT_SECONDS)
        asked.set()
        index(mentor)

    assert all_at_once(change, follow) == [None, None]
    assert (found("new", "simple"), found("old", "simple")) == (1, 0)


def test_new_photo_replaces_the_old_one_after_the_change() -> None:
    mentor = update(MentorFactory(), photo=PHOTO)
    old = mentor.photo.name
    assert all(default_storage.exists(name) for name in photos.sizes_of(old))
    mentor = update(mentor, photo=PHOTO)
    assert mentor.photo.name != old
    job = Job.objects.get(kind="mentors.delete_photo")
    assert job.payload == {"name": old}
    delete_photo(job.payload, NOW)
    assert not default_storage.exists(old)
    assert default_storage.exists(mentor.photo.name)


def test_removed_photo_is_gone_from_the_page_and_then_from_the_disk() -> None:
    mentor = update(MentorFactory(hidden=True, photo=""), photo=PHOTO)
    old = mentor.photo.name
    mentor = update(mentor, remove_photo=True)
    assert mentor.own_photo_url(96) == ""
    assert Job.objects.get(kind="mentors.delete_photo").payload == {"name": old}


def test_photo_in_use_survives_a_late_job() -> None:
    mentor = update(MentorFactory(), photo=PHOTO)
    delete_photo({"name": mentor.photo.name}, NOW)
    assert default_storage.exists(mentor.photo.name)
