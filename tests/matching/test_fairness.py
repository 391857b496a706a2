"""How fair the club is: what is counted, what is hidden, and who sees it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.db import violates
from core.groups import CLUB_TEAM, VETTING
from directory.order import crowding, requests
from matching.fairness import exposure, matched
from matching.models import Fairness, Need, Pair, Request
from matching.services import fairness
from matching.small_cells import FEW, HIDDEN, MOST
from matching.spread import gini, lorenz
from matching.tasks import count_fairness
from mentors.models import Mentor, MentorStatus
from tests.architecture.world import paired
from tests.directory.conftest import NOW
from tests.factories import (
    AskFactory,
    BookingFactory,
    MentorFactory,
    NeedFactory,
    RequestFactory,
    TopicFactory,
    UserFactory,
)
from tests.pages import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]
Listed = Callable[..., Mentor]
DAY = timedelta(days=1)
THEN = NOW - 40 * DAY  # had its thirty days, ten days ago
PAGE = reverse("admin:matching_fairness_changelist")


@pytest.fixture
def five(listed: Listed) -> list[Mentor]:
    return [listed(slug=f"mentor-{number}") for number in range(5)]


def book(mentor: Mentor, *, ago: timedelta, times: int = 1) -> None:
    for number in range(times):
        BookingFactory(mentor=mentor, created_at=NOW - ago, starts_at=NOW + (number + 1) * DAY)


def ask(mentee: User, *, matched: bool = False, **fields: object) -> Request:
    created = {"created_at": THEN, "mentee": mentee}
    ended = {"state": "matched", "ended_at": THEN + 3 * DAY} if matched else {"state": "exhausted", "ended_at": THEN}
    return RequestFactory(**(created | ended | fields))


def test_bookings_and_asks_are_spread_over_listed_mentors(five: list[Mentor]) -> None:
    book(five[0], ago=5 * DAY, times=4)
    book(five[1], ago=60 * DAY, times=2)
    book(five[2], ago=91 * DAY)
    AskFactory(mentor=five[1], sent_at=NOW - DAY)
    kept = BookingFactory(mentor=five[3], created_at=NOW - DAY)
    AskFactory(mentor=five[3], sent_at=NOW - DAY, accepted=True, fulfilled_at=NOW, booking=kept)
    found = exposure(now=NOW)
    assert found.mentors == 5
    assert found.asked == {
        "30": {"times": 6, "shares": [round(share, 4) for share in lorenz([0, 0, 1, 1, 4])]},
        "90": {"times": 8, "shares": [round(share, 4) for share in lorenz([0, 0, 1, 3, 4])]},
    }
    Mentor.objects.filter(pk=five[0].pk).update(status=MentorStatus.PAUSED)
    assert exposure(now=NOW).asked["90"] == {"times": None, "shares": []}  # four are too few


def test_coefficient_is_of_the_number_that_the_directory_orders_by(five: list[Mentor]) -> None:
    book(five[0], ago=5 * DAY, times=4)
    book(five[1], ago=60 * DAY, times=2)
    asked = requests(now=NOW)
    rows = Mentor.objects.listed().values_list("pk", "free_time__starts__len", "rules__step_minutes")
    load = [crowding(asked[pk], starts, step) for pk, starts, step in rows]
    assert exposure(now=NOW).gini == pytest.approx(gini(load))
    assert 0 < gini(load) < 1


def test_too_few_requests_make_no_coefficient(five: list[Mentor]) -> None:
    book(five[0], ago=5 * DAY, times=4)
    found = exposure(now=NOW)
    assert (found.gini, found.asked["30"]) == (None, {"times": None, "shares": []})


def test_requests_are_matched_within_thirty_days() -> None:
    for number in range(20):
        ask(UserFactory(), matched=number < 10)
    assert matched(now=NOW)["request"]["all"] == (20, 10)
    Request.objects.filter(state="matched").first().delete()
    late = ask(UserFactory(), matched=True, ended_at=THEN + 30 * DAY)
    assert matched(now=NOW)["request"]["all"] == (20, 10)
    Request.objects.filter(pk=late.pk).update(ended_at=THEN + 31 * DAY)
    assert matched(now=NOW)["request"]["all"] == (20, 9)
    Request.objects.filter(pk=late.pk).update(created_at=NOW - 29 * DAY)
    assert matched(now=NOW)["request"]["all"] == (19, 9)
    Request.objects.filter(pk=late.pk).update(created_at=NOW - 121 * DAY)
    assert matched(now=NOW)["request"]["all"] == (19, 9)


def test_needs_are_matched_by_a_booking_an_acceptance_or_a_pair() -> None:
    needs = [NeedFactory(changed_at=THEN) for _number in range(16)]
    for need in needs[:5]:
        BookingFactory(mentee=need.member, created_at=THEN + DAY, starts_at=THEN + 3 * DAY)
    AskFactory(request=ask(needs[5].member), accepted=True, settled_at=THEN + DAY)
    pair = paired(needs[6].member, MentorFactory().user)
    answered = {"mentee_answered_at": THEN + DAY, "mentor_answered_at": THEN + 2 * DAY}
    Pair.objects.filter(pk=pair.pk).update(mentee_answer="yes", mentor_answer="yes", **answered)
    # None of these: too late, before, not confirmed, declined by one of a pair.
    BookingFactory(mentee=needs[7].member, created_at=THEN + 31 * DAY, starts_at=THEN + 33 * DAY)
    BookingFactory(mentee=needs[8].member, created_at=THEN - DAY, starts_at=THEN + 3 * DAY)
    BookingFactory(mentee=needs[9].member, created_at=THEN + DAY, requested=True)
    other = paired(needs[10].member, MentorFactory().user)
    Pair.objects.filter(pk=other.pk).update(mentee_answer="yes", mentor_answer="no", **answered)
    assert matched(now=NOW)["need"]["all"] == (16, 7)


def test_rows_are_by_topic_language_and_country() -> None:
    topics = [TopicFactory(slug="forms"), TopicFactory(slug="colours"), TopicFactory(slug="old", is_active=False)]
    for number in range(30):
        member = UserFactory(time_zone="Asia/Calcutta" if number < 10 else "Europe/Berlin")
        said = topics[:2] if number < 20 else topics[2:]
        NeedFactory(member=member, topics=said, changed_at=THEN, languages=["de", "en"] if number < 15 else [])
        ask(member, matched=number % 2 == 0, languages=["de"] if number < 14 else [])
    found = matched(now=NOW)["request"]
    assert found["topic"] == [("", 10, 5), ("colours", 20, 10), ("forms", 20, 10)]
    assert found["language"] == [("", 16, 8), ("de", 14, 7)]
    assert found["country"] == [("DE", 20, 10), ("IN", 10, 5)]
    assert matched(now=NOW)["need"]["language"] == [("", 15, HIDDEN), ("de", 15, HIDDEN), ("en", 15, HIDDEN)]


def in_zones(**counted: tuple[int, int]) -> None:
    """Members of each zone who asked, of whom so many were matched."""
    for zone, (asked, met) in counted.items():
        for number in range(asked):
            ask(UserFactory(time_zone=zone.replace("__", "/")), matched=number < met)


def test_small_numbers_are_neither_kept_nor_given_away_by_a_sum() -> None:
    in_zones(
        Europe__Berlin=(30, 15), Africa__Nairobi=(20, 10), Asia__Kolkata=(3, 1), Europe__Paris=(24, 22), UTC=(1, 0)
    )
    row = fairness.count(now=NOW)
    row.refresh_from_db()
    assert row.matched["request"]["all"] == [78, 48]
    assert row.matched["request"]["country"] == [
        ["", FEW, HIDDEN],
        ["DE", 30, 15],
        ["FR", 24, MOST],
        ["IN", FEW, HIDDEN],
        ["KE", HIDDEN, HIDDEN],
    ]


def test_page_says_what_is_hidden_in_words(client: Client) -> None:
    in_zones(Europe__Berlin=(30, 15), Africa__Nairobi=(20, 10), Asia__Kolkata=(3, 1), Europe__Paris=(24, 22))
    fairness.count(now=NOW)
    client.force_login(UserFactory(staff=True))
    page = markup(client.get(PAGE))
    country = page.partition("By country")[2]
    cells = [
        [" ".join(re.sub("<[^>]+>", "", cell).split()) for cell in row.split("<td>")]
        for row in country.partition("<tbody>")[2].partition("</tbody>")[0].split('<th scope="row">')[1:]
    ]
    assert [row[:2] for row in cells] == [
        ["France", "all but fewer than 5 of 24"],
        ["Germany", "15 of 30 (50%)"],
        ["India", "fewer than 5"],
        ["Kenya", "hidden"],
    ]


def test_beat_counts_and_the_page_shows_a_curve_with_its_table(client: Client, five: list[Mentor]) -> None:
    client.force_login(UserFactory(staff=True))
    assert "Nothing has been counted yet." in markup(client.get(PAGE))
    book(five[0], ago=5 * DAY, times=6)
    book(five[1], ago=60 * DAY, times=2)
    count_fairness()
    count_fairness()
    page = markup(client.get(PAGE))
    assert Fairness.objects.count() == 1
    assert "5 mentors are listed." in page
    assert page.count("<polyline") == 2
    assert 'points="0,100 10,100 20,100 30,100 40,100 50,100 60,100 70,100 80,100 90,50 100,0"' in page
    assert "style=" not in page.partition('class="spread"')[2].partition("</figure>")[0]
    rows = page.partition('class="spread"')[2].partition("</table>")[0]
    assert re.findall(r"\d+%", rows)[-6:] == ["90%", "50%", "62%", "100%", "100%", "100%"]


def test_there_is_one_row_and_its_coefficient_is_a_share() -> None:
    row = fairness.count(now=NOW)
    for change in ({"gini": 1.01}, {"gini": -0.01}):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            Fairness.objects.filter(pk=row.pk).update(**change)
        assert violates(caught.value, "fairness_gini_is_a_share")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Fairness.objects.create(pk=2, counted_at=NOW, mentors=0)
    assert violates(caught.value, "fairness_one_row")


def test_only_the_team_sees_it(client: Client, mentee: User) -> None:
    fairness.count(now=NOW)
    staff = {name: UserFactory(is_staff=True) for name in (CLUB_TEAM, VETTING, "")}
    for name, user in staff.items():
        if name:
            user.groups.add(Group.objects.get(name=name))
    expected = {client: 302}
    for user, status in ((mentee, 302), (staff[""], 403), (staff[VETTING], 403), (staff[CLUB_TEAM], 200)):
        reader = Client()
        reader.force_login(user)
        expected[reader] = status
    for reader, status in expected.items():
        assert reader.get(PAGE).status_code == status
    for reader, status in expected.items():
        assert ("matching/fairness/" in reader.get("/admin/").content.decode()) is (status == 200)


@pytest.mark.parametrize("many", [1, 3])
def test_counting_takes_as_many_queries_for_three_as_for_one(
    listed: Listed, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(many):
        mentor = listed(slug=f"mentor-{number}")
        book(mentor, ago=DAY)
        member = UserFactory()
        NeedFactory(member=member, topics=[TopicFactory()], changed_at=THEN, languages=["de"])
        AskFactory(mentor=mentor, request=ask(member), sent_at=NOW - DAY)
    with django_assert_num_queries(5):
        exposure(now=NOW)
    with django_assert_num_queries(4):
        matched(now=NOW)
    assert Need.objects.count() == many


def test_page_takes_as_many_queries_for_many_topics_as_for_none(client: Client) -> None:
    client.force_login(UserFactory(staff=True))
    client.get(PAGE)
    fairness.count(now=NOW)
    asked = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as found:
            assert client.get(PAGE).status_code == 200
        asked.append(len(found))
        for number in range(20):
            member = UserFactory()
            NeedFactory(member=member, topics=[TopicFactory()] if number < 3 else [], changed_at=THEN)
            ask(member, matched=number < 10)
        fairness.count(now=NOW)
    assert asked[0] == asked[1]
