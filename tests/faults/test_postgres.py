"""PostgreSQL falls and comes back in the middle of many bookings, or may only be read: ASVS 5.0, clause 2.3.3."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from django.db import connection

from bookings.models import Booking
from notifications.models import Notice
from outbox.models import Job
from tests.factories import MentorFactory, UserFactory
from tests.faults.club import TOPIC, WEDNESDAY, Attempt, Club, Person, booking_page, with_client
from tests.faults.services import wait_until

AT_ONCE = 20  # people who wait for an answer at any moment
SLOTS = 10
KIND = "is either saved completely or not at all"


def attempts_for(club: Club, number: int) -> list[Attempt]:
    """As many people with a time of their own each."""
    attempts = []  # type: ignore[var-annotated]
    people = [Person(club, user) for user in UserFactory.create_batch(number)]
    for mentor in MentorFactory.create_batch(number // SLOTS, bookable=True):
        kind = mentor.session_types.get()
        for place in range(SLOTS):
            form = club.form(kind, WEDNESDAY + place * timedelta(minutes=30))
            attempts.append(Attempt(people[len(attempts)], booking_page(mentor), form))
    return attempts


def send_while(attempts: list[Attempt], *, half_way: Callable[[], None]) -> list[httpx.Response]:
    """Send every form, `AT_ONCE` at a time; when half of them are answered, `half_way` runs beside the others."""
    answered, fault = 0, threading.Thread(target=half_way)

    async def all_of_them(client: httpx.AsyncClient) -> list[httpx.Response]:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(attempt: Attempt) -> httpx.Response:
            nonlocal answered
            async with gate:
                answer = await attempt.person.send(client, attempt.path, attempt.form)
                answered += 1
                if answered == len(attempts) // 2:
                    fault.start()
                return answer

        return await asyncio.gather(*map(one, attempts))

    answers = with_client(all_of_them)
    fault.join()
    return answers


def booked() -> set[str]:
    return {booking.get_absolute_url() for booking in Booking.objects.all()}


def check_notices(bookings: int) -> None:
    """Two confirmations, four reminders and “Still coming?” where due, a job to each; none without its booking."""
    connection.ensure_connection()
    about = Counter(Notice.objects.values_list("about_id", flat=True))
    assert about == {str(row.pk): 6 + bool(row.reconfirm_from) for row in Booking.objects.all()}
    jobs = Job.objects.filter(kind="notifications.deliver").values_list("payload__notice", flat=True)
    assert sorted(jobs) == sorted(str(pk) for pk in Notice.objects.values_list("pk", flat=True))
    assert len(about) == bookings


@pytest.mark.parametrize("number", [pytest.param(60, id="short"), pytest.param(500, id="long", marks=pytest.mark.long)])
def test_restart_in_the_middle_of_many_bookings(club: Club, say: Callable[[str], None], number: int) -> None:
    attempts = attempts_for(club, number)
    connection.close()
    answers = send_while(attempts, half_way=club.postgres.restart)
    connection.close()
    seen = {answer.headers["Location"] for answer in answers if answer.status_code == 302}
    failed = [place for place, answer in enumerate(answers) if answer.status_code != 302]
    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) <= {302, 503}
    for place in failed:
        assert KIND in answers[place].text
        assert answers[place].headers["Content-Security-Policy"]
    assert seen <= booked()
    # The answer of a commit may be lost with the server: such a form, sent again, finds its booking.
    unseen = len(booked()) - len(seen)
    assert unseen <= int(club.environment()["WEB_CONCURRENCY"])
    check_notices(len(booked()))
    wait_until(lambda: Person(club, None).get("/mentors/").status_code == 200, "the web server")
    again = [attempts[place].person.post(attempts[place].path, attempts[place].form) for place in failed]
    assert {answer.status_code for answer in again} <= {302}
    seen |= {answer.headers["Location"] for answer in again}
    assert seen == booked()
    assert len(seen) == number
    check_notices(number)
    say(
        f"PostgreSQL restarted in the middle of {number} bookings: {dict(statuses)}, every failure a kind page; "
        f"{unseen} committed unseen; after sending those again {len(seen)} seen = {len(booked())} in the database"
    )


def test_database_that_may_only_be_read_serves_pages_and_says_so(club: Club, say: Callable[[str], None]) -> None:
    mentor, person = MentorFactory(bookable=True), Person(club, UserFactory())
    form = club.form(mentor.session_types.get(), WEDNESDAY)
    with club.postgres.read_only():
        pages = [
            "/",
            "/mentors/",
            f"/mentors/{mentor.slug}/",
            "/bookings/",
            "/me/",
            f"{booking_page(mentor)}?type={form['type']}&at={form['at']}",
        ]
        assert {page: person.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
        refused = person.post(booking_page(mentor), form)
        stranger = Person(club, None).post(
            "/contact/",
            {"name": "Ben", "email": "ben@example.org", "subject": "Hello", "message": "How does one begin?"},
        )
    for answer in (refused, stranger):
        assert answer.status_code == 503
        assert KIND in answer.text
        assert answer.headers["Retry-After"]
    assert (Booking.objects.count(), Notice.objects.count(), Job.objects.count()) == (0, 0, 0)
    assert person.post(booking_page(mentor), form).status_code == 302
    assert Booking.objects.get().topic == TOPIC
    say("read-only database: six pages 200, booking and contact 503 with a clear page, nothing written")
