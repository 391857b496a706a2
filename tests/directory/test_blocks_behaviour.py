"""Whom a block keeps apart don't find each other, and whoever is blocked notices nothing else."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.blocking import block
from accounts.models import User
from directory import news
from directory.bitmap_index import current
from directory.featured import faces, suggested
from mentors.models import Mentor, SavedMentor
from tests.directory.conftest import NOW, chosen, on_cards, queries
from tests.factories import SavedSearchFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

Listed = Callable[..., Mentor]
PAGES = (
    "/mentors/",
    "/mentors/?language=de",
    "/mentors/?q=headline",
    "/completions/?q=ben",
    "/topics/",
    "/topics/tea/",
)


@pytest.fixture(params=["blocks", "is blocked"])
def reader(request: pytest.FixtureRequest, listed: Listed) -> User:
    """Someone whom a block keeps from Ben, of the three who help with tea."""
    tea, reader = TopicFactory(slug="tea"), UserFactory()
    ben, *_others = [listed(name, topics=[tea], languages=["de"]) for name in ("Ben Abel", "Bente Cole", "Ana Ruiz")]
    both = (ben.user, reader)
    member, by = both if request.param == "blocks" else both[::-1]
    block(member=member, by=by, now=NOW)
    reader.refresh_from_db()
    return reader


def client_of(member: User) -> Client:
    client = Client()
    client.force_login(member)
    return client


def names(client: Client, query: str = "") -> set[str]:
    return {name for names in on_cards(client, query) for name in names}


@pytest.mark.parametrize("query", ["", "language=de", "topic=tea&sort=newest", "q=headline", "q=headline&sort=best"])
def test_list_and_search_leave_them_out_and_don_t_count_them(reader: User, query: str) -> None:
    others = {"Bente Cole", "Ana Ruiz"}
    assert names(Client(), query) == {*others, "Ben Abel"}
    assert names(client_of(reader), query) == others
    assert names(client_of(UserFactory()), query) == {*others, "Ben Abel"}  # words are kept for all readers
    found = client_of(reader).get(f"/mentors/?{query}").context["found"]
    assert (found.counts["language"]["de"], found.total) == (2, 2)


def test_filters_that_are_kept_are_kept_for_those_who_find_the_same(reader: User) -> None:
    """In either order: who draws them first decides for nobody else."""
    other = client_of(UserFactory())
    for query in ("", "language=de"):
        shown = [chosen(client, query)["language"]["de"] for client in (client_of(reader), other, client_of(reader))]
        assert shown == [2, 3, 2]


def test_search_for_their_name_finds_others_and_offers_no_one(reader: User) -> None:
    assert names(client_of(reader), "q=ben+abel") == set()
    assert "Ben Abel" not in client_of(reader).get("/mentors/?q=bem+abel").content.decode()
    assert "Ben Abel" in client_of(UserFactory()).get("/mentors/?q=bem+abel").content.decode()


def test_completions_leave_them_out_and_fill_their_place(reader: User) -> None:
    offered = client_of(reader).get("/completions/", {"q": "ben"}).content.decode()
    assert ("Ben Abel" in offered, "Bente Cole" in offered) == (False, True)
    assert "Ben Abel" in Client().get("/completions/", {"q": "ben"}).content.decode()


def test_pages_of_topics_and_other_profiles_leave_them_out(reader: User) -> None:
    ana = Mentor.objects.get(user__display_name="Ana Ruiz")
    for path in ("/topics/", "/topics/tea/", ana.get_absolute_url()):
        assert "Ben Abel" not in client_of(reader).get(path).content.decode(), path
        assert "Ben Abel" in client_of(UserFactory()).get(path).content.decode() or path == "/topics/", path


def test_profile_is_there_and_shows_no_times(reader: User) -> None:
    ben = Mentor.objects.get(user__display_name="Ben Abel")
    assert Client().get(ben.get_absolute_url()).context["soonest"]
    response = client_of(reader).get(ben.get_absolute_url())
    assert response.status_code == 200
    assert response.context["soonest"] == []


def test_home_leaves_them_out(reader: User) -> None:
    ben = Mentor.objects.get(user__display_name="Ben Abel")
    assert len(faces(reader, now=NOW)) == 2
    SavedMentor.objects.create(member=reader, mentor=ben, saved_at=NOW)
    assert suggested(reader, now=NOW).saved == []
    assert "Ben Abel" not in client_of(reader).get("/mentors/saved/").content.decode()


def test_news_leave_them_out(reader: User) -> None:
    Mentor.objects.update(went_live_at=NOW)
    search = SavedSearchFactory(member=reader, query="language=de", told_until=NOW - news.WEEK)
    assert news.tell(now=NOW) == 1
    ids = list(Mentor.objects.values_list("pk", flat=True))
    [found] = news.news({str(search.uuid): ids}, member=reader, now=NOW)
    assert {row.user.display_name for row in found.mentors} == {"Bente Cole", "Ana Ruiz"}


def test_index_of_all_readers_stays_whole(reader: User) -> None:
    index = current(now=NOW)
    ben = Mentor.objects.get(user__display_name="Ben Abel")
    seen = index.without({ben.pk})
    assert (len(seen.of(seen.everybody)), len(index.of(index.everybody))) == (2, 3)
    assert index.without(()) is index
    assert (seen.number("topic", "tea"), index.number("topic", "tea")) == (2, 3)


@pytest.mark.parametrize("path", PAGES)
def test_whoever_has_no_part_in_a_block_pays_no_query_for_it(path: str, listed: Listed) -> None:
    """Counted with the flag set and nothing behind it: that is the price, two queries at most."""
    tea, member = TopicFactory(slug="tea"), UserFactory()
    for name in ("Ben Abel", "Bente Cole", "Ana Ruiz"):
        listed(name, topics=[tea], languages=["de"])
    client = client_of(member)
    queries(client, path)  # what is kept from now on
    without = queries(client, path)
    User.objects.filter(pk=member.pk).update(has_blocks=True)
    assert queries(client, path) - without == 1
    User.objects.filter(pk=member.pk).update(has_blocks=False)
    block(member=Mentor.objects.get(user__display_name="Ben Abel").user, by=member, now=NOW)
    assert queries(client, path) - without <= 2
