from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError

from accounts.models import User
from bookings import services, tasks
from bookings.errors import BookingRefused
from bookings.models import Booking, BookingStatus, NoShow, NoShowOutcome, Role
from core import clock
from mentors.models import Mentor
from notifications.models import Notice, NoticeState
from outbox.services import drain
from tests.bookings.moments import WEDNESDAY
from tests.factories import BookingFactory, NoShowFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LATER = WEDNESDAY + timedelta(hours=1)


@pytest.fixture
def booking(mentor: Mentor, mentee: User) -> Booking:
    return BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY)


def report(booking: Booking, by: User | None = None, **changes: Any) -> NoShow:
    """The mentor says an hour after the start that the mentee was not there, unless `changes` say otherwise."""
    wishes: dict[str, Any] = {"by": by or booking.mentor.user, "message": "I waited.", "now": LATER}
    return services.no_shows.report(booking=booking, **(wishes | changes))


def answer(no_show: NoShow, *, agree: bool, **changes: Any) -> NoShow:
    wishes: dict[str, Any] = {"by": no_show.absentee, "message": "I was there.", "now": LATER + DAY}
    return services.no_shows.answer(no_show=no_show, agree=agree, **(wishes | changes))


def told() -> set[tuple[str, str]]:
    rows = Notice.objects.select_related("recipient")
    return {(row.kind, row.recipient.email if row.recipient else row.address) for row in rows}


def state(no_show: NoShow) -> tuple[str, Any]:
    row = NoShow.objects.get(pk=no_show.pk)
    return row.outcome, row.settled_at


@pytest.mark.parametrize("who", [Role.MENTEE, Role.MENTOR])
def test_either_can_report_the_other_who_is_then_asked(
    booking: Booking, mentor: Mentor, mentee: User, who: Role
) -> None:
    by, absent = (mentor.user, mentee) if who == Role.MENTEE else (mentee, mentor.user)
    no_show = report(booking, by)
    assert (no_show.absent, no_show.absentee, no_show.reporter) == (who, absent, by)
    assert (no_show.outcome, no_show.message, no_show.reported_at) == ("", "I waited.", LATER)
    assert told() == {("no_show_reported", absent.email)}


def test_no_show_is_reported_after_the_start_and_within_seven_days(booking: Booking) -> None:
    """Peer failure 28: never before the start."""
    with pytest.raises(BookingRefused, match="It hasn’t started yet"):
        report(booking, now=WEDNESDAY - SECOND)
    with pytest.raises(BookingRefused, match="within seven days"):
        report(booking, now=WEDNESDAY + 7 * DAY)
    assert report(booking, now=WEDNESDAY).is_open
    NoShow.objects.all().delete()
    assert report(booking, now=WEDNESDAY + 7 * DAY - SECOND).is_open


@pytest.mark.parametrize("status", [each for each in BookingStatus if each != BookingStatus.CONFIRMED])
def test_only_confirmed_bookings_can_be_reported(booking: Booking, status: BookingStatus) -> None:
    """Peer failure 28: never on a cancelled booking, nor on one that was never agreed."""
    dates = {"cancelled_at": WEDNESDAY - DAY} if status == BookingStatus.CANCELLED else {"expires_at": WEDNESDAY}
    Booking.objects.filter(pk=booking.pk).update(status=status, **dates)
    for by in (booking.mentor.user, booking.mentee):
        with pytest.raises(BookingRefused, match="This wasn’t a confirmed booking, so no one was expected"):
            report(booking, by)
    assert not NoShow.objects.exists()


def test_only_the_two_can_report_and_only_once(booking: Booking) -> None:
    with pytest.raises(BookingRefused, match="isn’t your booking"):
        report(booking, UserFactory())
    report(booking)
    with pytest.raises(BookingRefused, match="You’ve already told us"):
        report(booking, now=LATER + DAY)
    assert NoShow.objects.count() == 1


def test_agreed_report_is_confirmed_and_both_are_told(booking: Booking, mentor: Mentor, mentee: User) -> None:
    no_show = answer(report(booking), agree=True, message=" Sorry, I was ill. ")
    assert state(no_show) == (NoShowOutcome.CONFIRMED, LATER + DAY)
    assert NoShow.objects.get().answer == "Sorry, I was ill."
    assert told() >= {("no_show_settled", mentee.email), ("no_show_settled", mentor.user.email)}


def test_disputed_report_counts_for_no_one_until_the_team_decides(booking: Booking, mentor: Mentor) -> None:
    no_show = report(booking)
    with pytest.raises(BookingRefused, match="in a few words"):
        answer(no_show, agree=False, message=" \u200b ")
    answer(no_show, agree=False)
    assert state(no_show) == (NoShowOutcome.DISPUTED, None)
    assert told() >= {("no_show_disputed", mentor.user.email), ("no_show_for_team", "team@example.org")}
    assert services.no_shows.settle(now=LATER + 30 * DAY) == 0
    assert state(no_show) == (NoShowOutcome.DISPUTED, None)


