"""The list: what it finds, what it counts, how it behaves with nonsense."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client

from bookings.models import Booking, BookingStatus, FreeTime
from core import clock
from directory import listing, search
from directory.facets import FACETS
from mentors.models import Mentor, MentorStatus
from tests.directory.conftest import NOW, chosen, on_cards, queries
from tests.factories import BookingFactory, CategoryFactory, TopicFactory, UserFactory
from tests.pages import markup

Listed = Callable[..., Mentor]


def names(client: Client, query: str = "") -> list[str]:
    """The names on the cards of those who have all the words, in order."""
    return on_cards(client, query)[0]


def not_before(mentor: Mentor, moment: datetime) -> None:
    """Take the openings before a moment out of a mentor's free time."""
    row = FreeTime.objects.get(mentor=mentor)
    row.starts = [start for start in row.starts if start >= moment]
    row.save(update_fields=["starts"])


def test_list_shows_listed_mentors_only(client: Client, listed: Listed) -> None:
    listed("Amara Njeri")
    for status in (MentorStatus.HIDDEN, MentorStatus.PAUSED, MentorStatus.LEFT):
        listed(f"Not {status}", status=status)
    listed("Not active", user__is_active=False)
    assert names(client) == ["Amara Njeri"]


def test_list_names_the_next_opening_in_the_readers_zone(client: Client, listed: Listed) -> None:
    listed("Amara Njeri")
    berlin = client.get("/mentors/").content.decode()
    client.cookies["zone"] = "Pacific/Auckland"
    auckland = client.get("/mentors/").content.decode()
    assert "Tue 24 Nov, 10:00" in berlin
    assert "Times in Berlin" in berlin
    assert "Tue 24 Nov, 10:00\u00a0PM" in auckland
    assert "Times in Auckland" in auckland


def test_card_says_what_speaks_for_a_mentor(client: Client, listed: Listed) -> None:
    topics = [TopicFactory() for _ in range(5)]
    mentor = listed("Amara Njeri", topics=topics, languages=["en", "de", "fr", "sw", "so"])
    BookingFactory(mentor=mentor, starts_at=NOW - timedelta(days=2))
    page = markup(client.get("/mentors/"))
    assert page.count('<li class="tag">') == 3
    assert "2 more topics" in page
    assert "English, German, French and 2 more" in page
    assert "1 session held" in page
    assert "See times" in page
    assert "no free time right now" not in page


def test_card_says_that_the_next_time_is_at_night_for_the_reader(client: Client, listed: Listed) -> None:
    listed("Amara Njeri")
    assert "at night for you" not in client.get("/mentors/").content.decode()
    client.cookies["zone"] = "Pacific/Auckland"
    assert markup(client.get("/mentors/")).count("(at night for you)") == 1


def test_list_begins_with_those_who_have_time_soon_and_can_be_ordered(client: Client, listed: Listed) -> None:
    listed("Never", bookable=False, went_live_at=NOW - timedelta(days=1))
    later = listed("Later", went_live_at=NOW - timedelta(days=3))
    listed("Sooner", went_live_at=NOW - timedelta(days=2))
    not_before(later, NOW + timedelta(days=3))
    assert names(client) == ["Sooner", "Later", "Never"]
    assert names(client, "sort=soonest") == ["Sooner", "Later", "Never"]
    assert names(client, "sort=newest") == ["Never", "Sooner", "Later"]
    assert names(client, "sort=newest&within=7") == ["Sooner", "Later"]
    assert names(client, "sort=match") == ["Sooner", "Later", "Never"]  # there are no words to go by


def test_nothing_found_says_what_one_thing_less_would_find(client: Client, listed: Listed) -> None:
    topic = TopicFactory(slug="research")
    listed("Amara", topics=[topic], country="KE", headline="Interviews")
    listed("Bruno", topics=[topic], country="PT")
    listed("Chloé", country="FR", languages=["sw"])

    def ways(query: str) -> dict[str, str]:
        page = markup(client.get(f"/mentors/?{query}"))
        found = re.findall(r'<a class="chosen__item" href="\?([^"]+)">(\d mentors? without [^<]+)</a>', page)
        for address, label in found:
            assert str(len(names(client, address.replace("&amp;", "&")))) == label[0]
        return {label: address.replace("&amp;", "&") for address, label in found}

    assert ways("topic=research&language=sw") == {
        "2 mentors without Swahili": "topic=research",
        f"1 mentor without {topic.name}": "language=sw",
    }
    assert ways("q=interviews&country=FR") == {
        "1 mentor without France": "q=interviews",
        "1 mentor without “interviews”": "country=FR",
    }
    assert ways("topic=research&country=KE") == {}  # somebody is found
    assert ways("topic=research&language=sw&country=PT&when=sun-morning") == {}  # one thing less is not enough


