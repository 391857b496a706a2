"""An admin closes an account: its bookings and the like end, and the other people are told."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts import services
from accounts.models import User
from bookings.errors import BookingRefused
from bookings.models import Booking, BookingStatus, MoveOutcome, StandbyOffer, WaitlistEntry
from bookings.services import waitlist
from core import clock
from feedback.services import MAILED, SHARED, link
from mentors.models import ApplicationState, Mentor
from notifications.models import Notice
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import (
    ApplicationFactory,
    BookingFactory,
    FeedbackRequestFactory,
    MentorFactory,
    MoveProposalFactory,
    NoShowFactory,
    StandbyOfferFactory,
    UserFactory,
    WaitlistEntryFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor", "at_now")]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PASSWORD = "a good hour with tea"
# Relations to a member or a mentor that end when the account is closed …
ENDS = {
    "bookings.Booking.mentee",
    "bookings.Booking.mentor",
    "bookings.StandbyOffer.member",
    "bookings.WaitlistEntry.member",
    "bookings.WaitlistEntry.mentor",
    "matching.Ask.mentor",
    "matching.Dismissal.member",
    "matching.Invitation.member",
    "matching.Need.member",
    "matching.Participant.member",
    "matching.Request.mentee",
    "mentorships.Mentorship.mentee",
    "mentorships.Mentorship.mentor",
    "mentors.Application.applicant",
    "mentors.SavedMentor.member",
    "mentors.SavedSearch.member",
    "usersessions.UserSession.user",
}
# … and those that stay, for a reopened account or for others; no one waits for them, and they grant no access.
STAYS = {
    "transfer.Arrival.member",
    "data_protection.Erasure.member",
    "data_protection.Export.member",
    "data_protection.InactivityWarning.member",
    "account.EmailAddress.user",
    "accounts.Block.blocker",  # two who don't want to meet still don't when an account is reopened
    "admin.LogEntry.user",
    "bookings.BookingRules.mentor",
    "bookings.CalendarFeed.user",
    "bookings.DateOverride.mentor",
    "bookings.FreeTime.mentor",
    "club_pages.Consent.member",
    "conversations.Preferences.member",  # no one can write to a closed account
    "bookings.Hold.mentor",  # expires within ten minutes, and can't be booked
    "bookings.SessionType.mentor",
    "bookings.WeeklyHours.mentor",
    "calendars.OutsideCalendar.mentor",
    "feedback.Feedback.given_to",
    "feedback.MonthlyLetter.mentor",  # none is written to a closed account, and one that waits isn't sent
    "matching.Ask.suggests",  # a name; whoever isn't listed is left out
    "matching.Dismissal.mentor",
    "matching.Request.suggested",  # a name on a request; whoever isn't listed is left out
    "mentorships.Offer.mentor",  # whoever isn't listed can't be asked
    "meetings.Meeting.mentor",
    "meetings.MeetingPreference.mentor",
    "mentors.FeaturedMentor.mentor",  # no page shows a closed account
    "mentors.Mentor.user",
    "mentors.SavedMentor.mentor",
    "mentors.TopicSuggestion.mentor",  # the team may decide it all the same
    "mentors.SearchDocument.mentor",  # no search shows a closed account
    "mfa.Authenticator.user",
    "notifications.Notice.recipient",
    "notifications.SuppressedAddress.member",
    "safety.Measure.member",  # a removal is one, and can be appealed
    "socialaccount.SocialAccount.user",
}


@pytest.fixture
def at_now(settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)


@pytest.fixture
def member() -> User:
    return UserFactory(display_name="Ann Lee", email="ann@example.org", password=make_password(PASSWORD))


@pytest.fixture
def mentor() -> Mentor:
    return MentorFactory(bookable=True)


def set_active(member: User, *, active: bool) -> None:
    """Open or close the account with the admin's form."""
    admin = Client()
    admin.force_login(UserFactory(staff=True))
    form = {"display_name": member.display_name, "language": "en", "time_zone": "Europe/Berlin"}
    page = reverse("admin:accounts_user_change", args=[member.pk])
    assert admin.post(page, form | ({"is_active": "on"} if active else {})).status_code == 302
    member.refresh_from_db()
    assert member.is_active is active


def close(member: User) -> None:
    set_active(member, active=False)


def told(member: User) -> list[str]:
    return sorted(Notice.objects.filter(recipient=member).values_list("kind", flat=True))


def test_every_relation_to_a_member_is_listed_as_ending_or_staying() -> None:
    found = {
        f"{link.related_model._meta.label}.{link.field.name}"
        for model in (User, Mentor)
        for link in model._meta.related_objects
    }
    assert found == ENDS | STAYS
    assert not ENDS & STAYS


