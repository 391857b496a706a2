"""What words stand for: forms, compounds, mistyped ones."""

import pytest

from directory.vocabulary import Vocabulary, make, split, stems_of
from tests.factories import CategoryFactory, TopicFactory

WORDS = (
    "gehalt", "verhandlung", "gespräche", "software", "entwicklerin", "entwickler", "marketingkommunikation", "design",
    "science", "data", "führung", "kraft", "bewerbung", "negotiation", "accessibility", "pay",
)  # fmt: skip
KNOWN = Vocabulary({word: frozenset({("topic", word)}) for word in WORDS})


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("gehaltsverhandlung", ["gehalt", "verhandlung"]),
        ("gehaltsverhandlungen", ["gehalt", "verhandlung"]),
        ("gehaltsgespräch", ["gehalt", "gespräch"]),
        ("gehaltgespräche", ["gehalt", "gespräche"]),
        ("softwareentwicklerin", ["software", "entwicklerin"]),
        ("softwareentwicklerinnen", ["software", "entwicklerin"]),
        ("führungskraft", ["führung", "kraft"]),
        ("datascience", ["data", "science"]),
        ("softwarekommunikation", ["software", "kommunikation"]),
        ("softwaregehaltsverhandlung", ["software", "gehalt", "verhandlung"]),
        ("produktdesign", ["design"]),
        ("paydata", ["pay", "data"]),
        ("payroll", []),
        ("kubernetes", []),
        ("s" * 120, []),
    ],
)
def test_compound_is_split_into_known_words(compound: str, parts: list[str]) -> None:
    assert KNOWN.parts(compound) == parts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("negotation", "negotiation"),
        ("bewebung", "bewerbung"),
        ("bewreubng", ""),
        ("acessibilty", "accessibility"),
        ("dsign", "design"),
        ("fuhrung", "führung"),
        ("pya", ""),
        ("kubernetes", ""),
        ("", ""),
    ],
)
def test_mistyped_word_is_near_one_that_is_known(typed: str, meant: str) -> None:
    assert KNOWN.nearest(typed) == meant


def test_word_means_what_begins_or_ends_with_it_unless_it_is_short() -> None:
    def meant(word: str) -> set[str]:
        return {value for _param, value in KNOWN.meant(word)}

    assert meant("design") == {"design"}
    assert meant("entwickl") == {"entwickler", "entwicklerin"}
    assert meant("kommunikation") == {"marketingkommunikation"}
    assert meant("enden") == meant("geha") == meant("") == set()


@pytest.mark.django_db
def test_stop_words_of_any_language_stand_for_nothing() -> None:
    found = stems_of(split("Wie führe ich a Gespräch about SALARIES"))
    assert {word for word, stems in found.items() if not stems} == {"wie", "ich", "a", "about"}
    assert found["salaries"] >= {"salaries", "salari"}
    assert stems_of([]) == {}


@pytest.mark.django_db
def test_vocabulary_has_names_and_synonyms_in_every_language_of_what_finds_somebody() -> None:
    field = CategoryFactory(slug="people", name="People", name_de="Menschen", synonyms="HR")
    TopicFactory(slug="pay", name="Pay for all", name_de="Führung", synonyms_de="Löhne", category=field)
    TopicFactory(slug="old", name="Gone", is_active=False, category=field)
    TopicFactory(slug="lonely", name="Lonely", category=field)
    pay, people = ("topic", "pay"), ("category", "people")
    found = make({pay, people, ("topic", "old"), ("language", "ja"), ("country", "KE")})
    assert {word: set(choices) for word, choices in found.words.items()} == {
        "pay": {pay}, "führung": {pay}, "fuehrung": {pay}, "löhne": {pay}, "loehne": {pay},
        "people": {people}, "menschen": {people},
        "japanese": {("language", "ja")}, "japanisch": {("language", "ja")},
        "kenya": {("country", "KE")}, "kenia": {("country", "KE")},
    }  # fmt: skip
    assert found.meant("hr", ["hr"]) == found.meant("mensch", ["mensch"]) == {people}
    assert found.stems["lohn"] == found.stems["fuhrung"] == {pay}
