"""What the search offers while somebody types."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from directory.completions import MOST_CHOICES, MOST_PEOPLE
from directory.views import COMPLETIONS
from mentors.models import Mentor, MentorStatus
from tests.directory.conftest import queries
from tests.factories import CategoryFactory, TopicFactory
from tests.pages import markup

Listed = Callable[..., Mentor]
LINE = re.compile(r'data-url="([^"]+)"[^>]*>\s*<span>([^<]+)</span> <span class="completions__kind">([^<]+)<')


def offered(client: Client, typed: str, prefix: str = "") -> list[tuple[str, str, str]]:
    """The lines: what, of what kind, and where to."""
    response = client.get(f"{prefix}/completions/", {"q": typed})
    assert response.status_code == 200
    return [(label, kind, url) for url, label, kind in LINE.findall(markup(response))]


def test_topics_languages_places_companies_and_people_are_offered(client: Client, listed: Listed) -> None:
    research = TopicFactory(name="User research", slug="research", synonyms="interviews")
    for name in ("Amara Njeri", "Jana Ustinov"):
        listed(name, topics=[research], languages=["ja"], country="KE", company="Jasmine Foods", role="Cook")
    topic = ("User research", "Topic", "/topics/research/")
    assert offered(client, "user res") == [topic]
    assert offered(client, "res us") == [topic]
    assert offered(client, "interv") == [topic]  # by another name
    assert offered(client, "keny") == [("Kenya", "Country", "/mentors/?country=KE")]
    assert offered(client, "ja") == [
        ("Japanese", "Language", "/mentors/?language=ja"),
        ("Jasmine Foods", "Company", "/mentors/?company=jasmine+foods"),
        ("Jana Ustinov", "Cook", f"/mentors/{Mentor.objects.get(user__display_name='Jana Ustinov').slug}/"),
    ]
    assert offered(client, "user kenya") == []


def test_names_that_show_why_come_before_other_words_for_the_same(client: Client, listed: Listed) -> None:
    pay = TopicFactory(name="Pay", slug="pay", synonyms="negotiating")
    talks = TopicFactory(name="Negotiation", slug="negotiation")
    for topics in ([pay], [pay, talks]):
        listed(topics=topics)
    assert [line[0] for line in offered(client, "nego")] == ["Negotiation", "Pay"]


def test_those_that_find_most_come_first_and_few_are_shown(client: Client, listed: Listed) -> None:
    category = CategoryFactory(name="Cooking", slug="cooking")
    topics = [TopicFactory(name=f"Cooking {number}", slug=f"c{number}", category=category) for number in range(7)]
    for number in range(5):
        listed(f"Cookie {number}", topics=topics[number:], role="")
    lines = offered(client, "cook")
    assert [line[0] for line in lines[:2]] == ["Cooking", "Cooking 4"]
    assert len(lines) == MOST_CHOICES + MOST_PEOPLE
    assert lines[-1][1] == "Mentor"  # who has no role


@pytest.mark.parametrize("typed", ["", " ", "a", "?!", "\x00", "x" * 5000, "zzzqqq"])
def test_what_begins_nothing_offers_nothing(client: Client, listed: Listed, typed: str) -> None:
    listed("Amara Njeri")
    assert offered(client, typed) == []


def test_one_letter_is_enough_where_words_are_short(client: Client, listed: Listed) -> None:
    listed("山田太郎")
    assert [line[0] for line in offered(client, "太")] == ["山田太郎"]


def test_only_listed_mentors_are_offered_and_names_are_escaped(client: Client, listed: Listed) -> None:
    listed("Mallory <b>", role="<i>Cook</i>")
    gone = listed("Malcolm")
    assert sorted(line[0] for line in offered(client, "mal")) == ["Malcolm", "Mallory &lt;b&gt;"]
    Mentor.objects.filter(pk=gone.pk).update(status=MentorStatus.HIDDEN)
    assert [line[1] for line in offered(client, "mal")] == ["&lt;i&gt;Cook&lt;/i&gt;"]


def test_labels_and_pages_are_in_the_readers_language(client: Client, listed: Listed) -> None:
    topic = TopicFactory(name="Negotiating pay", name_de="Gehalt verhandeln", slug="pay")
    listed("Amara", topics=[topic], country="DE")
    assert offered(client, "gehalt", "/de") == [("Gehalt verhandeln", "Thema", "/de/topics/pay/")]
    assert offered(client, "deutschl", "/de") == [("Deutschland", "Land", "/de/mentors/?country=DE")]
    assert offered(client, "gehalt") == [("Negotiating pay", "Topic", "/topics/pay/")]  # typed in either language


def test_as_many_queries_for_one_as_for_many(client: Client, listed: Listed) -> None:
    listed("Mara One")
    offered(client, "mara")
    one = queries(client, "/completions/?q=mara")
    for number in range(5):
        listed(f"Mara {number}")
    offered(client, "mara")
    assert queries(client, "/completions/?q=mara") == one == 1


def test_beyond_the_limit_nothing_is_offered(client: Client, listed: Listed) -> None:
    listed("Amara")
    while COMPLETIONS.allows("127.0.0.1"):
        pass
    assert offered(client, "amara") == []