def test_only_the_absent_person_answers_once_and_in_time(booking: Booking) -> None:
    no_show = report(booking)
    for by in (booking.mentor.user, UserFactory()):
        with pytest.raises(BookingRefused, match="You can’t answer this"):
            answer(no_show, agree=True, by=by)
    with pytest.raises(BookingRefused, match="already been settled"):
        answer(no_show, agree=True, now=LATER + 7 * DAY)
    answer(no_show, agree=True, now=LATER + 7 * DAY - SECOND)
    with pytest.raises(BookingRefused, match="already been settled"):
        answer(no_show, agree=False)


@pytest.mark.usefixtures("fixed_clock")
def test_report_without_an_answer_is_confirmed_after_seven_days(booking: Booking) -> None:
    no_show = report(booking)
    clock.move_to(LATER + 7 * DAY - SECOND * 5)
    tasks.settle_no_shows()
    assert state(no_show) == (NoShowOutcome.OPEN, None)
    clock.move_to(LATER + 7 * DAY)
    tasks.settle_no_shows()
    assert state(no_show)[0] == NoShowOutcome.CONFIRMED
    assert Notice.objects.filter(kind="no_show_settled").count() == 2
    tasks.settle_no_shows()
    assert Notice.objects.filter(kind="no_show_settled").count() == 2


def test_whoever_is_reported_answers_and_can_t_say_the_same_of_the_other(booking: Booking, mentee: User) -> None:
    first = report(booking)
    with pytest.raises(BookingRefused, match="They’ve told us that you weren’t there"):
        report(booking, mentee, message="I was in the room.")
    answer(first, agree=False, message="I was in the room.")
    with pytest.raises(BookingRefused, match="They’ve told us that you weren’t there"):
        report(booking, mentee, message="I was in the room.")
    assert NoShow.objects.get() == first


def test_confirmed_absentee_cannot_report_the_other(booking: Booking, mentee: User) -> None:
    answer(report(booking), agree=True)
    with pytest.raises(BookingRefused, match="already settled"):
        report(booking, mentee, now=LATER + 2 * DAY)


@pytest.mark.parametrize("counts", [True, False])
def test_team_decides_a_dispute_and_both_are_told(booking: Booking, counts: bool) -> None:
    no_show, staff = answer(report(booking), agree=False), UserFactory(staff=True)
    Notice.objects.all().delete()
    at = LATER + 3 * DAY
    services.no_shows.decide(no_show=no_show, by=staff, counts=counts, message="We looked.", now=at)
    expected = NoShowOutcome.CONFIRMED if counts else NoShowOutcome.DISMISSED
    assert state(no_show) == (expected, at)
    assert NoShow.objects.get().is_for_team  # so that the team can look up its decision
    assert told() == {("no_show_settled", booking.mentee.email), ("no_show_settled", booking.mentor.user.email)}
    mail.outbox = []
    drain(now=at)
    assert all("We looked." in message.body for message in mail.outbox)
    assert len(mail.outbox) == 2


def test_team_lifts_or_upholds_a_no_show_on_appeal(booking: Booking) -> None:
    staff, mentee = UserFactory(staff=True), booking.mentee
    kept = answer(report(booking), agree=True)
    other = BookingFactory(mentor=booking.mentor, mentee=mentee, starts_at=WEDNESDAY + DAY)
    lifted = answer(report(other, now=LATER + DAY), agree=True)
    for each in (kept, lifted):
        services.no_shows.appeal(no_show=each, by=mentee, message="The train stood still.", now=LATER + 2 * DAY)
    assert NoShow.objects.waiting_for_team().count() == 2
    assert ("no_show_for_team", "team@example.org") in told()
    settled_at = kept.settled_at
    services.no_shows.decide(no_show=kept, by=staff, counts=True, message="", now=LATER + 3 * DAY)
    services.no_shows.decide(no_show=lifted, by=staff, counts=False, message="", now=LATER + 3 * DAY)
    assert state(kept) == (NoShowOutcome.CONFIRMED, settled_at)
    assert state(lifted) == (NoShowOutcome.DISMISSED, LATER + 3 * DAY)
    assert not NoShow.objects.waiting_for_team().exists()


def test_only_the_absentee_can_appeal_once_and_with_a_message(booking: Booking) -> None:
    no_show = report(booking)
    now, by = LATER + 2 * DAY, booking.mentee

    def appeal(*, by: User = by, message: str = "The train stood still.", days: int = 2) -> NoShow:
        return services.no_shows.appeal(no_show=no_show, by=by, message=message, now=LATER + days * DAY)

    with pytest.raises(BookingRefused, match="no longer counts"):
        appeal()
    answer(no_show, agree=True)
    with pytest.raises(BookingRefused, match="can’t answer this"):
        appeal(by=booking.mentor.user)
    with pytest.raises(BookingRefused, match="few words"):
        appeal(message=" ")
    with pytest.raises(BookingRefused, match="no longer counts"):
        appeal(days=90)
    assert appeal().appealed_at == now
    with pytest.raises(BookingRefused, match="You’ve already asked the club team"):
        appeal()
    services.no_shows.decide(no_show=no_show, by=UserFactory(staff=True), counts=True, message="", now=now)
    with pytest.raises(BookingRefused, match="team has decided"):
        appeal()


