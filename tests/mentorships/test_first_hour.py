"""The first hour: a draft of the agreement that both sign after, and what goes with a booking of the two."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bookings.hooks import asides
from core import clock
from mentorships.errors import MentorshipRefused
from mentorships.models import Agreement
from mentorships.presenters.beside import beside
from mentorships.services import agreeing
from notifications.models import Notice
from notifications.services import build, notify
from tests.factories import AgendaItemFactory, BookingFactory, MentorshipFactory
from tests.factories.mentorships import BEGUN, STARTED
from tests.mentorships.pairs import DAY, sign
from tests.mentorships.test_services import LINES
from tests.mentorships.test_views_mentorships import at, now_formed

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_draft_is_signed_by_both_after() -> None:
    row = MentorshipFactory()
    made = agreeing.draft(mentorship=row, by=row.mentor.user, version=1, lines=LINES, now=STARTED)
    assert (made.version, made.mentee_signed_at, made.mentor_signed_at) == (2, None, None)
    assert not Notice.objects.exists()
    again = agreeing.draft(mentorship=row, by=row.mentee, version=1, lines=LINES, now=STARTED)
    assert again == made
    sign(row, row.mentor.user, version=2, now=STARTED)
    assert Notice.objects.get().recipient == row.mentee
    assert sign(row, row.mentee, version=2, now=STARTED).is_signed


@pytest.mark.parametrize("trait", ["wrapping_up", "ended"])
def test_no_draft_towards_the_end(trait: str) -> None:
    row = MentorshipFactory(**{trait: True})
    with pytest.raises(MentorshipRefused, match="coming to an end"):
        agreeing.draft(mentorship=row, by=row.mentee, version=1, lines=LINES, now=STARTED)


def test_two_who_fill_it_at_once_see_both_versions(client: Client) -> None:
    row = now_formed()
    page = reverse("mentorships:first_hour", args=[row.uuid])
    said = {"goal": "Lead a team", "rhythm": "1", "weeks": "8", "answer_days": "3", "version": "1"}
    client.force_login(row.mentee)
    assert "Get to know each other" in client.get(page).text
    assert client.post(page, said | {"rhythm": "9"}).status_code == 400
    assert client.post(page, said).status_code == 302
    client.force_login(row.mentor.user)
    clash = client.post(page, said | {"goal": "Lead two teams"})
    assert clash.status_code == 409
    assert "Lead a team" in clash.text
    assert "Lead two teams" in clash.text
    assert client.post(page, said | {"goal": "Lead both", "version": "2"}).status_code == 302
    latest = Agreement.objects.last()
    assert (latest.version, latest.goal, latest.is_signed_by(row.mentor.user)) == (3, "Lead both", False)


def test_any_two_find_questions_on_the_page_of_their_first_booking(client: Client) -> None:
    booking = BookingFactory(starts_at=clock.now() + DAY)
    client.force_login(booking.mentee)
    assert reverse("mentorships:first_talk") in client.get(booking.get_absolute_url()).text
    assert "What for" in client.get(reverse("mentorships:first_talk")).text
    second = BookingFactory(mentor=booking.mentor, mentee=booking.mentee, starts_at=booking.starts_at + DAY)
    assert reverse("mentorships:first_talk") not in client.get(second.get_absolute_url()).text


def test_agenda_is_on_the_bookings_page_of_the_two_and_in_its_reminder(client: Client) -> None:
    row = now_formed()
    booking = BookingFactory(mentor=row.mentor, mentee=row.mentee, starts_at=clock.now() + DAY)
    other = BookingFactory(mentor=row.mentor, starts_at=clock.now() + 3 * DAY)
    AgendaItemFactory(mentorship=row)
    for member in (row.mentee, row.mentor.user):
        client.force_login(member)
        assert "How do I say no to my boss?" in client.get(booking.get_absolute_url()).text
        data = {"starts_at": booking.starts_at.isoformat()}
        mail = build(notify(member, "booking_reminder_day", about=booking, data=data, now=clock.now()), now=clock.now())
        assert ("What you’ll talk about", "• How do I say no to my boss?") in mail.facts
    assert "How do I say no" not in client.get(other.get_absolute_url()).text
    assert at(row) in client.get(booking.get_absolute_url()).text


def test_nothing_goes_with_what_is_over_or_not_confirmed() -> None:
    row = MentorshipFactory(active=True)
    two = {"mentor": row.mentor, "mentee": row.mentee}
    booking = BookingFactory(**two, starts_at=STARTED + DAY)
    requested = BookingFactory(**two, starts_at=STARTED + 2 * DAY, requested=True)
    assert [aside.title for aside in asides(booking, row.mentee, now=STARTED)] == [
        "What you’ll talk about",
        "Your first hour",
    ]
    assert asides(booking, row.mentee, now=booking.ends_at) == []
    assert asides(requested, row.mentee, now=STARTED) == []


def test_what_is_added_at_the_start_is_for_the_next_meeting() -> None:
    row = MentorshipFactory(active=True)
    booking = BookingFactory(mentor=row.mentor, mentee=row.mentee, starts_at=STARTED + DAY)
    AgendaItemFactory(mentorship=row, text="Early", added_at=booking.starts_at - HOUR)
    AgendaItemFactory(mentorship=row, text="Late", added_at=booking.starts_at)
    assert beside(booking, row.mentee, now=booking.starts_at)[0].lines == ["Early"]
    assert beside(booking, row.mentee, now=BEGUN)[0].label == "Add to the agenda"
