"""Who comes close when few have all the words, and what else they may have meant."""

import re
from collections.abc import Callable
from urllib.parse import urlencode

from django.test import Client

from mentors.models import Mentor, MentorStatus
from tests.directory.conftest import chosen, on_cards, queries
from tests.factories import CategoryFactory, TopicFactory

Listed = Callable[..., Mentor]


def test_search_suggests_pages_that_have_somebody(client: Client, listed: Listed) -> None:
    """Topics, fields, languages and countries that the words name, and people of a like name."""
    field = CategoryFactory(slug="people", name="Human Resources")
    pay = TopicFactory(slug="pay", name="Pay and bands", synonyms="salary", category=field)
    mentor = listed("Katarzyna Wójcik", topics=[pay], languages=["ja"], country="PL")
    TopicFactory(name="Salary for cats")
    expected = {
        "salary kubernetes": [("Pay and bands", "/topics/pay/")],
        "human kubernetes": [("Human Resources", "/mentors/?category=people")],
        "japanisch kubernetes": [("Japanese", "/mentors/?language=ja")],
        "polen kubernetes": [("Poland", "/mentors/?country=PL")],
        "Katazyna": [("Katarzyna Wójcik", mentor.get_absolute_url())],
        "xqzzyv": [],
        "salary": [],
    }
    for words, found in expected.items():
        page = client.get("/mentors/", {"q": words})
        assert [(each.label, each.url) for each in page.context["suggestions"]] == found, words
        assert ("Did you mean" in page.content.decode()) == bool(found)
        assert all("Katarzyna" in client.get(url).content.decode() for _label, url in found)


def test_mistyped_word_is_corrected_if_it_finds_nobody(client: Client, listed: Listed) -> None:
    """Towards what the club's topics are called. A word that somebody wrote is right."""
    topic = TopicFactory(name="Accessibility", name_de="Barrierefreiheit", synonyms="pay negotiation")
    listed("Amara", topics=[topic], bio="I live in Negotin.")
    found = {}
    for words in ("acessibilty", "Barierefreiheit", "amara NEGOTATION", "negotin", "xqzzyv"):
        page = client.get("/mentors/", {"q": words})
        said = re.search("Showing results for “([^”]+)”", page.content.decode())
        found[words] = (said[1] if said else "", page.context["found"].exact)
    assert found == {
        "acessibilty": ("accessibility", 1),
        "Barierefreiheit": ("barrierefreiheit", 1),
        "amara NEGOTATION": ("amara negotiation", 1),
        "negotin": ("", 1),
        "xqzzyv": ("", 0),
    }


def test_few_are_followed_by_who_comes_close(client: Client, listed: Listed) -> None:
    """Who has a word in a topic comes before who wrote it somewhere, and a rare word counts more than a common one."""
    pay, design = TopicFactory(name="Pay", synonyms="salary, raise"), TopicFactory(name="Design")
    listed("In Passing", bio="My old salary was small.")
    listed("By Topic", topics=[pay])
    for number in range(4):
        listed(f"Designer {number}", topics=[design], headline="Of teapots")
    sentence = urlencode({"q": "a raise for the design of teapots"})
    assert on_cards(client, sentence)[0] == []
    assert len(on_cards(client, sentence)[1]) == 5
    assert on_cards(client, "q=salary+kubernetes") == [[], ["By Topic", "In Passing"]]
    assert on_cards(client, "q=salary+design")[1][0] == "By Topic"
    assert "No exact match, but these come close" in client.get("/mentors/?q=salary+design").content.decode()

    listed("Both", topics=[pay, design])
    exact, close = on_cards(client, "q=salary+design")
    assert (exact, close[0], len(close)) == (["Both"], "By Topic", 6)
    page = client.get("/mentors/?q=salary+design").content.decode()
    assert "These come close" in page
    assert "No exact match" not in page
    for precise in ('"salary design"', "salary -design", "salary OR kubernetes"):
        assert on_cards(client, urlencode({"q": precise}))[1] == [], precise
    assert on_cards(client, "q=design")[1] == []


def test_compound_finds_what_it_is_made_of(client: Client, listed: Listed) -> None:
    listed("Amara", topics=[TopicFactory(name="Pay", synonyms_de="Gehalt, Verhandlung")], bookable=False)
    for words in ("Gehaltsverhandlung", "Verhandlungsgehälter", "Gehaltsfrage"):
        assert on_cards(client, urlencode({"q": words})) == [[], ["Amara"]], words
    assert on_cards(client, "q=Frageb%C3%B6gen") == [[], []]


def test_those_who_come_close_are_filtered_and_counted_like_all(client: Client, listed: Listed) -> None:
    pay = TopicFactory(slug="pay", name="Pay", synonyms="salary")
    for number in range(30):
        listed(f"Person {number}", topics=[pay], country="KE" if number % 3 else "FR", bookable=False)
    exact = listed("Exact", topics=[pay], headline="Kubernetes", country="KE", bookable=False)
    counts = chosen(client, "q=salary+kubernetes")
    assert (counts["country"], counts["topic"]) == ({"KE": 21, "FR": 10}, {"pay": 31})
    for country, number in counts["country"].items():
        page = client.get(f"/mentors/?q=salary+kubernetes&country={country}").context["found"]
        assert page.total == number == len(page.cards) + len(page.close)
    first, second = (on_cards(client, f"q=salary+kubernetes&page={number}") for number in (1, 2))
    assert ([len(part) for part in first], [len(part) for part in second]) == ([1, 23], [0, 7])
    assert len({*first[0], *first[1], *second[1]}) == 31
    assert on_cards(client, "q=salary+kubernetes&country=FR")[0] == []
    Mentor.objects.filter(pk=exact.pk).update(status=MentorStatus.PAUSED)
    assert [len(part) for part in on_cards(client, "q=salary+kubernetes")] == [0, 23]  # the index lags


def test_close_search_asks_the_database_the_same_whatever_is_typed(client: Client, listed: Listed) -> None:
    """However many words, and however many mentors; a corrected word costs one more search."""
    topic = TopicFactory(name="Pay negotiation", synonyms="salary, raise")
    listed("Amara", topics=[topic], bookable=False)
    searches = ("salary kubernetes", " ".join(f"salary{number} raise pay{number}" for number in range(8)))
    assert client.get("/mentors/").status_code == 200
    few = [queries(client, "/mentors/?" + urlencode({"q": words})) for words in searches]
    for _number in range(3):
        listed(topics=[topic], bookable=False)
    assert client.get("/mentors/").status_code == 200
    assert [queries(client, "/mentors/?" + urlencode({"q": words})) for words in searches] == few
    assert max(few) <= 16
