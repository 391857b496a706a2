from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMessage

from accounts.models import User
from bookings import ical, services
from bookings.errors import BookingRefused
from bookings.models import Booking, MoveOutcome, MoveProposal
from bookings.openings import openings_for, openings_to_move
from mentors.models import Mentor, MentorStatus
from notifications.mail_content import MANY
from notifications.models import Notice, NoticeState
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.bookings.test_ical import read
from tests.factories import BusyTimeFactory, SessionTypeFactory, UserFactory

HALF_AN_HOUR = timedelta(minutes=30)
THURSDAY = WEDNESDAY + timedelta(days=1)
TIMES = (THURSDAY, THURSDAY + timedelta(hours=1), THURSDAY + timedelta(hours=2))


def propose(booking: Booking, *starts: datetime, now: datetime = NOW) -> MoveProposal:
    by = booking.mentor.user
    return services.moving.propose(booking=booking, by=by, starts=starts or TIMES, message="Sorry!", now=now)


def free(mentor: Mentor, start: datetime) -> bool:
    kind = mentor.session_types.get()
    return start in openings_for(mentor, kind, after=start, before=start + HALF_AN_HOUR, viewer=None, now=NOW)


def test_mentee_moves_at_once_and_the_old_time_is_free(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    assert not free(mentor, WEDNESDAY)
    services.moving.move(booking=booking, by=mentee, starts_at=THURSDAY, now=NOW)
    booking.refresh_from_db()
    assert (booking.starts_at, booking.ends_at, booking.moved_at) == (THURSDAY, THURSDAY + HALF_AN_HOUR, NOW)
    assert (free(mentor, WEDNESDAY), free(mentor, THURSDAY)) == (True, False)


def test_move_may_overlap_its_own_old_time(mentor: Mentor, mentee: User) -> None:
    """Peer failure 6: its own time, buffer and limits don't count against it."""
    mentor.rules.step_minutes, mentor.rules.buffer_minutes, mentor.rules.daily_limit = 15, 60, 1
    mentor.rules.save()
    booking = book(mentor, mentee)
    services.moving.move(booking=booking, by=mentee, starts_at=WEDNESDAY + timedelta(minutes=15), now=NOW)
    assert Booking.objects.get().starts_at == WEDNESDAY + timedelta(minutes=15)


def test_booking_cannot_move_to_its_own_time(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    with pytest.raises(BookingRefused, match="no longer free"):
        services.moving.move(booking=booking, by=mentee, starts_at=WEDNESDAY, now=NOW)
    assert Booking.objects.get().sequence == 0


@pytest.mark.parametrize("off", [timedelta(minutes=7), timedelta(hours=12), timedelta(days=90), timedelta(days=-2)])
def test_forged_times_are_refused(mentor: Mentor, mentee: User, off: timedelta) -> None:
    """Peer failure 3, on a move: off the grid, outside the hours, past the horizon, in the past."""
    booking = book(mentor, mentee)
    with pytest.raises(BookingRefused, match="no longer free"):
        services.moving.move(booking=booking, by=mentee, starts_at=WEDNESDAY + off, now=NOW)
    assert Booking.objects.get().starts_at == WEDNESDAY


def test_taken_times_are_refused_whoever_has_them(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    book(mentor, UserFactory(), starts_at=THURSDAY)
    with pytest.raises(BookingRefused, match="no longer free"):
        services.moving.move(booking=booking, by=mentee, starts_at=THURSDAY, now=NOW)
    end = THURSDAY + timedelta(days=1)
    assert THURSDAY not in openings_to_move(booking, after=THURSDAY, before=end, proposed=True, now=NOW)


@pytest.mark.parametrize(
    ("begins", "ends", "is_free"),
    [(0, 30, True), (0, 60, False), (-30, 30, True), (-30, 60, False), (30, 60, False), (60, 90, True)],
)
def test_outside_event_blocks_a_move_unless_it_is_the_booking_itself(
    mentor: Mentor, mentee: User, begins: int, ends: int, is_free: bool
) -> None:
    """A calendar shared without details shows the booking as a busy time of the same length."""
    booking = book(mentor, mentee)
    BusyTimeFactory(
        calendar__mentor=mentor,
        starts_at=WEDNESDAY + timedelta(minutes=begins),
        ends_at=WEDNESDAY + timedelta(minutes=ends),
    )
    free = openings_to_move(booking, after=WEDNESDAY, before=THURSDAY, proposed=False, now=NOW)
    assert (WEDNESDAY + HALF_AN_HOUR in free) == is_free


def test_event_at_the_bookings_time_does_not_block_a_move_with_a_longer_step(mentor: Mentor, mentee: User) -> None:
    mentor.rules.step_minutes = 15
    mentor.rules.save()
    booking = book(mentor, mentee)
    BusyTimeFactory(calendar__mentor=mentor, starts_at=WEDNESDAY, ends_at=WEDNESDAY + HALF_AN_HOUR)
    quarter = WEDNESDAY + timedelta(minutes=15)
    assert openings_to_move(booking, after=quarter, before=quarter + timedelta(minutes=1), proposed=False, now=NOW)


@pytest.mark.parametrize("proposed", [True, False])
def test_booking_with_a_mentor_whose_account_is_closed_stays_where_it_is(
    mentor: Mentor, mentee: User, proposed: bool
) -> None:
    booking = book(mentor, mentee)
    User.objects.filter(pk=mentor.user_id).update(is_active=False)
    booking = Booking.objects.with_people().get()
    end = THURSDAY + timedelta(days=1)
    assert openings_to_move(booking, after=THURSDAY, before=end, proposed=proposed, now=NOW) == []


def test_reconfirmation_and_lateness_are_reset_by_a_move(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    said = ("reconfirmed_at", "warned_at", "mentor_late_at", "mentee_late_at")
    Booking.objects.update(**dict.fromkeys(said, NOW))
    services.moving.move(booking=booking, by=mentee, starts_at=THURSDAY, now=NOW)
    assert Booking.objects.values_list(*said).get() == (None,) * 4


@pytest.mark.parametrize("trait", ["cancelled", "past", "requested"])
def test_only_upcoming_confirmed_bookings_move(mentor: Mentor, mentee: User, trait: str) -> None:
    """Peer failure 6: no move of past or cancelled bookings, by either side."""
    now = NOW
    if trait == "requested":
        booking = book(mentor, mentee, session_type=SessionTypeFactory(mentor=mentor, on_request=True))
    else:
        booking = book(mentor, mentee)
    if trait == "cancelled":
        services.cancelling.cancel(booking=booking, by=mentee, message="", now=NOW)
    if trait == "past":
        now = WEDNESDAY
    with pytest.raises(BookingRefused):
        services.moving.move(booking=booking, by=mentee, starts_at=THURSDAY, now=now)
    with pytest.raises(BookingRefused):
        propose(booking, now=now)
    assert Booking.objects.get().starts_at == WEDNESDAY
    assert not MoveProposal.objects.exists()


def test_no_one_else_moves_or_proposes(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    for by in (mentor.user, UserFactory()):
        with pytest.raises(BookingRefused, match="can’t move this booking"):
            services.moving.move(booking=booking, by=by, starts_at=THURSDAY, now=NOW)
    for by in (mentee, UserFactory()):
        with pytest.raises(BookingRefused, match="Only the mentor"):
            services.moving.propose(booking=booking, by=by, starts=[THURSDAY], message="", now=NOW)


def test_move_deadline_is_the_clubs(mentor: Mentor, mentee: User, settings: LazySettings) -> None:
    booking = book(mentor, mentee)
    mentor.rules.notice_hours = 0
    mentor.rules.save()
    in_time, late = WEDNESDAY - timedelta(hours=12), WEDNESDAY - timedelta(hours=12) + timedelta(seconds=1)
    with pytest.raises(BookingRefused, match="up to 12 hours before"):
        services.moving.move(booking=booking, by=mentee, starts_at=THURSDAY, now=late)
    services.moving.move(booking=booking, by=mentee, starts_at=THURSDAY, now=in_time)
    settings.MOVE_HOURS = 0
    services.moving.move(booking=booking, by=mentee, starts_at=WEDNESDAY + HALF_AN_HOUR, now=in_time)


def test_cancellation_deadline_applies_to_mentees_only(mentor: Mentor, mentee: User, settings: LazySettings) -> None:
    settings.CANCEL_HOURS = 6
    booking, in_time = book(mentor, mentee), WEDNESDAY - timedelta(hours=6)
    late = in_time + timedelta(seconds=1)
    with pytest.raises(BookingRefused, match="up to 6 hours before"):
        services.cancelling.cancel(booking=booking, by=mentee, message="", now=late)
    services.cancelling.cancel(booking=booking, by=mentor.user, message="", now=late)
    other = book(mentor, mentee)
    assert services.cancelling.cancel(booking=other, by=mentee, message="", now=in_time).cancelled_by == mentee


def test_move_keeps_the_entry_and_tells_both(mentor: Mentor, mentee: User) -> None:
    """Peer failures 20 and 22: one entry for life, a higher SEQUENCE each time, no invitation left behind."""
    booking = book(mentor, mentee)
    sequences = [booking.sequence]
    for start in (THURSDAY, WEDNESDAY + HALF_AN_HOUR, THURSDAY):
        booking = services.moving.move(booking=booking, by=mentee, starts_at=start, now=NOW)
        drain(now=NOW)
        for reader in (mentee, mentor.user):
            calendar, entry = read(ical.invitation(booking, reader=reader, now=NOW))
            assert (calendar["METHOD"], entry["UID"], entry.start) == ("REQUEST", ical.uid(booking), start)
        sequences.append(int(entry["SEQUENCE"]))
    assert sequences == [0, 1, 2, 3]
    told = Notice.objects.filter(kind="booking_moved").values_list("recipient", flat=True)
    assert sorted(told) == sorted([mentor.user_id, mentee.pk] * 3)


def told_of_moves(mails: list[EmailMessage], reader: User) -> list[EmailMessage]:
    return [mail for mail in mails if mail.subject.startswith("Moved:") and mail.to == [reader.email]]


def test_queued_moves_become_one_mail_from_the_time_last_told(
    mentor: Mentor, mentee: User, mailoutbox: list[EmailMessage]
) -> None:
    booking = book(mentor, mentee)
    for start in (*TIMES, WEDNESDAY + HALF_AN_HOUR):
        services.moving.move(booking=booking, by=mentee, starts_at=start, now=NOW)
    drain(now=NOW)
    (mail,) = told_of_moves(mailoutbox, mentor.user)
    assert "It was Wed 25 Nov, 10:00 before." in mail.body
    _calendar, entry = read(mail.attachments[0].content.encode())
    assert (entry.start, int(entry["SEQUENCE"])) == (WEDNESDAY + HALF_AN_HOUR, 4)
    assert Notice.objects.filter(kind="booking_moved").count() == 2


def test_mail_of_a_booking_moved_back_names_no_old_time(
    mentor: Mentor, mentee: User, mailoutbox: list[EmailMessage]
) -> None:
    booking = book(mentor, mentee)
    for start in (THURSDAY, WEDNESDAY):
        services.moving.move(booking=booking, by=mentee, starts_at=start, now=NOW)
    drain(now=NOW)
    (mail,) = told_of_moves(mailoutbox, mentor.user)
    assert "It was " not in mail.body


def test_delayed_mail_is_sent_halfway_to_the_earlier_of_both_times(mentor: Mentor, mentee: User) -> None:
    """Otherwise someone might come at the old time."""
    booking, now = book(mentor, mentee), WEDNESDAY - timedelta(hours=24)
    told = {"kind": "booking_moved", "caused_by": mentee.uuid, "state": NoticeState.SENT, "settled_at": now}
    Notice.objects.bulk_create(
        Notice(**told, recipient=person, due_at=now, created_at=now)
        for person in booking.people
        for _ in range(MANY.times)
    )
    services.moving.move(booking=booking, by=mentee, starts_at=THURSDAY, now=now)
    assert set(Notice.objects.about(booking).filter(kind="booking_moved").values_list("due_at", flat=True)) == {
        now + timedelta(hours=12)
    }


def test_mails_about_the_old_time_are_dropped(mentor: Mentor, mentee: User) -> None:
    """Peer failure 24: reminders follow the move, and no email names an outdated time."""
    booking = book(mentor, mentee)
    services.moving.move(booking=booking, by=mentee, starts_at=THURSDAY, now=NOW)
    services.moving.move(booking=booking, by=mentee, starts_at=THURSDAY + HALF_AN_HOUR, now=NOW)
    drain(now=THURSDAY + HALF_AN_HOUR - timedelta(minutes=30))
    sent = Notice.objects.filter(state=NoticeState.SENT)
    assert sent.filter(kind="booking_moved").count() == 2
    assert sent.filter(kind__startswith="booking_reminder").count() == 2
    dropped = Notice.objects.filter(state=NoticeState.DROPPED)
    assert set(dropped.values_list("kind", "reason")) == {
        ("booking_reconfirm", "the booking was moved"),
        ("booking_reminder_day", "the booking was moved"),
        ("booking_reminder_hour", "the booking was moved"),
        ("booking_reminder_day", "too late, the reminder of the last hour is due"),
    }


def test_proposal_changes_nothing_until_it_is_accepted(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    proposal = propose(booking)
    assert (free(mentor, WEDNESDAY), free(mentor, THURSDAY)) == (False, True)
    services.moving.accept(proposal=proposal, by=mentee, starts_at=TIMES[1], now=NOW)
    booking.refresh_from_db()
    proposal.refresh_from_db()
    assert (booking.starts_at, booking.sequence) == (TIMES[1], 1)
    assert (proposal.outcome, proposal.settled_at) == (MoveOutcome.MOVED, NOW)
    assert free(mentor, WEDNESDAY)


def test_proposal_ignores_the_mentors_own_notice_and_pause(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    Mentor.objects.filter(pk=mentor.pk).update(status=MentorStatus.PAUSED)
    booking.mentor.refresh_from_db()
    soon = datetime(2026, 11, 23, 10, tzinfo=NOW.tzinfo)
    services.moving.accept(proposal=propose(booking, soon), by=mentee, starts_at=soon, now=NOW)
    Booking.objects.filter(pk=booking.pk).update(starts_at=WEDNESDAY, ends_at=WEDNESDAY + HALF_AN_HOUR)
    with pytest.raises(BookingRefused, match="no longer free"):
        services.moving.move(booking=booking, by=mentee, starts_at=THURSDAY, now=NOW)


@pytest.mark.parametrize("starts", [(), (*TIMES, TIMES[0] + HALF_AN_HOUR), (WEDNESDAY,), (THURSDAY, NOW)])
def test_proposal_has_one_to_three_free_times(mentor: Mentor, mentee: User, starts: tuple[datetime, ...]) -> None:
    booking = book(mentor, mentee)
    with pytest.raises(BookingRefused):
        services.moving.propose(booking=booking, by=mentor.user, starts=starts, message="", now=NOW)
    assert not MoveProposal.objects.exists()


def test_offered_time_taken_in_the_meantime_is_refused_and_the_others_stay(mentor: Mentor, mentee: User) -> None:
    proposal = propose(book(mentor, mentee))
    book(mentor, UserFactory(), starts_at=TIMES[0])
    with pytest.raises(BookingRefused, match="no longer free"):
        services.moving.accept(proposal=proposal, by=mentee, starts_at=TIMES[0], now=NOW)
    services.moving.accept(proposal=proposal, by=mentee, starts_at=TIMES[1], now=NOW)


def test_times_that_were_not_offered_are_refused(mentor: Mentor, mentee: User) -> None:
    proposal = propose(book(mentor, mentee))
    with pytest.raises(BookingRefused, match="Please pick one of the times on offer"):
        services.moving.accept(proposal=proposal, by=mentee, starts_at=TIMES[2] + HALF_AN_HOUR, now=NOW)


@pytest.mark.parametrize("change", ["moved", "cancelled", "withdrawn", "replaced", "kept", "started"])
def test_outdated_proposals_are_refused(mentor: Mentor, mentee: User, change: str) -> None:
    booking, now = book(mentor, mentee), NOW
    proposal = propose(booking)
    match change:
        case "moved":
            services.moving.move(booking=booking, by=mentee, starts_at=TIMES[0], now=NOW)
        case "cancelled":
            services.cancelling.cancel(booking=booking, by=mentor.user, message="", now=NOW)
        case "withdrawn":
            services.moving.withdraw(proposal=proposal, by=mentor.user, now=NOW)
        case "replaced":
            propose(booking, TIMES[2])
        case "kept":
            services.moving.keep_time(proposal=proposal, by=mentee, message="", now=NOW)
        case "started":
            now = WEDNESDAY
    before = Booking.objects.get()
    assert (
        proposal.booking.move_proposals.get(pk=proposal.pk).outcome
        == {
            "moved": MoveOutcome.OUTDATED,
            "cancelled": MoveOutcome.OUTDATED,
            "withdrawn": MoveOutcome.WITHDRAWN,
            "replaced": MoveOutcome.WITHDRAWN,
            "kept": MoveOutcome.KEPT,
            "started": MoveOutcome.OPEN,
        }[change]
    )
    with pytest.raises(BookingRefused, match="out of date"):
        services.moving.accept(proposal=proposal, by=mentee, starts_at=TIMES[1], now=now)
    with pytest.raises(BookingRefused, match="out of date"):
        services.moving.keep_time(proposal=proposal, by=mentee, message="", now=now)
    after = Booking.objects.get()
    assert (after.starts_at, after.sequence, after.status) == (before.starts_at, before.sequence, before.status)


def test_strangers_and_the_mentor_answer_no_proposal(mentor: Mentor, mentee: User) -> None:
    proposal = propose(book(mentor, mentee))
    for by in (mentor.user, UserFactory()):
        with pytest.raises(BookingRefused, match="isn’t your booking"):
            services.moving.accept(proposal=proposal, by=by, starts_at=TIMES[0], now=NOW)
    with pytest.raises(BookingRefused, match="already been answered"):
        services.moving.withdraw(proposal=proposal, by=mentee, now=NOW)
    assert MoveProposal.objects.get().outcome == MoveOutcome.OPEN


def test_mentor_is_told_that_the_time_stays(mentor: Mentor, mentee: User) -> None:
    proposal = propose(book(mentor, mentee))
    services.moving.keep_time(proposal=proposal, by=mentee, message=" It suits me best. ", now=NOW)
    assert (MoveProposal.objects.get().outcome, MoveProposal.objects.get().answer) == ("kept", "It suits me best.")
    assert Notice.objects.get(kind="booking_move_kept").recipient == mentor.user


def test_bookings_outlive_a_change_of_zone_and_can_still_move(mentor: Mentor, mentee: User) -> None:
    """Peer failure 16: the agreed instant stays when the mentor moves house."""
    booking = book(mentor, mentee)
    mentor.user.time_zone = "Pacific/Auckland"
    mentor.user.save()
    booking.refresh_from_db()
    assert booking.starts_at == WEDNESDAY
    nine_in_auckland = datetime(2026, 11, 25, 20, tzinfo=NOW.tzinfo)
    booking = Booking.objects.get()
    services.moving.move(booking=booking, by=mentee, starts_at=nine_in_auckland, now=NOW)
    assert Booking.objects.get().starts_at == nine_in_auckland
