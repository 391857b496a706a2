"""Names in every language of the club, in one column."""

from typing import Any

import pytest
from django.contrib.postgres.search import SearchQuery
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.template import Context, Template
from django.utils import translation

from core import clock
from directory import topics
from mentors.admin.topics import MOST_ROWS
from mentors.models import Category, CategoryIcon, SearchDocument, Topic
from mentors.services import index, profiles
from outbox.services import drain
from tests.factories import CategoryFactory, MentorFactory, TopicFactory, UserFactory
from tests.pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


def test_reader_meets_their_language_and_english_where_it_is_missing() -> None:
    TopicFactory(name="Hiring", name_de="Einstellen", category=CategoryFactory(name="People", name_de=None))
    topic = Topic.objects.select_related("category").get()
    with translation.override("de"):
        assert (str(topic), str(topic.category)) == ("Einstellen", "People")
        assert [(entry.name, entry.topics[0].name) for entry in topics.load()] == [("People", "Einstellen")]
    assert (str(topic), topic.names()) == ("Hiring", ["Hiring", "Einstellen"])


def test_topics_are_listed_by_their_name_in_the_readers_language() -> None:
    field = CategoryFactory()
    for name, name_de in (("Accessibility", "Zugänglichkeit"), ("Hiring", "Einstellen"), ("Mourning", None)):
        TopicFactory(name=name, name_de=name_de, category=field)
    assert [topic.name for topic in topics.load()[0].topics] == ["Accessibility", "Hiring", "Mourning"]
    with translation.override("de"):
        assert [topic.name for topic in topics.load()[0].topics] == ["Einstellen", "Mourning", "Zugänglichkeit"]


@pytest.mark.parametrize(
    ("factory", "constraint", "broken"),
    [
        (CategoryFactory, "category_has_name", {"name": ""}),
        (CategoryFactory, "category_has_no_blank_translation", {"i18n": {"description_de": ""}}),
        (TopicFactory, "topic_has_name", {"name": ""}),
        (TopicFactory, "topic_has_no_blank_translation", {"i18n": {"name_de": "Reden", "name_fr": " \t"}}),
    ],
)
def test_no_name_is_blank(factory: Any, constraint: str, broken: dict[str, Any]) -> None:
    row = factory()
    with pytest.raises(IntegrityError, match=constraint):
        type(row).objects.filter(pk=row.pk).update(**broken)


def test_name_is_used_once() -> None:
    """Two categories, or two topics of one category, with the same name cannot be told apart."""
    first, second = TopicFactory(name="Hiring"), TopicFactory(name="Hiring")
    with pytest.raises(IntegrityError, match="topic_name_once_in_category"):
        Topic.objects.filter(pk=second.pk).update(category=first.category)


def test_categories_name_is_used_once() -> None:
    CategoryFactory(name="Design")
    with pytest.raises(IntegrityError, match="category_name_once"):
        Category.objects.filter(pk=CategoryFactory().pk).update(name="Design")