@pytest.mark.parametrize("starts", [NOW + HOUR, NOW + 20 * DAY])  # too late for the mentee to cancel, and in time
def test_bookings_of_a_mentee_are_cancelled_and_the_mentor_is_told(
    member: User, mentor: Mentor, starts: datetime
) -> None:
    booking = BookingFactory(mentor=mentor, mentee=member, starts_at=starts)
    proposal = MoveProposalFactory(booking=booking)
    request = BookingFactory(mentor=mentor, mentee=member, starts_at=starts + DAY, requested=True, created_at=NOW)
    begun = BookingFactory(mentor=mentor, mentee=member, starts_at=NOW - timedelta(minutes=5))
    close(member)
    for row in (booking, proposal, request, begun):
        row.refresh_from_db()
    assert (booking.status, booking.cancelled_by) == (BookingStatus.CANCELLED, member)
    assert (request.status, proposal.outcome) == (BookingStatus.CANCELLED, MoveOutcome.OUTDATED)
    assert begun.is_confirmed
    assert told(mentor.user) == ["booking_cancelled", "booking_cancelled"]


def test_bookings_of_a_mentor_are_cancelled_and_the_mentees_are_told(mentor: Mentor) -> None:
    agreed, asked = UserFactory(), UserFactory()
    BookingFactory(mentor=mentor, mentee=agreed, starts_at=NOW + DAY)
    BookingFactory(mentor=mentor, mentee=asked, starts_at=NOW + 2 * DAY, requested=True, created_at=NOW)
    WaitlistEntryFactory(mentor=mentor)
    close(mentor.user)
    assert set(Booking.objects.values_list("status", flat=True)) == {BookingStatus.CANCELLED, BookingStatus.DECLINED}
    assert (told(agreed), told(asked)) == (["booking_cancelled"], ["booking_declined"])
    waitlist.forget(now=NOW)
    assert not WaitlistEntry.objects.exists()
    mentor.refresh_from_db()
    assert mentor.status == "listed"  # for when the account is opened again
    assert not mentor.is_listed


def test_places_offers_and_applications_of_a_member_end(member: User, mentor: Mentor) -> None:
    WaitlistEntryFactory(mentor=mentor, member=member)
    StandbyOfferFactory(member=member, ready=True)
    sent = ApplicationFactory(applicant=member, submitted=True)
    place, offer = WaitlistEntryFactory(mentor=mentor), StandbyOfferFactory(ready=True)
    other = ApplicationFactory(submitted=True)
    close(member)
    assert (WaitlistEntry.objects.get(), StandbyOffer.objects.get()) == (place, offer)
    for application in (sent, other):
        application.refresh_from_db()
    assert (sent.state, other.state) == (ApplicationState.WITHDRAWN, ApplicationState.SUBMITTED)


def test_draft_and_undecided_reports_stay(member: User, mentor: Mentor) -> None:
    draft = ApplicationFactory(applicant=member)
    no_show = NoShowFactory(booking__mentor=mentor, booking__mentee=member, booking__starts_at=NOW - DAY)
    close(member)
    for row in (draft, no_show):
        row.refresh_from_db()
    assert draft.state == ApplicationState.DRAFT
    assert no_show.is_open


@pytest.mark.parametrize("purpose", [MAILED, SHARED])
def test_feedback_link_of_a_closed_account_is_invalid(member: User, client: Client, purpose: str) -> None:
    asked = FeedbackRequestFactory(booking__mentee=member, booking__starts_at=NOW - DAY)
    page = link(asked, purpose)
    assert client.get(page).status_code == 200
    close(member)
    words = {"usefulness": "5", "helped": "A lot.", "platform_message": "Hello."}
    assert [client.get(page).status_code, client.post(page, words).status_code] == [404, 404]
    assert not Notice.objects.filter(kind__in=("feedback_received", "platform_message", "feedback_code")).exists()


def test_sessions_end_and_do_not_come_back_with_the_account(member: User, client: Client) -> None:
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    somebody = Client()
    somebody.force_login(UserFactory())
    assert client.get(reverse("accounts:me")).status_code == 200
    close(member)
    assert client.get(reverse("accounts:me")).status_code == 302
    set_active(member, active=True)
    assert client.get(reverse("accounts:me")).status_code == 302
    assert not UserSession.objects.filter(user=member).exists()
    assert somebody.get(reverse("accounts:me")).status_code == 200


def test_booking_in_progress_while_the_account_is_closed_is_refused(member: User, mentor: Mentor) -> None:
    services.close(user=User.objects.get(pk=member.pk), by=UserFactory(staff=True), now=NOW)
    with pytest.raises(BookingRefused, match="closed"):
        book(mentor, member)


def test_closing_twice_tells_once(member: User, mentor: Mentor) -> None:
    BookingFactory(mentor=mentor, mentee=member, starts_at=WEDNESDAY)
    for _ in range(2):
        services.close(user=member, by=UserFactory(staff=True), now=NOW)
    assert told(mentor.user) == ["booking_cancelled"]