def test_team_cannot_decide_other_reports(booking: Booking, mentee: User) -> None:
    no_show, staff = report(booking), UserFactory(staff=True)

    def decide(*, by: User = staff, counts: bool = True) -> None:
        services.no_shows.decide(no_show=no_show, by=by, counts=counts, message="", now=LATER + 2 * DAY)

    with pytest.raises(BookingRefused, match="The other person hasn’t answered yet"):
        decide()
    with pytest.raises(BookingRefused, match="Only the club team"):
        decide(by=UserFactory())
    answer(no_show, agree=True)
    with pytest.raises(BookingRefused, match="It already counts"):
        decide()
    decide(counts=False)
    with pytest.raises(BookingRefused, match="already doesn’t count"):
        decide(counts=False)
    User.objects.filter(pk=mentee.pk).update(is_staff=True)
    with pytest.raises(BookingRefused, match="one of the two"):
        decide(by=User.objects.get(pk=mentee.pk))


def test_mails_name_the_consequences_in_the_readers_zone(booking: Booking, mailoutbox: list[Any]) -> None:
    no_show = report(booking)
    drain(now=LATER)
    [asked] = mailoutbox
    assert asked.to == ["kofi@example.org"]
    assert "Amara says you weren’t there" in asked.body
    assert "You have until Wed 2 Dec, 05:00 to answer." in " ".join(asked.body.split())
    assert no_show.get_absolute_url() in asked.body
    mailoutbox.clear()
    answer(no_show, agree=True, message="I overslept.")
    drain(now=LATER + DAY)
    mentee, mentor = sorted(mailoutbox, key=lambda message: message.to != ["kofi@example.org"])
    assert "It happens, and this has no consequences for now. It counts" in " ".join(mentee.body.split())
    assert "I overslept." in mentor.body
    assert "It counts until" not in mentor.body


def test_obsolete_mail_is_dropped(booking: Booking) -> None:
    no_show = report(booking)
    answer(no_show, agree=False)
    services.no_shows.decide(no_show=no_show, by=UserFactory(staff=True), counts=False, message="", now=LATER + DAY)
    drain(now=LATER + DAY)
    dropped = Notice.objects.filter(state=NoticeState.DROPPED).values_list("kind", flat=True)
    assert set(dropped) == {"no_show_reported", "no_show_disputed", "no_show_for_team"}


def test_session_that_did_not_take_place_is_not_counted_as_held(booking: Booking) -> None:
    after = WEDNESDAY + DAY
    no_show = NoShowFactory(booking=booking)
    assert list(Booking.objects.held(at=after)) == [booking]
    NoShow.objects.filter(pk=no_show.pk).update(outcome=NoShowOutcome.CONFIRMED, settled_at=after)
    assert not Booking.objects.held(at=after).exists()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"absent": "nobody"}, "no_show_of_a_role"),
        ({"outcome": "confirmed"}, "no_show_settled_is_dated"),
        ({"settled_at": LATER}, "no_show_settled_is_dated"),
        ({"answer": "No."}, "no_show_answer_is_dated"),
        ({"outcome": "confirmed", "settled_at": LATER, "appeal": "Why?"}, "no_show_appeal_is_dated"),
        ({"appeal": "Why?", "appealed_at": LATER}, "no_show_appeal_of_what_is_settled"),
        ({"decided_at": LATER}, "no_show_decided_is_settled"),
    ],
)
def test_database_refuses_impossible_no_shows(booking: Booking, change: dict[str, Any], constraint: str) -> None:
    NoShowFactory(booking=booking)
    with pytest.raises(IntegrityError, match=constraint):
        NoShow.objects.update(**change)


def test_database_takes_one_report_for_each_side(booking: Booking) -> None:
    settled = NoShowFactory(booking=booking)
    NoShow.objects.filter(pk=settled.pk).update(outcome=NoShowOutcome.DISMISSED, settled_at=LATER)
    NoShowFactory(booking=booking, absent=Role.MENTOR)
    with pytest.raises(IntegrityError, match="no_show_once_a_role"):
        NoShow.objects.update(absent=Role.MENTOR)


@pytest.mark.parametrize("outcome", ["", "disputed", "confirmed"])
def test_database_never_takes_that_both_were_absent(booking: Booking, outcome: str) -> None:
    first = NoShowFactory(booking=booking)
    settled_at = LATER if outcome == "confirmed" else None
    NoShow.objects.filter(pk=first.pk).update(outcome=outcome, settled_at=settled_at)
    with pytest.raises(IntegrityError, match="no_show_of_one_side"):
        NoShowFactory(booking=booking, absent=Role.MENTOR)
