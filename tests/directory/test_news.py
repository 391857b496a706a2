"""Saved searches, and the weekly email about new mentors who fit."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from core.errors import Refused
from directory import bitmap_index, news
from mentors.models import Mentor, MentorStatus, SavedSearch
from mentors.services import saving
from notifications.models import Notice
from outbox.services import drain
from tests.directory.conftest import NOW, queries
from tests.factories import MentorFactory, SavedSearchFactory, TopicFactory, UserFactory
from tests.pages import markup

pytestmark = pytest.mark.django_db
DAY, WEEK = timedelta(days=1), timedelta(days=7)
Listed = Callable[..., Mentor]


@pytest.fixture
def member() -> User:
    return UserFactory()


def saved(member: User, query: str = "language=sw", *, told: timedelta = WEEK) -> SavedSearch:
    return SavedSearchFactory(member=member, query=query, saved_at=NOW - told, told_until=NOW - told)


def found() -> dict[str, dict[str, list[int]]]:
    """What each member was written, by email address."""
    rows = Notice.objects.filter(kind=news.KIND).select_related("recipient")
    return {row.recipient.email: row.data["found"] for row in rows if row.recipient}


def test_member_hears_of_those_who_are_new_and_fit(member: User, listed: Listed) -> None:
    search = saved(member)
    fits = listed(languages=["sw"], went_live_at=NOW - DAY)
    newer = listed(languages=["sw"], went_live_at=NOW - timedelta(hours=1))
    listed(languages=["sw"], went_live_at=NOW - WEEK)  # was there before
    listed(languages=["en"], went_live_at=NOW - DAY)  # doesn't fit
    listed(languages=["sw"], went_live_at=NOW - DAY, status=MentorStatus.HIDDEN)
    assert news.tell(now=NOW) == 1
    assert found() == {member.email: {str(search.uuid): [newer.pk, fits.pk]}}
    search.refresh_from_db()
    assert search.told_until == NOW
    assert news.tell(now=NOW) == 0


def test_all_that_is_new_in_a_week_is_in_one_email(member: User, listed: Listed) -> None:
    first, second = saved(member), saved(member, "country=KE", told=DAY)
    mentor = listed(languages=["sw"], country="KE", went_live_at=NOW - timedelta(hours=1))
    assert news.tell(now=NOW) == 1
    assert found() == {member.email: {str(first.uuid): [mentor.pk], str(second.uuid): [mentor.pk]}}
    for days in range(1, 7):  # nothing more within the week, whoever comes
        listed(languages=["sw"], went_live_at=NOW + days * DAY)
        saving.save_search(query=f"language=sw&country=K{days}", by=member, now=NOW + days * DAY)
        assert news.tell(now=NOW + days * DAY) == 0
    assert news.tell(now=NOW + WEEK) == 1


def test_words_and_parts_of_the_week_count_as_in_the_list(member: User, listed: Listed) -> None:
    User.objects.filter(pk=member.pk).update(time_zone="Pacific/Auckland")
    member.refresh_from_db()
    words, evening = saved(member, "q=beekeeping"), saved(member, "when=tue-evening")
    keeper = listed(bio="Beekeeping on roofs", went_live_at=NOW - DAY)
    news.tell(now=NOW)
    part = bitmap_index.current(now=NOW).by_the_clock_of(news.zone_of(member), now=NOW)
    in_the_evening = bool(part.number("when", "tue-evening"))
    told = found()[member.email]
    assert told[str(words.uuid)] == [keeper.pk]
    assert (str(evening.uuid) in told) == in_the_evening


@pytest.mark.parametrize("change", [{"is_active": False}, {"muted_notices": [news.KIND]}])
def test_whoever_has_left_or_wants_none_hears_nothing(member: User, listed: Listed, change: dict[str, object]) -> None:
    saved(member)
    listed(languages=["sw"], went_live_at=NOW - DAY)
    User.objects.filter(pk=member.pk).update(**change)
    assert news.tell(now=NOW) == 0
    assert found() == {}


def test_mentors_are_no_news_to_themselves(member: User, listed: Listed) -> None:
    saved(member)
    listed(languages=["sw"], went_live_at=NOW - DAY, user=member)
    assert news.tell(now=NOW) == 0


@pytest.mark.parametrize("query", ["language=xx", "topic=gone&language=en", "%00", "q=" + "x" * 900])
def test_search_for_what_is_gone_finds_nobody_new(member: User, listed: Listed, query: str) -> None:
    search = saved(member, query)
    listed(went_live_at=NOW - DAY)
    assert news.tell(now=NOW) == 0
    search.refresh_from_db()
    assert search.told_until == NOW


def test_email_names_those_who_are_still_there(member: User, listed: Listed) -> None:
    search, gone = saved(member), saved(member, "country=KE")
    mentor = listed("Amara <Njeri>", languages=["sw"], country="KE", role="Cook", went_live_at=NOW - DAY)
    left = listed("Bela", languages=["sw"], went_live_at=NOW - DAY)
    news.tell(now=NOW)
    Mentor.objects.filter(pk=left.pk).update(status=MentorStatus.HIDDEN)
    saving.forget_search(gone)
    drain(now=NOW + DAY)
    (letter,) = mail.outbox
    assert letter.subject == "1 new mentor for you"
    assert "You asked to hear about new mentors: Swahili." in letter.body
    assert "Amara <Njeri>" in letter.body
    assert mentor.get_absolute_url() in letter.body
    assert "/mentors/?language=sw&sort=newest" in letter.body
    assert "Bela" not in letter.body
    assert "Kenya" not in letter.body
    assert "List-Unsubscribe" in letter.extra_headers
    assert search.member == member


def test_nothing_is_sent_once_all_is_forgotten(member: User, listed: Listed) -> None:
    search = saved(member)
    listed(languages=["sw"], went_live_at=NOW - DAY)
    news.tell(now=NOW)
    saving.forget_search(search)
    drain(now=NOW + DAY)
    assert mail.outbox == []


def test_list_leads_to_saving_what_it_shows(client: Client, member: User, listed: Listed) -> None:
    listed(languages=["sw"])
    link = "/saved/search/?language=sw"
    assert "/saved/search/" not in client.get("/mentors/").content.decode()
    assert link in markup(client.get("/mentors/?language=sw"))
    assert client.get(link).status_code == 302  # to the way in, and back
    client.force_login(member)
    assert "Swahili" in markup(client.get(link))
    assert not SavedSearch.objects.exists()  # looking changes nothing
    response = client.post(link + "&sort=newest&nonsense=1", follow=True)
    assert "once a week at most" in response.content.decode()
    assert SavedSearch.objects.of(member).get().query == "language=sw"
    assert 'href="/mentors/?language=sw"' in markup(response)


def test_search_for_nothing_leads_back_to_the_list(client: Client, member: User) -> None:
    client.force_login(member)
    for send in (client.get, client.post):
        assert send("/saved/search/?language=xx")["Location"] == "/mentors/"
    assert not SavedSearch.objects.exists()


def test_too_many_searches_are_refused_in_words(client: Client, member: User, listed: Listed) -> None:
    listed(languages=["sw"])
    SavedSearchFactory.create_batch(saving.MOST_SEARCHES, member=member)
    client.force_login(member)
    page = client.post("/saved/search/?language=sw", follow=True).content.decode()
    assert "Remove one first" in page
    with pytest.raises(Refused):
        saving.save_search(query="language=sw", by=member, now=NOW)


def test_only_its_member_forgets_a_search(client: Client, member: User) -> None:
    search = saved(member, "q=bees")
    client.force_login(UserFactory())
    assert client.post(f"/saved/{search.uuid}/forget/").status_code == 404
    assert "bees" not in client.get("/saved/").content.decode()
    client.force_login(member)
    assert "“bees”" in client.get("/saved/").content.decode()
    page = client.post(f"/saved/{search.uuid}/forget/", follow=True).content.decode()
    assert "Removed." in page
    assert not SavedSearch.objects.exists()


def test_search_of_which_nothing_is_left_can_be_removed(client: Client, member: User) -> None:
    saved(member, "topic=gone")
    client.force_login(member)
    assert "no longer on offer" in client.get("/saved/").content.decode()


def test_saved_page_asks_the_same_for_one_search_and_for_many(client: Client, member: User) -> None:
    topic = TopicFactory()
    MentorFactory(topics=[topic])
    client.force_login(member)
    saved(member, f"topic={topic.slug}")
    client.get("/saved/")
    one = queries(client, "/saved/")
    for number in range(4):
        saved(member, f"q={number}")
    client.get("/saved/")
    assert queries(client, "/saved/") == one
