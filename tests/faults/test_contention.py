"""Many people want what only one can have, over HTTP, from the real server as production runs it: 2.3.4."""

import re
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import httpx
import pytest
from django.db import connection

from bookings import services
from bookings.models import Booking, BookingStatus, SessionType
from notifications.models import Notice
from outbox.models import Job
from tests.factories import MentorFactory, SessionTypeFactory, UserFactory
from tests.faults.club import NOW, TOPIC, WEDNESDAY, Attempt, Club, Person, all_at_once, booking_page, shown_warning

HALF_HOUR = timedelta(minutes=30)
LOST = {
    "This time is no longer free. Please pick another.",
    "Someone has just taken this time. Please pick another.",
}
LOOKED_AT = 5  # losers whose next page is read
ROUNDS = [
    pytest.param(1, 40, id="short"),
    pytest.param(20, 200, id="long", marks=pytest.mark.long),
]


def crowd(club: Club, size: int) -> list[Person]:
    return [Person(club, user) for user in UserFactory.create_batch(size)]


def next_round() -> None:
    """Everybody may book again."""
    for model in (Job, Notice, Booking):
        model.objects.all().delete()


def deadlocks(club: Club) -> int:
    return int(club.postgres.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = 'club'")[0][0])


def check_bookings_and_answers(attempts: list[Attempt], answers: list[httpx.Response]) -> int:
    """Each success is a booking, each booking one success; a loser reads a kind sentence and keeps their words."""
    winners = [answer.headers["Location"] for answer in answers if answer.status_code == 302]
    assert sorted(winners) == sorted(booking.get_absolute_url() for booking in Booking.objects.all())
    told = Counter(answer.status_code for answer in answers)
    assert told.keys() <= {302, 303, 409}
    assert told[302] == len(winners)
    redirected = [pair for pair in zip(attempts, answers, strict=True) if pair[1].status_code == 303]
    pages = [attempt.person.get(answer.headers["Location"]) for attempt, answer in redirected[:LOOKED_AT]]
    for page in [*pages, *(answer for answer in answers if answer.status_code == 409)]:
        assert shown_warning(page) in LOST
        assert TOPIC in page.text
    assert Notice.objects.filter(kind="booking_confirmed").count() == 2 * len(winners)
    assert Job.objects.filter(kind="notifications.deliver").count() == Notice.objects.count()
    return len(winners)


@pytest.mark.parametrize(("rounds", "size"), ROUNDS)
def test_one_slot_is_booked_once(club: Club, say: Callable[[str], None], rounds: int, size: int) -> None:
    people, before, won = crowd(club, size), deadlocks(club), []
    for _round in range(rounds):
        mentor = MentorFactory(bookable=True)
        kind = mentor.session_types.get()
        attempts = [Attempt(person, booking_page(mentor), club.form(kind, WEDNESDAY)) for person in people]
        won.append(check_bookings_and_answers(attempts, all_at_once(attempts)))
        next_round()
    assert won == [1] * rounds
    assert deadlocks(club) == before
    say(f"one slot: {rounds} rounds of {size} clients, winners {Counter(won)}, no deadlock")


@pytest.mark.parametrize(("rounds", "size"), ROUNDS)
def test_sixteen_slots_with_overlapping_lengths_hold_what_fits(
    club: Club, say: Callable[[str], None], rounds: int, size: int
) -> None:
    people, before, won = crowd(club, size), deadlocks(club), []
    starts = [WEDNESDAY + place * HALF_HOUR for place in range(16)]
    for _round in range(rounds):
        mentor = MentorFactory(bookable=True)
        half, hour = mentor.session_types.get(), SessionTypeFactory(mentor=mentor, minutes=60)
        choices: list[tuple[SessionType, datetime]] = [(half, at) for at in starts] + [(hour, at) for at in starts[:-1]]
        picked = [choices[place % len(choices)] for place in range(size)]
        attempts = [
            Attempt(person, booking_page(mentor), club.form(*pick)) for person, pick in zip(people, picked, strict=True)
        ]
        answers = all_at_once(attempts)
        won.append(check_bookings_and_answers(attempts, answers))
        taken = sorted(Booking.objects.values_list("starts_at", "ends_at"))
        assert all(one[1] <= other[0] for one, other in pairwise(taken))
        for (kind, at), answer in zip(picked, answers, strict=True):
            ends = at + timedelta(minutes=kind.minutes)
            in_the_way = any(starts_at < ends and at < ends_at for starts_at, ends_at in taken)
            assert in_the_way or answer.status_code == 302, "somebody was refused a time that nobody has"
        next_round()
    assert min(won) >= 8  # sixteen half hours hold eight hours at least
    assert deadlocks(club) == before
    say(f"16 slots: {rounds} rounds of {size} clients, winners {min(won)} to {max(won)}, no deadlock")


def test_without_lock_and_constraint_one_slot_is_booked_more_than_once(
    quiet_club: Club, monkeypatch: pytest.MonkeyPatch, say: Callable[[str], None]
) -> None:
    club = quiet_club
    monkeypatch.setattr(club, "application", "tests.faults.unprotected:application")
    monkeypatch.setattr(club, "port", club.port + 1 if club.port < 65000 else club.port - 1)
    constraints = [constraint for constraint in Booking._meta.constraints if constraint.name.endswith("no_overlap")]
    mentor = MentorFactory(bookable=True)
    kind = mentor.session_types.get()
    attempts = [Attempt(person, booking_page(mentor), club.form(kind, WEDNESDAY)) for person in crowd(club, 12)]
    with connection.schema_editor() as editor:
        for constraint in constraints:
            editor.remove_constraint(Booking, constraint)
    try:
        with club.running("web"):
            answers = all_at_once(attempts)
    finally:
        booked = Booking.objects.count()
        next_round()
        with connection.schema_editor() as editor:
            for constraint in constraints:
                editor.add_constraint(Booking, constraint)
    winners = sum(answer.status_code == 302 for answer in answers)
    assert winners == booked > 1
    say(f"lock and constraint off: {winners} of 12 clients book the same slot")


def test_one_mentee_with_several_mentors_at_one_time_gets_one(club: Club) -> None:
    person = Person(club, UserFactory())
    attempts = [
        Attempt(person, booking_page(mentor), club.form(mentor.session_types.get(), WEDNESDAY))
        for mentor in MentorFactory.create_batch(4, bookable=True)
    ]
    answers = all_at_once(attempts)
    assert check_bookings_and_answers(attempts, answers) == 1


def test_accepting_and_taking_back_at_the_same_moment_end_in_one_state(club: Club, say: Callable[[str], None]) -> None:
    mentor = MentorFactory(bookable=True)
    kind = SessionTypeFactory(mentor=mentor, on_request=True)
    host, seen = Person(club, mentor.user), Counter[str]()
    for place in range(6):
        guest = Person(club, UserFactory())
        booking = services.booking.book(
            mentor=mentor, by=guest.user, session_type=kind, starts_at=WEDNESDAY + place * HALF_HOUR, topic=TOPIC,
            form_key=None, now=NOW,
        )  # fmt: skip
        page = booking.get_absolute_url()
        attempts = [
            Attempt(host, f"{page}answer/", {"decision": "accept", "message": ""}),
            Attempt(guest, f"{page}cancel/", {"message": ""}),
        ]
        accepted, cancelled = all_at_once(attempts) if place % 2 else reversed(all_at_once(attempts[::-1]))
        booking.refresh_from_db()
        told = Counter(Notice.objects.about(booking).values_list("kind", flat=True))
        was_accepted = booking.answered_at is not None
        assert cancelled.status_code == 302
        assert accepted.status_code == 302
        assert (booking.status, booking.sequence) == (BookingStatus.CANCELLED, 2 if was_accepted else 1)
        assert told["booking_confirmed"] == (2 if was_accepted else 0)
        assert told["booking_cancelled"] == 2
        seen["accepted first" if was_accepted else "cancelled first"] += 1
    say(f"accept against cancel: {dict(seen)}")


@pytest.mark.parametrize("times", [2, pytest.param(20, marks=pytest.mark.long)])
def test_form_posted_more_than_once_is_one_booking_and_the_same_answer(club: Club, times: int) -> None:
    mentor, person = MentorFactory(bookable=True), Person(club, UserFactory())
    form = club.form(mentor.session_types.get(), WEDNESDAY)
    page = person.get(f"{booking_page(mentor)}?type={form['type']}&at={form['at']}")
    key = re.search(r'name="form_key" value="([^"]+)"', page.text)
    assert key is not None
    attempt = Attempt(person, booking_page(mentor), form | {"form_key": str(uuid.UUID(key[1]))})
    answers = all_at_once([attempt] * times)
    booking = Booking.objects.get()
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [
        (302, booking.get_absolute_url())
    ] * times
    assert Notice.objects.filter(kind="booking_confirmed").count() == 2
