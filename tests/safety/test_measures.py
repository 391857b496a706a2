"""What the team decides about a member, the appeal, and what it does to bookings."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group

from accounts.hooks import to_do
from accounts.models import User
from bookings.errors import BookingRefused
from bookings.models import Booking
from bookings.services import status
from bookings.services.status import StatusRefused
from core.groups import SAFEGUARDING
from core.tokens import identify
from matching.errors import RequestRefused
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice
from safety.errors import MeasureRefused
from safety.models import Measure, MeasureKind
from safety.services.measures import acknowledge, appeal, decide, take
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import MeasureFactory, MentorFactory, ReportFactory, UserFactory
from tests.matching.relays import send
from tests.security.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

DAY = timedelta(days=1)
SAID = {"rule": "Nothing is sold in the club.", "facts": "You offered a course for 900 euros."}


@pytest.fixture
def team() -> User:
    return staff("Administrators")


def taken(member: User, kind: str, by: User, **changes: Any) -> Measure:
    timed = {"until": NOW + 14 * DAY} if kind in ("limit", "pause") else {}
    number = {"weekly": 1} if kind == "limit" else {}
    return take(member=member, kind=MeasureKind(kind), by=by, **(SAID | timed | number | {"now": NOW} | changes))


def told(kind: str) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind=kind)
    return [(row.recipient.email if row.recipient else row.address, row.kind) for row in rows]


def test_word_keeps_from_booking_until_it_is_read(mentor: Mentor, mentee: User, team: User) -> None:
    row = taken(mentee, "word", team)
    assert told("measure_taken") == [(mentee.email, "measure_taken")]
    [first, *_rest] = to_do(mentee, most=3, now=NOW)
    assert (first.title, first.page) == ("The club team has written to you", row.get_absolute_url())
    with pytest.raises(BookingRefused, match="Please read it on your home page first"):
        book(mentor, mentee)
    acknowledge(measure=row, now=NOW)
    acknowledge(measure=row, now=NOW + DAY)
    row.refresh_from_db()
    assert row.acknowledged_at == NOW
    assert not [each for each in to_do(mentee, most=3, now=NOW) if "written" in each.title]
    assert book(mentor, mentee)


def test_limit_leaves_fewer_bookings_a_week_until_it_ends(mentor: Mentor, mentee: User, team: User) -> None:
    taken(mentee, "limit", team, until=NOW + 9 * DAY)
    book(mentor, mentee)
    other = MentorFactory(bookable=True)
    with pytest.raises(BookingRefused, match="You already have 1 booking in that week"):
        book(other, mentee, starts_at=WEDNESDAY + DAY)
    assert book(other, mentee, starts_at=WEDNESDAY + 7 * DAY)
    third = MentorFactory(bookable=True)
    later = NOW + 10 * DAY
    assert book(third, mentee, starts_at=WEDNESDAY + 12 * DAY, now=later)


def test_pause_keeps_a_mentee_from_booking_moving_and_asking(mentor: Mentor, mentee: User, team: User) -> None:
    booking = book(mentor, mentee)
    taken(mentee, "pause", team)
    assert Booking.objects.get(pk=booking.pk).is_confirmed  # what is agreed stays
    with pytest.raises(BookingRefused, match="has paused your bookings until"):
        book(MentorFactory(bookable=True), mentee, starts_at=WEDNESDAY + DAY)
    with pytest.raises(RequestRefused, match="has paused your bookings until"):
        send(mentee, mentor)
    assert book(mentor, mentee, starts_at=WEDNESDAY + 21 * DAY, now=NOW + 15 * DAY)


def test_pause_takes_a_mentor_out_of_the_list_and_they_can_t_come_back_before(mentor: Mentor, team: User) -> None:
    taken(mentor.user, "pause", team)
    mentor.refresh_from_db()
    assert (mentor.status, mentor.is_listed) == (MentorStatus.PAUSED, False)
    with pytest.raises(StatusRefused, match="has paused your bookings"):
        status.resume(mentor=mentor, by=mentor.user, now=NOW + DAY)
    status.pause(mentor=mentor, by=mentor.user, until=(NOW + 2 * DAY).date(), now=NOW)  # one of their own
    assert status.end_pauses(now=NOW + 3 * DAY) == 0
    assert status.end_pauses(now=NOW + 16 * DAY) == 1
    mentor.refresh_from_db()
    assert mentor.status == MentorStatus.LISTED


def test_mentor_who_is_hidden_isn_t_listed_during_a_pause(mentor: Mentor, team: User) -> None:
    Mentor.objects.filter(pk=mentor.pk).update(status=MentorStatus.HIDDEN)
    taken(mentor.user, "pause", team)
    assert not status.list_when_ready(mentor, now=NOW)
    assert status.list_when_ready(mentor, now=NOW + 15 * DAY)


def test_removal_closes_the_account_and_the_reasons_go_to_the_address(mentee: User, team: User) -> None:
    row = taken(mentee, "removal", team)
    mentee.refresh_from_db()
    assert not mentee.is_active
    notice = Notice.objects.get(kind="measure_taken")
    assert (notice.recipient, notice.address) == (None, mentee.email)
    assert identify(row.get_absolute_url().strip("/").rpartition("/")[2]) == row.uuid


@pytest.mark.parametrize(
    ("kind", "changes", "reason"),
    [
        ("word", {"rule": " "}, "Please say which rule"),
        ("word", {"facts": ""}, "Please say which rule"),
        ("pause", {"until": None}, "need an end"),
        ("pause", {"until": NOW}, "need an end"),
        ("limit", {"until": NOW + 400 * DAY}, "need an end"),
        ("limit", {"weekly": None}, "how many bookings a week"),
        ("limit", {"weekly": 0}, "how many bookings a week"),
    ],
)
def test_measure_needs_reasons_an_end_and_a_number(
    mentee: User, team: User, kind: str, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(MeasureRefused, match=reason):
        taken(mentee, kind, team, **changes)
    assert not Measure.objects.exists()


def test_who_may_decide_about_whom(mentee: User, team: User) -> None:
    for member, by, report in (
        (mentee, staff("Readers"), None),
        (team, team, None),
        (mentee, team, ReportFactory(kind="danger", about=mentee)),
        (mentee, team, ReportFactory(about=mentee, by=team)),
        (staff("helper"), team, None),
    ):
        with pytest.raises(MeasureRefused):
            taken(member, "word", by, report=report)
    assert taken(staff("helper"), "word", staff("admin"))


def test_whoever_reported_it_decides_no_appeal_about_it(mentee: User, team: User) -> None:
    reporter = staff("Administrators")
    row = taken(mentee, "word", team, report=ReportFactory(about=mentee, by=reporter))
    appeal(measure=row, words="It was a question.", now=NOW)
    with pytest.raises(MeasureRefused, match="reported this"):
        decide(measure=row, by=reporter, lift=False, words="No.", now=NOW)


@pytest.mark.parametrize("kind", MeasureKind.values)
def test_appeal_that_is_heard_ends_what_it_was_about(mentor: Mentor, team: User, kind: str) -> None:
    row, other = taken(mentor.user, kind, team), staff("Administrators")
    with pytest.raises(MeasureRefused, match="There’s no appeal"):
        decide(measure=row, by=other, lift=True, words="You’re right.", now=NOW)
    appeal(measure=row, words=" It was a question. ", now=NOW + DAY)
    with pytest.raises(MeasureRefused, match="already appealed"):
        appeal(measure=row, words="And again.", now=NOW + DAY)
    with pytest.raises(MeasureRefused, match="someone else decides about the appeal"):
        decide(measure=row, by=team, lift=False, words="No.", now=NOW + DAY)
    with pytest.raises(MeasureRefused, match="Please give a reason"):
        decide(measure=row, by=other, lift=True, words=" ", now=NOW + DAY)
    decide(measure=row, by=other, lift=True, words="You’re right.", now=NOW + 2 * DAY)
    with pytest.raises(MeasureRefused, match="has been decided"):
        decide(measure=row, by=other, lift=False, words="No.", now=NOW + 2 * DAY)
    mentor.refresh_from_db()
    mentor.user.refresh_from_db()
    assert not Measure.objects.in_force(at=NOW + 2 * DAY).exists()
    assert mentor.user.is_active
    assert mentor.is_listed or kind == "removal"
    assert told("appeal_decided") == [(mentor.user.email, "appeal_decided")]


def test_appeal_that_is_not_heard_changes_nothing(mentee: User, team: User) -> None:
    row = taken(mentee, "pause", team)
    appeal(measure=row, words="It was a question.", now=NOW)
    decide(measure=row, by=staff("Administrators"), lift=False, words="It was an offer.", now=NOW)
    assert Measure.objects.in_force(at=NOW).get() == row


def test_appeals_have_half_a_year_and_need_words(mentee: User, team: User) -> None:
    row = taken(mentee, "word", team)
    with pytest.raises(MeasureRefused, match="at most 4000 characters"):
        appeal(measure=row, words=" ", now=NOW)
    with pytest.raises(MeasureRefused, match="The time to appeal is over"):
        appeal(measure=row, words="I see it now.", now=row.appeal_by)
    assert appeal(measure=row, words="I see it now.", now=row.appeal_by - DAY).appealed_at


def test_appeal_in_a_confidential_case_stays_with_safeguarding(mentee: User) -> None:
    one, two, admin = (staff("helper"), staff("helper"), staff("admin"))
    for member in (one, two):
        member.groups.set(Group.objects.filter(name=SAFEGUARDING))
    row = taken(mentee, "word", one, report=ReportFactory(about=mentee, kind="harassment"))
    appeal(measure=row, words="I never wrote that.", now=NOW)
    assert sorted(told("appeal_for_team")) == sorted((each.email, "appeal_for_team") for each in (one, two))
    with pytest.raises(MeasureRefused, match="isn’t yours"):
        decide(measure=row, by=admin, lift=True, words="No.", now=NOW)
    assert decide(measure=row, by=two, lift=True, words="You’re right.", now=NOW).lifted_at


def test_measure_that_was_taken_twice_holds_until_both_are_lifted(mentor: Mentor, team: User) -> None:
    first, second = (taken(mentor.user, "pause", team) for _number in range(2))
    other = staff("Administrators")
    for row, listed in ((first, False), (second, True)):
        appeal(measure=row, words="It was a question.", now=NOW)
        decide(measure=row, by=other, lift=True, words="You’re right.", now=NOW)
        mentor.refresh_from_db()
        assert mentor.is_listed is listed


def test_measures_of_others_cost_nobody_their_bookings(mentor: Mentor, mentee: User) -> None:
    MeasureFactory(member=UserFactory(), kind="pause", until=NOW + DAY)
    assert book(mentor, mentee)
