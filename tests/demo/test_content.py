"""The demo club's content keeps its counts, its lengths and its variety."""

from importlib import import_module

from mentoring_club.demo.topics import categories


def test_categories_are_thirteen_with_unique_slugs() -> None:
    found = categories()
    slugs = [c.slug for c in found] + [t.slug for c in found for t in c.topics]
    assert len(found) == 13
    assert len(slugs) == len(set(slugs))
    assert all(4 <= len(c.topics) <= 6 for c in found)


def test_english_profiles_are_all_different() -> None:
    profiles = [
        p
        for c in categories()
        for p in import_module(f"mentoring_club.demo.texts.en.{c.slug.replace('-', '_')}").PROFILES
    ]
    assert len(profiles) == 91
    for field in ("headline", "story", "bring", "poor_choice"):
        assert len({getattr(p, field) for p in profiles}) == 91
    assert max(len(p.headline) for p in profiles) <= 120