def test_whoever_is_asked_less_for_their_time_comes_first(client: Client, listed: Listed) -> None:
    famous, quiet = listed("Famous"), listed("Quiet")
    not_before(famous, NOW + timedelta(hours=30))
    not_before(quiet, NOW + timedelta(hours=50))  # a day later, and yet in the same three days
    for number in range(3):
        BookingFactory(
            mentor=famous,
            status=BookingStatus.DECLINED,
            starts_at=NOW + timedelta(days=20, hours=number),
            ends_at=NOW + timedelta(days=20, hours=number, minutes=30),
            created_at=NOW - timedelta(days=1),
        )
    assert names(client) == ["Quiet", "Famous"]
    assert names(client, "sort=soonest") == ["Famous", "Quiet"]
    BookingFactory(mentor=quiet, created_at=NOW - timedelta(days=1))
    Booking.objects.filter(mentor=famous).update(created_at=NOW - timedelta(days=91))  # that long ago counts no more
    cache.clear()
    assert names(client) == ["Famous", "Quiet"]
    page = markup(client.get("/mentors/?sort=newest"))
    assert re.search(r'<a href="\?sort=newest" rel="nofollow" aria-current="true"\s*>Newest</a>', page)
    assert '<input type="hidden" name="sort" value="newest">' in page  # kept when a filter changes
    assert "Best match" not in page


def test_equals_take_turns_by_the_hour_and_stay_within_one(client: Client, listed: Listed) -> None:
    people = [listed(f"Person {number}") for number in range(12)]
    first = names(client)
    assert sorted(first) == sorted(str(person) for person in people)
    assert names(client, "sort=nonsense") == first
    clock.move_to(NOW + timedelta(minutes=9))
    assert names(client) == first
    clock.move_to(NOW + timedelta(hours=2))
    assert sorted(names(client)) == sorted(first) != names(client) != first


def test_list_leaves_out_openings_that_notice_has_closed(client: Client, listed: Listed) -> None:
    listed("Amara Njeri")
    clock.move_to(NOW + timedelta(hours=5))
    assert "Tue 24 Nov, 15:00" in client.get("/mentors/").content.decode()


def test_filters_narrow_each_other_and_count_for_the_others(client: Client, listed: Listed) -> None:
    design, code = CategoryFactory(slug="design"), CategoryFactory(slug="code")
    research, forms, review = (
        TopicFactory(slug="research", category=design),
        TopicFactory(slug="forms", category=design),
        TopicFactory(slug="review", category=code),
    )
    listed("Amara", topics=[research, forms], languages=["en", "sw"], country="KE")
    listed("Bruno", topics=[forms], languages=["de"], country="DE")
    listed("Chloé", topics=[review], languages=["de", "en"], country="FR")

    assert sorted(names(client, "category=design")) == ["Amara", "Bruno"]
    assert sorted(names(client, "topic=research&topic=review")) == ["Amara", "Chloé"]
    assert names(client, "category=design&language=de") == ["Bruno"]
    assert names(client, "category=design&topic=review") == []
    assert sorted(names(client, "country=KE&country=FR")) == ["Amara", "Chloé"]
    found = chosen(client, "category=design")
    assert found["category"] == {"design": 2, "code": 1}
    assert found["topic"] == {"forms": 2, "research": 1}
    assert found["language"] == {"en": 1, "sw": 1, "de": 1}
    assert found["country"] == {"KE": 1, "DE": 1}
    found = chosen(client, "category=design&language=de")
    assert found["category"] == {"design": 1, "code": 1}
    assert found["language"] == {"en": 1, "sw": 1, "de": 1}
    assert found["within"] == {"": 1, "3": 1, "7": 1, "14": 1, "30": 1}


def test_filter_by_free_time_counts_each_window(client: Client, listed: Listed) -> None:
    listed("Soon")
    later = listed("Later")
    not_before(later, NOW + timedelta(days=9))
    listed("Never", bookable=False)
    assert names(client, "within=3") == ["Soon"]
    assert names(client, "within=14") == ["Soon", "Later"]
    assert chosen(client, "within=3")["within"] == {"": 3, "3": 1, "7": 1, "14": 2, "30": 2}


