"""The demo club's content keeps its counts, its lengths and its variety."""

from importlib import import_module
from zoneinfo import available_timezones

import pytest

from demo.candidates import applicants
from demo.people import GERMAN, mentees, mentors
from demo.topics import categories
from mentors.languages import CODES


def test_categories_are_thirteen_with_unique_slugs() -> None:
    found = categories()
    slugs = [c.slug for c in found] + [t.slug for c in found for t in c.topics]
    assert len(found) == 13
    assert len(slugs) == len(set(slugs))
    assert all(4 <= len(c.topics) <= 6 for c in found)


def test_english_profiles_are_all_different() -> None:
    profiles = [p for c in categories() for p in import_module(f"demo.texts.en.{c.slug.replace('-', '_')}").PROFILES]
    assert len(profiles) == 91
    for field in ("headline", "story", "bring", "poor_choice"):
        assert len({getattr(p, field) for p in profiles}) == 91
    assert max(len(p.headline) for p in profiles) <= 120


def test_german_profiles_are_all_different() -> None:
    profiles = [p for c in categories() for p in import_module(f"demo.texts.de.{c.slug.replace('-', '_')}").PROFILES]
    assert len(profiles) == 29
    for field in ("headline", "story", "bring", "poor_choice"):
        assert len({getattr(p, field) for p in profiles}) == 29
    assert max(len(p.headline) for p in profiles) <= 120


def test_mentors_are_always_the_same_and_fit_their_fields() -> None:
    first = mentors()
    mentors.cache_clear()
    assert mentors() == first
    for field, longest in (("headline", 120), ("role", 80), ("company", 80), ("bio", 6000)):
        assert max(len(getattr(mentor, field)) for mentor in first) <= longest
    assert len({mentor.person.display_name for mentor in first}) == 120
    assert {mentor.person.language for mentor in first if mentor.person.country in GERMAN} == {"de"}
    assert {mentor.person.language for mentor in first if mentor.person.country not in GERMAN} == {"en"}
    assert all(1 <= len(mentor.topics) <= 4 for mentor in first)
    assert {mentor.meeting for mentor in first if mentor.status != "hidden"} == {"own", "jitsi"}


@pytest.mark.parametrize("language", ["en", "de"])
def test_shared_sentences_are_used_four_times_at_most(language: str) -> None:
    bios = "\n".join(mentor.bio for mentor in mentors())
    for sentence in import_module(f"demo.texts.{language}.working").HOW_I_WORK:
        assert bios.count(sentence) <= 4


def test_members_speak_languages_and_live_in_zones_that_exist() -> None:
    people = [each.person for each in (*mentors(), *mentees(), *applicants())]  # type: ignore[attr-defined]
    assert {code for person in people for code in person.languages} <= set(CODES)
    assert {person.time_zone for person in people} <= available_timezones()


@pytest.mark.parametrize(("language", "least", "letters"), [("en", 3, 12), ("de", 2, 8)])
def test_every_topic_has_subjects_of_its_own_and_letters_have_a_believable_length(
    language: str, least: int, letters: int
) -> None:
    subjects = import_module(f"demo.texts.{language}.bookings").SUBJECTS
    texts = [text for of_topic in subjects.values() for text in of_topic]
    assert set(subjects) == {topic.slug for category in categories() for topic in category.topics}
    assert min(len(of_topic) for of_topic in subjects.values()) == least
    assert len(set(texts)) == len(texts)
    assert all(20 <= len(text) <= 1000 for text in texts)
    helped = import_module(f"demo.texts.{language}.feedback").HELPED_IN
    assert set(helped) == {category.slug for category in categories()}
    written = import_module(f"demo.texts.{language}.applications").LETTERS
    assert len(written) == letters
    assert all(400 <= len(text) <= 1500 for text in written)
