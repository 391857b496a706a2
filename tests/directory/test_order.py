"""Who comes first: time soon in bands, then those who are asked less for the time they offer."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from accounts.models import User
from directory.listing import PER_PAGE
from directory.order import Row, band, crowding, in_order, in_turn, shuffled
from mentors.models import Mentor
from tests.directory.conftest import NOW
from tests.factories import BookingFactory, MentorFactory

SAME = {"start": NOW + timedelta(hours=5), "free_time__starts__len": 40, "rules__step_minutes": 30}


@pytest.mark.parametrize(
    ("hours", "number"),
    [
        (0, 0),
        (23.9, 0),
        (24, 1),
        (71.9, 1),
        (72, 2),
        (7 * 24, 3),
        (14 * 24 - 0.1, 3),
        (14 * 24, 4),
        (2000, 4),
        (None, 5),
    ],
)
def test_bands_end_after_one_three_seven_and_fourteen_days(hours: float | None, number: int) -> None:
    assert band(None if hours is None else timedelta(hours=hours)) == number


@pytest.mark.parametrize(
    ("requests", "starts", "step", "crowd"),
    [
        (0, 0, 30, 0.0),
        (10, 40, 30, 0.5),  # twenty hours
        (10, 40, 60, 0.25),
        (10, 80, 15, 0.5),  # as many hours in smaller steps are no more time
        (3, 1, 30, 3.0),  # half an hour counts as one
        (2, 0, 30, 2.0),
    ],
)
def test_crowd_is_requests_per_open_hour(requests: int, starts: int, step: int, crowd: float) -> None:
    assert crowding(requests, starts, step) == crowd


def fill(number: int) -> None:
    mentors = MentorFactory.build_batch(number)
    User.objects.bulk_create(mentor.user for mentor in mentors)
    Mentor.objects.bulk_create(mentors)


def equals(now: datetime) -> list[Row]:
    return list(Mentor.objects.order_by(shuffled(now=now)).values("pk"))


@pytest.mark.django_db
@pytest.mark.parametrize("many", [30, 240])
def test_no_tenth_of_equals_gets_much_of_the_first_page_in_any_week(many: int) -> None:
    """Mentors with the same free time, whom no one has asked yet, in each hour of a week."""
    fill(many)
    in_this_year = equals(NOW)
    for begin in range(0, 7 * 24, 50):
        shown: Counter[int] = Counter()
        for hour in range(7 * 24):
            now = NOW + timedelta(hours=begin + hour)
            rows = in_turn([row | SAME for row in in_this_year], now=now)
            shown.update(row["pk"] for row in in_order(rows, now=now)[:PER_PAGE])
        luckiest = sum(places for _mentor, places in shown.most_common(many // 10))
        assert luckiest <= 0.15 * shown.total()  # 0.3 is too much
        assert len(shown) == many


@pytest.mark.django_db
def test_equals_take_turns_after_time_soon_and_few_requests() -> None:
    fill(4)
    first, second, third, fourth = (row["pk"] for row in equals(NOW))
    later = {"start": NOW + timedelta(days=5)}
    rows: list[Row] = [{"pk": pk} | SAME for pk in (first, second, third, fourth)]
    rows[0] |= later
    BookingFactory(mentor_id=second, created_at=NOW - timedelta(days=1))
    assert [row["pk"] for row in in_order(rows, now=NOW)] == [third, fourth, second, first]


@pytest.mark.django_db
def test_order_stays_for_an_hour() -> None:
    fill(20)
    hour = NOW.replace(minute=0)
    orders = [
        [row["pk"] for row in in_turn(equals(now), now=now)]
        for now in (hour, hour + timedelta(minutes=59), hour + timedelta(hours=1), hour + timedelta(days=400))
    ]
    assert orders[0] == orders[1]
    assert sorted(orders[0]) == sorted(orders[2]) == sorted(orders[3])
    assert orders[0] != orders[2]
    circle = orders[0] + orders[0]
    assert any(circle[place : place + 20] == orders[2] for place in range(20))  # the next one in the same round
    assert not any(circle[place : place + 20] == orders[3] for place in range(20))  # another year, another round


@pytest.mark.parametrize("rows", [[], [{"pk": 1}], [{"pk": 1}, {"pk": 2}]])
def test_small_clubs_have_turns_too(rows: list[Row]) -> None:
    firsts = {in_turn(rows, now=NOW + timedelta(hours=hour))[0]["pk"] for hour in range(7) if rows}
    assert firsts == {row["pk"] for row in rows}