@pytest.mark.parametrize(("column", "constraint"), [("group", "category_group_known"), ("icon", "category_icon_known")])
def test_group_and_icon_are_ones_that_pages_know(column: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        Category.objects.filter(pk=CategoryFactory().pk).update(**{column: "dragon"})


def test_each_icon_can_be_drawn() -> None:
    drawn = {
        name: Template("{% load icons %}{% heroicon_outline name %}").render(Context({"name": name}))
        for name in CategoryIcon.values
    }
    assert len(set(drawn.values())) == len(drawn)


LOOKS = {"group": "work", "icon": "paint-brush", "position": 1}


def test_form_has_an_input_for_each_language() -> None:
    field = CategoryFactory(description_de="Was schön ist.")
    client, address = signed_in(UserFactory(staff=True)), f"/admin/mentors/category/{field.pk}/change/"
    form = client.get(address).context["adminform"].form
    assert {name: (each.label, each.required, each.widget.attrs.get("lang")) for name, each in form.fields.items()} == {
        "slug": ("Slug", True, None),
        "name": ("Name (English)", True, "en"),
        "name_de": ("Name (Deutsch)", True, "de"),
        "synonyms": ("Synonyms (English)", False, "en"),
        "synonyms_de": ("Synonyms (Deutsch)", False, "de"),
        "about": ("About it (English)", False, "en"),
        "about_de": ("About it (Deutsch)", False, "de"),
        "questions": ("Questions people come with (English)", False, "en"),
        "questions_de": ("Questions people come with (Deutsch)", False, "de"),
        "description": ("Description (English)", False, "en"),
        "description_de": ("Description (Deutsch)", False, "de"),
        "group": ("Group", True, None),
        "icon": ("Icon", True, None),
        "position": ("Position", True, None),
        "featured_1": ("First mentor", False, None),
        "featured_2": ("Second mentor", False, None),
        "featured_3": ("Third mentor", False, None),
    }
    given = {"slug": "design", "name": "Design", "name_de": "Gestaltung", **LOOKS}
    assert client.post(address, given)["Location"] == "/admin/mentors/category/"
    field.refresh_from_db()
    assert (field.name, field.i18n) == ("Design", {"name_de": "Gestaltung"})
    refused = client.post(address, given | {"name_de": " "})
    assert refused.context["adminform"].form.errors == {"name_de": ["Please fill this in."]}


def imported(rows: str) -> Any:
    """What the page says about a file before anything is written."""
    upload = SimpleUploadedFile("topics.csv", rows.encode(), content_type="text/csv")
    client = signed_in(UserFactory(staff=True))
    answer = client.post("/admin/mentors/topic/import/", {"format": "0", "import_file": upload, "resource": ""})
    if "confirm_form" in answer.context:
        client.post("/admin/mentors/topic/process_import/", {**answer.context["confirm_form"].initial, "resource": ""})
    return answer


def test_file_may_leave_translations_out() -> None:
    CategoryFactory(slug="design")
    imported("slug,name_en,name_de,category,is_active\nforms,Forms,,design,1\nhiring,Hiring,Einstellen,design,1\n")
    assert list(Topic.objects.order_by("slug").values_list("name", "i18n")) == [
        ("Forms", {}), ("Hiring", {"name_de": "Einstellen"})
    ]  # fmt: skip


def test_empty_lines_are_no_rows() -> None:
    CategoryFactory(slug="design")
    imported("slug,name_en,category\n" + "".join(f"topic-{n},Topic {n},design\n" for n in range(20)) + "\n" * MOST_ROWS)
    assert Topic.objects.count() == 20


def test_file_with_a_topic_without_a_name_is_refused() -> None:
    CategoryFactory(slug="design")
    answer = imported("slug,name_en,name_de,category,is_active\nforms,,Formulare,design,1\n")
    assert "topic_has_name" in answer.content.decode()
    assert not Topic.objects.exists()


def test_team_finds_topics_by_any_of_their_names() -> None:
    TopicFactory(name="Hiring", name_de="Einstellen")
    client = signed_in(UserFactory(staff=True))
    for words in ("hiri", "einst"):
        assert "Einstellen" in client.get("/admin/mentors/topic/", {"q": words}).content.decode()
    assert "Einstellen" not in client.get("/admin/mentors/topic/?q=nothing").content.decode()
    assert client.get("/admin/mentors/topic/?o=2.-1").status_code == 200


def test_search_follows_what_the_team_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names and synonyms of a topic, its field, and the field's own; in the form and by a file."""
    monkeypatch.setattr(profiles, "AT_ONCE", 1)
    field, other = CategoryFactory(name="People"), CategoryFactory(name="Numbers")
    pay = TopicFactory(slug="pay", name="Pay", name_de="Gehalt", category=field)
    mentors = [MentorFactory(topics=[pay, TopicFactory()]), MentorFactory(topics=[pay])]
    index(*mentors, MentorFactory(topics=[TopicFactory()]))
    client = signed_in(UserFactory(staff=True))

    def found(words: str) -> list[int]:
        for _turn in range(3):
            drain(now=clock.now())
        rows = SearchDocument.objects.filter(words=SearchQuery(words, config="simple"))
        return list(rows.order_by("pk").values_list("pk", flat=True))

    both, words = [mentor.pk for mentor in mentors], ("salary", "people", "bands", "numbers", "ziffern")
    assert {word: found(word) for word in words} == {word: both if word == "people" else [] for word in words}
    form = {"slug": "pay", "name": "Pay", "name_de": "Gehalt", "category": field.pk, "is_active": "on"}
    client.post(f"/admin/mentors/topic/{pay.pk}/change/", form | {"synonyms": "salary, raise"})
    assert found("salary") == both
    imported(f"slug,name_en,name_de,synonyms_en,category,is_active\npay,Pay bands,Gehalt,,{other.slug},1\n")
    assert [found(word) for word in ("salary", "people", "bands", "numbers")] == [[], [], both, both]
    form = {"slug": other.slug, "name": "Numbers", "name_de": "Ziffern", **LOOKS}
    client.post(f"/admin/mentors/category/{other.pk}/change/", form)
    assert found("ziffern") == both