def test_list_counts_mentors_once_who_help_with_two_topics_of_a_field(client: Client, listed: Listed) -> None:
    field = CategoryFactory(slug="design")
    listed("Amara", topics=[TopicFactory(category=field), TopicFactory(category=field)])
    assert chosen(client, "")["category"] == {"design": 1}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("zoë", ["Zoë Müller"]),
        ("zoe muller", ["Zoë Müller"]),
        ("MÜLL", ["Zoë Müller"]),
        ("forschung", ["Zoë Müller"]),
        ("Nutzerforschungen", ["Zoë Müller"]),
        ("interviewing", ["Zoë Müller"]),
        ("interv", ["Zoë Müller"]),
        ('"Forschung im Amt"', ["Zoë Müller"]),
        ('"Amt im Forschung"', []),
        ("forschung -amt", []),
        ("kubernetes OR forschung", ["Zoë Müller"]),
        ("résumé", ["Zoë Müller"]),
        ("zoe forschung", ["Zoë Müller"]),
        ("zoe kubernetes", []),
        ("'; drop table mentors_mentor; --", []),
        ("%_%", []),
        ("& | ! :* <->", []),
    ],
)
def test_search_reads_names_headlines_topics_and_bios(
    client: Client, listed: Listed, words: str, found: list[str]
) -> None:
    research = TopicFactory(name="User research", name_de="Nutzerforschung")
    listed("Zoë Müller", headline="Forschung im Amt", bio="Interviews, and how to read a resume.", topics=[research])
    listed("Somebody Else", headline="Budgets", bio="Numbers.")
    assert names(client, urlencode({"q": words})) == found


@pytest.mark.parametrize("name", ["Jürgen Østergård", "Juergen Oestergaard"])
def test_search_finds_umlauts_and_their_spellings_both_ways(client: Client, listed: Listed, name: str) -> None:
    listed(name, bookable=False)
    listed("Somebody Else", bookable=False)
    for words in ("Jürgen", "Juergen", "JUERG", "Ju\u0308rgen", "østergård", '"juergen oestergaard"', "oester"):
        assert names(client, urlencode({"q": words})) == [name], words


def test_search_finds_parts_of_names_that_are_written_without_spaces(client: Client, listed: Listed) -> None:
    for name in ("山田太郎", "ヤマダタロウ", "김철수", "สมชาย"):
        listed(name, headline="With Zoë", bookable=False)
    found = {
        "太郎": ["山田太郎"], "田太": ["山田太郎"], "太": ["山田太郎"], "山田太郎": ["山田太郎"], "郎太": [],
        "山郎": [], "-太郎 太": [], "kubernetes OR 太郎": ["山田太郎"], "zoë 太郎": ["山田太郎"],
        "タロウ": ["ヤマダタロウ"], "ﾀﾛｳ": ["ヤマダタロウ"], "철수": ["김철수"], "ชาย": ["สมชาย"],
    }  # fmt: skip
    assert {words: names(client, urlencode({"q": words})) for words in found} == found


@pytest.mark.usefixtures("no_second_factor")
def test_search_knows_a_new_name_at_once(client: Client, listed: Listed) -> None:
    """Whether the member writes it or the team."""
    mentor = listed("Amara Njeri", bookable=False)
    client.force_login(mentor.user)
    own = {"display_name": "Jörg Njeri", "introduction": "", "time_zone": "Europe/Berlin", "language": "en"}
    assert client.post("/me/", own).status_code == 302
    assert [names(client, f"q={name}") for name in ("amara", "joerg")] == [[], ["Jörg Njeri"]]
    client.force_login(UserFactory(staff=True))
    team = {"display_name": "Søren Njeri", "language": "en", "time_zone": "Europe/Berlin", "is_active": "on"}
    assert client.post(f"/admin/accounts/user/{mentor.user.pk}/change/", team).status_code == 302
    assert [names(client, f"q={name}") for name in ("jorg", "soeren")] == [[], ["Søren Njeri"]]


@pytest.mark.parametrize(("words", "found"), [("res", ["Amara Njeri"]), ("re", []), ("r", []), ("budget re", [])])
def test_short_word_is_not_the_beginning_of_longer_ones(
    client: Client, listed: Listed, words: str, found: list[str]
) -> None:
    """At 100,000 mentors `a:*` took four seconds to find everybody."""
    listed("Amara Njeri", headline="Budget research")
    assert names(client, urlencode({"q": words})) == found


