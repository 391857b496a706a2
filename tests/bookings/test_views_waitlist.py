from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from bookings.models import WAITS, WaitlistEntry
from bookings.views.waitlist import POSTS
from mentors.models import Mentor
from tests.bookings.moments import NOW
from tests.factories import MentorFactory, UserFactory, WaitlistEntryFactory
from tests.limits import use_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
LIST = "bookings:list"


def way(mentor: Mentor) -> str:
    return reverse("bookings:wait", args=[mentor.slug])


def out(mentor: Mentor) -> str:
    return reverse("bookings:stop_waiting", args=[mentor.slug])


def page(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def post(client: Client, mentor: Mentor, **wish: str) -> str:
    return client.post(way(mentor), wish, follow=True).content.decode()


def test_mentee_joins_changes_times_and_leaves(client: Client, mentor: Mentor, mentee: User) -> None:
    client.force_login(mentee)
    assert way(mentor) in page(client, mentor.get_absolute_url())
    assert "Get notified when Amara Njeri has time" in page(client, way(mentor))
    assert not WaitlistEntry.objects.exists()  # a GET changes nothing
    content = post(client, mentor, weekday="2", earliest="17:30", latest="")
    assert "Done. We’ll email you when Amara Njeri has new times." in content
    assert "You’re on the waiting list for" in content
    assert "Wednesday, from 17:30" in " ".join(content.split())
    entry = WaitlistEntry.objects.get()
    assert (entry.mentor, entry.member, entry.weekday, entry.earliest) == (mentor, mentee, 2, time(17, 30))
    content = page(client, way(mentor))
    assert "You’re on Amara Njeri’s waiting list" in content
    assert 'value="17:30"' in content
    post(client, mentor, weekday="", earliest="", latest="")
    entry.refresh_from_db()
    assert (entry.weekday, entry.earliest, entry.latest) == (None, None, None)
    for _time in range(2):
        assert "You’re no longer on the list." in client.post(out(mentor), follow=True).content.decode()
    assert not WaitlistEntry.objects.exists()
    assert "You’re on the waiting list for" not in page(client, reverse(LIST))


def test_page_of_a_mentor_without_openings_links_to_the_waiting_list(client: Client, mentor: Mentor) -> None:
    mentor.weekly_hours.all().delete()
    content = page(client, mentor.get_absolute_url())
    assert f"Get notified when {mentor.user.get_short_name()} has time" in content
    assert way(mentor) in content


def test_visitor_signs_in_first_and_comes_back(client: Client, mentor: Mentor) -> None:
    response = client.get(way(mentor))
    assert response.status_code == 302
    assert response["Location"].endswith(f"next={way(mentor)}")


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"weekday": "7"}, "Please choose one from the list."),
        ({"weekday": "x"}, "Please choose one from the list."),
        ({"earliest": "25:00"}, "Please enter a time, such as 18:30."),
        ({"earliest": "12:00", "latest": "11:00"}, "The latest start can’t be before the earliest."),
    ],
)
def test_invalid_times_are_refused_and_kept(
    client: Client, mentor: Mentor, mentee: User, wish: dict[str, str], error: str
) -> None:
    client.force_login(mentee)
    response = client.post(way(mentor), wish)
    assert response.status_code == 400
    assert error in response.content.decode()
    assert not WaitlistEntry.objects.exists()


def test_own_list_is_refused(client: Client, mentor: Mentor) -> None:
    client.force_login(mentor.user)
    assert "This is your own list." in post(client, mentor)


def test_mentor_sees_how_many_wait_but_not_who(client: Client, mentor: Mentor, mentee: User) -> None:
    WaitlistEntryFactory(mentor=mentor, member=mentee)
    WaitlistEntryFactory(mentor=mentor)
    WaitlistEntryFactory(mentor=mentor, asked_at=NOW - WAITS)
    client.force_login(mentor.user)
    content = page(client, reverse("bookings:desk"))
    assert "on your waiting list" in content
    assert '<dd class="stat__number">2</dd>' in content
    assert mentee.display_name not in content


def test_no_one_sees_or_ends_anothers_place(client: Client, mentor: Mentor, mentee: User) -> None:
    entry = WaitlistEntryFactory(mentor=mentor, member=mentee)
    client.force_login(UserFactory())
    assert "’s waiting list" not in page(client, way(mentor))
    client.post(out(mentor))
    assert list(WaitlistEntry.objects.all()) == [entry]


def test_too_many_tries_are_slowed_down(client: Client, mentor: Mentor, mentee: User) -> None:
    client.force_login(mentee)
    use_up(POSTS, 28, by=mentee)
    statuses = [client.post(way(mentor), {}).status_code for _number in range(3)]
    assert statuses == [302] * 2 + [429]


def test_list_makes_the_same_number_of_queries_for_1_and_5(client: Client, mentee: User) -> None:
    client.force_login(mentee)
    WaitlistEntryFactory(member=mentee)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            content = page(client, reverse(LIST))
        assert content.count("/wait/stop/") == WaitlistEntry.objects.count()
        return len(caught)

    queries()
    with_one = queries()
    for _number in range(4):
        WaitlistEntryFactory(member=mentee, mentor=MentorFactory(bookable=True), asked_at=NOW - timedelta(days=1))
    assert queries() == with_one
