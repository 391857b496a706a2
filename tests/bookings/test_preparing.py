"""What two people prepare for their session: who can edit it, until when, and what happens to conflicting edits."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bookings import services
from bookings.errors import BookingRefused, EditConflict
from bookings.models import Booking
from bookings.models.bookings import BookingQuerySet
from bookings.services import preparing
from bookings.services.preparing import version_of
from core import clock
from mentors.models import Mentor
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import BookingFactory, MentorFactory, UserFactory
from tests.pages import markup
from tests.races import all_at_once

pytestmark = pytest.mark.django_db
DRAFT, LINK = "Please read page two of my draft.", "https://docs.example.org/draft"


@pytest.fixture
def booking(mentor: Mentor, mentee: User) -> Booking:
    return book(mentor, mentee)


def prepare(booking: Booking, by: User, **changes: Any) -> Booking:
    wishes: dict[str, Any] = {"text": DRAFT, "link": LINK, "seen": version_of(booking), "now": NOW}
    return services.preparing.prepare(booking=booking, by=by, **(wishes | changes))


def test_each_changes_what_the_other_wrote(booking: Booking, mentor: Mentor, mentee: User) -> None:
    first = prepare(booking, mentee)
    assert (first.preparation, first.preparation_link, first.prepared_by) == (DRAFT, LINK, mentee)
    second = prepare(first, mentor.user, text=f"  {DRAFT} I’ve read it.\n")
    assert (second.preparation, second.prepared_by, second.prepared_at) == (f"{DRAFT} I’ve read it.", mentor.user, NOW)
    third = prepare(second, mentee, text="", link="")
    assert (third.preparation, third.preparation_link) == ("", "")


def test_saving_an_outdated_page_is_refused_and_loses_nothing(booking: Booking, mentor: Mentor, mentee: User) -> None:
    prepare(booking, mentor.user)
    with pytest.raises(EditConflict, match="Amara changed this while you were writing"):
        prepare(booking, mentee, text="Mine")
    booking.refresh_from_db()
    assert booking.preparation == DRAFT
    same = prepare(booking, mentee, seen="", now=NOW + timedelta(minutes=1))
    assert (same.prepared_by, same.prepared_at) == (mentor.user, NOW)


def test_saving_ones_own_outdated_page_is_refused_too(booking: Booking, mentee: User) -> None:
    prepare(booking, mentee)
    with pytest.raises(EditConflict, match="You’ve changed this in another window"):
        prepare(booking, mentee, text="Mine")


@pytest.mark.parametrize("link", ["http://example.org", "javascript:alert(1)", f"https://example.org/{'x' * 500}"])
def test_link_is_short_and_safe(booking: Booking, mentee: User, link: str) -> None:
    with pytest.raises(BookingRefused, match="https://"):
        prepare(booking, mentee, link=link)


def test_stranger_is_refused(booking: Booking) -> None:
    with pytest.raises(BookingRefused, match="isn’t your booking"):
        prepare(booking, UserFactory())


def test_it_can_be_changed_until_the_session_ends(booking: Booking, mentee: User) -> None:
    prepare(booking, mentee, now=booking.ends_at - timedelta(microseconds=1))
    with pytest.raises(BookingRefused, match="This session is over"):
        prepare(booking, mentee, text="More", now=booking.ends_at)


@pytest.mark.parametrize(("state", "reason"), [("requested", "isn’t confirmed yet"), ("cancelled", "no longer on")])
def test_only_a_confirmed_booking_can_be_prepared(state: str, reason: str) -> None:
    booking = BookingFactory(**{state: True})
    with pytest.raises(BookingRefused, match=reason):
        prepare(booking, booking.mentee)


@pytest.mark.django_db(transaction=True)
def test_one_of_two_concurrent_edits_is_refused() -> None:
    booking = BookingFactory(starts_at=WEDNESDAY)
    results = all_at_once(*(lambda p=person: prepare(booking, p, text=p.display_name) for person in booking.people))
    assert {type(result) for result in results} == {Booking, EditConflict}
    winner = next(result for result in results if isinstance(result, Booking))
    booking.refresh_from_db()
    assert booking.preparation == winner.preparation


def test_without_the_lock_an_edit_is_lost(booking: Booking, mentor: Mentor, mentee: User, monkeypatch: Any) -> None:
    original = preparing.version_of

    def look(row: Booking) -> str:
        version = original(row)
        monkeypatch.setattr(preparing, "version_of", original)
        prepare(booking, mentor.user, text="Theirs")
        return version

    monkeypatch.setattr(BookingQuerySet, "for_update", BookingQuerySet.with_people)
    monkeypatch.setattr(preparing, "version_of", look)
    prepare(booking, mentee, text="Mine")
    booking.refresh_from_db()
    assert booking.preparation == "Mine"


def send(client: Client, booking: Booking, **changes: str) -> Any:
    wishes = {"text": DRAFT, "link": LINK, "seen": version_of(booking)}
    return client.post(reverse("bookings:prepare", args=[booking.uuid]), wishes | changes)


@pytest.mark.usefixtures("fixed_clock")
def test_both_read_and_change_it_on_the_page(client: Client, booking: Booking, mentor: Mentor, mentee: User) -> None:
    client.force_login(mentee)
    response = send(client, booking)
    assert response["Location"] == f"{booking.get_absolute_url()}#prepare"
    client.force_login(mentor.user)
    page = markup(client.get(booking.get_absolute_url()))
    assert f'<p class="keep-lines">{DRAFT}</p>' in page
    assert f'<a href="{LINK}" rel="noopener noreferrer nofollow">{LINK}</a>' in page
    assert f"Last changed by {mentee.get_short_name()}, Mon 23 Nov, 09:50" in page
    assert DRAFT in markup(client.get(reverse("bookings:join", args=[booking.uuid])))
    booking.refresh_from_db()
    send(client, booking, text="I’ll read it.")
    client.force_login(mentee)
    assert "I’ll read it." in markup(client.get(booking.get_absolute_url()))


@pytest.mark.usefixtures("fixed_clock")
def test_old_page_shows_both_texts_and_saves_them_together(
    client: Client, booking: Booking, mentor: Mentor, mentee: User
) -> None:
    prepare(booking, mentor.user, text="Bring your figures.")
    client.force_login(mentee)
    response = send(client, booking)
    page = markup(response)
    assert response.status_code == 409
    assert "Amara changed this while you were writing." in page
    assert f'{reverse("bookings:prepare", args=[booking.uuid])}#prepare"' in page
    assert '<p class="keep-lines">Bring your figures.</p>' in page
    assert f">{DRAFT}</textarea>" in page.replace("> ", ">")
    booking.refresh_from_db()
    assert booking.preparation == "Bring your figures."
    assert f'value="{version_of(booking)}"' in page
    assert send(client, booking, text=f"Bring your figures. {DRAFT}").status_code == 302


@pytest.mark.usefixtures("fixed_clock")
def test_form_keeps_what_is_wrong(client: Client, booking: Booking, mentee: User) -> None:
    client.force_login(mentee)
    response = send(client, booking, link="https://me@evil.example")
    assert (response.status_code, DRAFT in markup(response)) == (400, True)


@pytest.mark.usefixtures("fixed_clock")
def test_strangers_find_nothing(client: Client, booking: Booking) -> None:
    for stranger in (MentorFactory(bookable=True).user, UserFactory(staff=True)):
        client.force_login(stranger)
        assert send(client, booking).status_code == 404
        assert client.get(reverse("bookings:prepare", args=[booking.uuid])).status_code == 404


def test_after_the_session_it_stays_and_cannot_be_changed(
    client: Client, booking: Booking, mentee: User, fixed_clock: Any
) -> None:
    prepare(booking, mentee)
    clock.move_to(booking.ends_at)
    client.force_login(mentee)
    page = markup(client.get(booking.get_absolute_url()))
    assert DRAFT in page
    assert reverse("bookings:prepare", args=[booking.uuid]) not in page
    response = client.post(
        reverse("bookings:prepare", args=[booking.uuid]), {"text": "Too late", "seen": ""}, follow=True
    )
    assert "This session is over." in markup(response)


def test_reminder_on_the_day_before_includes_it(booking: Booking, mentor: Mentor, mentee: User) -> None:
    prepare(booking, mentee)
    drain(now=NOW)
    mail.outbox.clear()
    drain(now=WEDNESDAY - timedelta(hours=24))
    reminders = [message for message in mail.outbox if message.subject.startswith("Reminder")]
    assert {message.to[0] for message in reminders} == {mentee.email, mentor.user.email}
    for message in reminders:
        assert DRAFT in message.body
        assert LINK in message.body