def test_large_club_compares_no_names_ranks_the_first_and_finds_no_more_than_it_can_use(
    client: Client, listed: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed("Weak", headline="Budgets", bio="Once I did research.")
    strong = listed("Strong", headline="Research")
    not_before(strong, NOW + timedelta(days=5))
    monkeypatch.setattr(search, "MOST_NAMES", 1)
    assert client.get("/mentors/?q=Stronk").context["suggestions"] == []
    assert names(client, "q=research&sort=match") == ["Strong", "Weak"]
    monkeypatch.setattr(listing, "MOST_RANKED", 1)
    assert names(client, "q=research&sort=match") == ["Weak", "Strong"]
    cache.clear()
    monkeypatch.setattr(search, "MOST_FOUND", 1)
    assert client.get("/mentors/?q=research").context["found"].exact == 1


def test_search_can_be_sorted_by_match(client: Client, listed: Listed) -> None:
    listed("Weak", headline="Budgets", bio="Once I did research.")
    strong = listed("Strong", headline="Research research", bio="Research, research, research.")
    not_before(strong, NOW + timedelta(days=5))
    assert names(client, "q=research") == ["Weak", "Strong"]
    assert names(client, "q=research&sort=match") == ["Strong", "Weak"]


@pytest.mark.parametrize(
    "query",
    [
        "page=-1", "page=0", "page=99999999999999999999", "page=x", "page=%00", "page=²",
        "q=%00", "q=a%00b", "q=" + "x" * 10_000, "q=%ff%fe", "q=%ED%A0%80", "q=" + "%22" * 51, "q=((((", "q=\\",
        "topic=nothing&category=nothing&language=%00&country=ZZ&within=5", "within=-3", "within=7&within=9",
        "topic=" + "&topic=".join(map(str, range(300))), "sort=%27", "category=%27%20OR%201=1", "=&&&=", "q[]=1",
    ],
)  # fmt: skip
def test_list_takes_nonsense_kindly(client: Client, listed: Listed, query: str) -> None:
    listed("Amara")
    response = client.get(f"/mentors/?{query}")
    assert response.status_code == 200
    if not query.startswith("q="):
        assert response.context["found"].total == 1


def test_page_behind_the_last_is_the_last(client: Client, listed: Listed) -> None:
    for number in range(25):
        listed(f"Person {number}", bookable=False)
    assert len(names(client)) == 24
    assert len(names(client, "page=2")) == 1
    assert names(client, "page=77") == names(client, "page=2")
    assert set(names(client)).isdisjoint(names(client, "page=2"))


def test_list_has_one_address_for_search_engines(client: Client, listed: Listed) -> None:
    listed("Amara", languages=["en"])
    plain = client.get("/mentors/").content.decode()
    filtered = client.get("/mentors/?language=en").content.decode()
    assert 'name="robots"' not in plain
    assert '<meta name="robots" content="noindex, follow">' in filtered
    assert filtered.count('rel="canonical" href="http://localhost:8000/mentors/"') == 1


def test_chosen_filters_can_be_taken_away_one_by_one(client: Client, listed: Listed) -> None:
    listed("Amara", languages=["en"], country="KE")
    page = client.get("/mentors/?language=en&country=KE&q=amara")
    assert [(tag.label, tag.query) for tag in page.context["tags"]] == [
        ("“amara”", "language=en&country=KE"),
        ("English", "q=amara&country=KE"),
        ("Kenya", "q=amara&language=en"),
    ]


def test_empty_list_says_what_to_do(client: Client, listed: Listed) -> None:
    assert "No mentors yet" in client.get("/mentors/").content.decode()
    listed("Amara")
    page = client.get("/mentors/?q=xqzzyv").content.decode()
    assert "No match yet" in page
    assert "See all mentors" in page


def test_htmx_gets_the_results_and_the_changed_counts(client: Client, listed: Listed) -> None:
    listed("Amara", languages=["en"])
    response = client.get("/mentors/?q=&language=en&page=1", headers={"HX-Request": "true"})
    body = response.content.decode()
    assert "<html" not in body
    assert 'id="results"' in body
    assert body.count("hx-swap-oob") == len(FACETS) - 1 + 3  # no company has two mentors
    assert response["HX-Push-Url"] == "/mentors/?language=en"
    assert "HX-Request" in response["Vary"]
    assert "Cookie" in response["Vary"]
    restored = client.get("/mentors/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in restored.content.decode()


def test_german_pages_name_things_in_german(client: Client, listed: Listed) -> None:
    listed(
        "Amara", languages=["en"], country="DE", topics=[TopicFactory(slug="x", name="Hiring", name_de="Einstellen")]
    )
    english, german = client.get("/mentors/").content.decode(), client.get("/de/mentors/").content.decode()
    assert "Hiring" in english
    assert "Einstellen" not in english
    assert "Einstellen" in german
    assert "Englisch" in german
    assert "Deutschland" in german
    assert "Frei: <time" in german


def test_list_asks_the_database_the_same_whatever_the_number_of_mentors(client: Client, listed: Listed) -> None:
    everything = "/mentors/?q=headline&language=en&country=DE&within=30&category={0}&topic={1}"
    topic = TopicFactory()
    path = everything.format(topic.category.slug, topic.slug)
    listed(topics=[topic])
    one = queries(client, "/mentors/"), queries(client, path)
    listed(topics=[topic])
    listed(topics=[topic, TopicFactory()])
    three = queries(client, "/mentors/"), queries(client, path)
    assert one == three
    assert three[0] <= 17
    assert three[1] <= 21  # few are found: who comes close is searched for, too
    client.force_login(listed().user)
    assert queries(client, path) <= 27
    client.logout()
    for _number in range(117):
        listed(topics=[topic], bookable=False)
    assert max(queries(client, "/mentors/"), queries(client, path)) <= 17
