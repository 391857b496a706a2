"""From a mentor's yes to the end: what the two do, and what happens by itself."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.blocking import block
from accounts.services import close
from bookings.hooks import agreement as said_yes
from bookings.services import status
from conversations.hooks import Subject, connection
from conversations.services.opening import open_between
from mentorships.errors import MentorshipRefused
from mentorships.models import EndKind, Mentorship, MentorshipState
from mentorships.presenters.to_do import to_do
from mentorships.services import advancing, agreeing, beginning, changing, learning, offering
from notifications.models import Notice
from tests.factories import MentorshipFactory, OfferFactory, UserFactory
from tests.factories.matching import GOAL
from tests.factories.mentorships import BEGUN
from tests.matching.breaking import break_rows
from tests.mentorships.pairs import DAY, booked, both_sign, fresh, meet, sign, under_way

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LINES = {
    "goal": "Lead a team", "rhythm": 4, "weeks": 16, "channel": "Email", "answer_days": 3, "between_us": "",
    "off_limits": "Money", "if_missed": "",
}  # fmt: skip


def told(row: Mentorship) -> list[tuple[str, str]]:
    """Who was told what since it began, in order: the kind, and the role."""
    notices = Notice.objects.filter(about_id=row.pk, kind__startswith="mentorship_")
    found = [
        (each.created_at, each.kind, "mentee" if each.recipient_id == row.mentee_id else "mentor") for each in notices
    ]
    return [(kind, role) for _at, kind, role in sorted(found)]


def test_it_begins_with_what_the_mentor_offers() -> None:
    offer = OfferFactory(weeks=16, rhythm=3)
    row = beginning.begin(mentor=offer.mentor, mentee=UserFactory(), goal=GOAL, now=BEGUN)
    assert (row.state, row.weeks, row.rhythm, row.ends_at) == ("forming", 16, 3, None)
    draft = row.agreements.get()
    assert (draft.version, draft.goal, draft.is_signed) == (1, GOAL[:500].strip(), False)


@pytest.mark.parametrize(
    ("places", "live", "ended", "refused"), [(1, 0, 3, False), (1, 1, 0, True), (2, 1, 0, False), (2, 3, 0, True)]
)
def test_places_are_counted(places: int, live: int, ended: int, *, refused: bool) -> None:
    """Fewer places than mentorships: those stay, and no new one begins."""
    offer = OfferFactory(places=places)
    MentorshipFactory.create_batch(live, mentor=offer.mentor)
    MentorshipFactory.create_batch(ended, mentor=offer.mentor, ended=True)
    if refused:
        with pytest.raises(MentorshipRefused, match="place"):
            beginning.begin(mentor=offer.mentor, mentee=UserFactory(), goal=GOAL, now=BEGUN)
    else:
        beginning.begin(mentor=offer.mentor, mentee=UserFactory(), goal=GOAL, now=BEGUN)
    assert Mentorship.objects.live().count() == live + (not refused)


def test_whoever_takes_none_begins_none() -> None:
    offer = OfferFactory(is_open=False)
    with pytest.raises(MentorshipRefused, match="don’t take"):
        beginning.begin(mentor=offer.mentor, mentee=UserFactory(), goal=GOAL, now=BEGUN)


def test_mentee_has_one_at_a_time() -> None:
    offer, mentee = OfferFactory(), UserFactory()
    MentorshipFactory(mentee=mentee)
    with pytest.raises(MentorshipRefused, match="found a mentor"):
        beginning.begin(mentor=offer.mentor, mentee=mentee, goal=GOAL, now=BEGUN)


def test_under_way_once_both_have_signed_and_met() -> None:
    row = MentorshipFactory()
    both_sign(row)
    assert fresh(row).state == "forming"
    meet(row, on=BEGUN + 2 * DAY)
    started = fresh(row)
    assert started.state == "active"
    assert started.ends_at == BEGUN + 2 * DAY + timedelta(weeks=12)


def test_or_met_and_then_signed() -> None:
    row = MentorshipFactory()
    booked(row, at=BEGUN + DAY)
    sign(row, row.mentee, now=BEGUN + 2 * DAY)
    assert fresh(row).state == "forming"
    sign(row, row.mentor.user, now=BEGUN + 2 * DAY)
    assert fresh(row).state == "active"


def test_booked_meeting_counts_once_it_was_held() -> None:
    row = MentorshipFactory()
    both_sign(row)
    booked(row, at=BEGUN + 3 * DAY)
    advancing.advance(now=BEGUN + 2 * DAY)
    assert fresh(row).state == "forming"
    advancing.advance(now=BEGUN + 4 * DAY)
    assert fresh(row).state == "active"


def test_first_meeting_that_is_booked_late_is_waited_for_without_reminders() -> None:
    row = MentorshipFactory()
    both_sign(row)
    booked(row, at=BEGUN + 25 * DAY)
    before = told(row)
    for day in range(2, 27):
        advancing.advance(now=BEGUN + day * DAY)
    assert (fresh(row).state, told(row)) == ("active", before)


def test_what_waits_for_the_two_is_on_their_home(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    row = MentorshipFactory()
    for member in (row.mentee, row.mentor.user):
        learning.confirm(member=member, as_mentor=member != row.mentee, now=BEGUN)

    def waits(now: datetime) -> list[list[str]]:
        return [[each.label for each in to_do(member, most=3, now=now)] for member in (row.mentee, row.mentor.user)]

    assert waits(BEGUN + DAY) == [["Read and sign"], ["Read and sign"]]
    both_sign(row)
    assert waits(BEGUN + DAY) == [["Pick a time"], []]
    booked(row, at=BEGUN + 2 * DAY)
    assert waits(BEGUN + DAY) == [[], []]
    for day in (3, 50):
        advancing.advance(now=BEGUN + day * DAY)
    assert waits(BEGUN + 50 * DAY) == [["Say how it’s going"], ["Say how it’s going"]]
    MentorshipFactory.create_batch(2, mentor=row.mentor)
    with django_assert_num_queries(4):
        assert len(list(to_do(row.mentor.user, most=3, now=BEGUN + 50 * DAY))) == 3


def test_session_before_it_began_is_no_meeting_of_it() -> None:
    row = MentorshipFactory()
    booked(row, at=BEGUN - 3 * DAY)
    both_sign(row)
    advancing.advance(now=BEGUN + 2 * DAY)
    assert fresh(row).state == "forming"


def test_change_of_a_line_is_signed_by_its_writer_and_not_by_the_other() -> None:
    row = MentorshipFactory()
    both_sign(row)
    made = agreeing.revise(mentorship=row, by=row.mentee, version=1, lines=LINES, now=BEGUN + 2 * DAY)
    assert (made.version, made.is_signed_by(row.mentee), made.is_signed_by(row.mentor.user)) == (2, True, False)
    assert fresh(row).rhythm == 2  # until both have signed
    sign(row, row.mentor.user, version=2, now=BEGUN + 3 * DAY)
    assert (fresh(row).rhythm, fresh(row).weeks) == (4, 16)


def test_longer_agreement_moves_the_planned_end() -> None:
    row = under_way(MentorshipFactory())
    planned = row.ends_at
    agreeing.revise(mentorship=row, by=row.mentor.user, version=1, lines=LINES, now=BEGUN + 5 * DAY)
    sign(row, row.mentee, version=2, now=BEGUN + 6 * DAY)
    assert planned
    assert fresh(row).ends_at == planned + timedelta(weeks=4)


def test_no_one_signs_what_they_have_not_read() -> None:
    row = MentorshipFactory()
    agreeing.revise(mentorship=row, by=row.mentee, version=1, lines=LINES, now=BEGUN + DAY)
    with pytest.raises(MentorshipRefused, match="changed since"):
        sign(row, row.mentor.user, version=1)
    with pytest.raises(MentorshipRefused, match="changed since"):
        agreeing.revise(mentorship=row, by=row.mentor.user, version=1, lines=LINES | {"weeks": 8}, now=BEGUN + DAY)
    assert not row.agreements.last().is_signed


def test_same_twice_does_nothing() -> None:
    row = MentorshipFactory()
    for _twice in range(2):
        agreeing.revise(mentorship=row, by=row.mentee, version=1, lines=LINES, now=BEGUN + DAY)
        sign(row, row.mentor.user, version=2, now=BEGUN + 2 * DAY)
        meet(row, on=BEGUN + 2 * DAY)
    assert (row.agreements.count(), row.logged.count()) == (2, 1)
    for _twice in range(2):
        changing.pause(mentorship=row, by=row.mentee, weeks=2, now=BEGUN + 3 * DAY)
    for _twice in range(2):
        changing.resume(mentorship=row, by=row.mentee, now=BEGUN + 4 * DAY)
    assert [kind for kind, _who in told(row)].count("mentorship_paused") == 1


def test_day_that_one_has_noted_is_not_noted_by_the_other() -> None:
    row = MentorshipFactory(mentor__user__time_zone="America/New_York")
    on = BEGUN + 2 * DAY  # in the morning: before noon by either clock
    for by, now in ((row.mentee, on), (row.mentor.user, on), (row.mentee, on + 6 * HOUR)):
        changing.log_meeting(mentorship=row, by=by, day=on.date(), minutes=60, now=now)
    assert row.logged.count() == 1


def test_pause_moves_the_end_along() -> None:
    row = under_way(MentorshipFactory())
    planned = row.ends_at
    changing.pause(mentorship=row, by=row.mentor.user, weeks=4, now=BEGUN + 10 * DAY)
    assert fresh(row).paused_until == BEGUN + 38 * DAY
    changing.resume(mentorship=row, by=row.mentee, now=BEGUN + 20 * DAY)
    assert planned
    assert fresh(row).ends_at == planned + 10 * DAY
    assert told(row)[-2:] == [("mentorship_paused", "mentee"), ("mentorship_resumed", "mentor")]


def test_both_finish_in_the_same_second_and_time_for_a_last_meeting_is_left() -> None:
    row = under_way(MentorshipFactory())
    for member in (row.mentee, row.mentor.user):
        changing.finish(mentorship=row, by=member, seen="active", now=BEGUN + 20 * DAY)
    assert fresh(row).state == "wrapping_up"
    assert told(row)[-2:] == [("mentorship_wrapping_up", "mentee"), ("mentorship_wrapping_up", "mentor")]
    meet(row, on=BEGUN + 25 * DAY)
    changing.finish(mentorship=row, by=row.mentee, seen="wrapping_up", now=BEGUN + 26 * DAY)
    assert (fresh(row).state, fresh(row).end_kind) == ("ended", EndKind.COMPLETED)


def test_silence_is_asked_about_three_times_then_it_is_wrapped_up_and_ended() -> None:
    row = under_way(MentorshipFactory(weeks=24))
    Mentorship.objects.filter(pk=row.pk).update(ends_at=BEGUN + timedelta(weeks=30))
    for day in range(3, 200, 4):
        advancing.advance(now=BEGUN + day * DAY)
    assert (fresh(row).state, fresh(row).end_kind) == ("ended", EndKind.LAPSED)
    kinds = [kind for kind, who in told(row) if who == "mentee"]
    assert kinds[-5:] == ["mentorship_quiet"] * 2 + ["mentorship_wrapping_up", "mentorship_closes", "mentorship_ended"]


def test_a_booked_time_ends_the_question_why_it_is_quiet() -> None:
    row = under_way(MentorshipFactory())
    advancing.advance(now=BEGUN + 40 * DAY)
    assert fresh(row).asked_at
    booked(row, at=BEGUN + 50 * DAY)
    advancing.advance(now=BEGUN + 41 * DAY)
    assert not fresh(row).asked_at


def test_two_who_never_meet_are_reminded_three_times_and_it_ends() -> None:
    row = MentorshipFactory()
    for day in range(23):
        advancing.advance(now=BEGUN + day * DAY)
    assert (fresh(row).state, fresh(row).end_kind) == ("ended", EndKind.LAPSED)
    assert [kind for kind, who in told(row) if who == "mentor"] == ["mentorship_forming"] * 3 + ["mentorship_ended"]


def test_one_that_fails_does_not_keep_the_others_waiting(caplog: pytest.LogCaptureFixture) -> None:
    broken, fine = MentorshipFactory.create_batch(2)
    break_rows("mentorships_mentorship", "id", broken.pk)
    assert advancing.advance(now=BEGUN + 3 * DAY) == 1
    assert (fresh(broken).asked, fresh(fine).asked) == (0, 1)


def test_a_mentor_needs_not_answer_what_their_mentee_books() -> None:
    row = MentorshipFactory()
    assert said_yes(row.mentor, row.mentee, now=BEGUN)
    assert not said_yes(row.mentor, UserFactory(), now=BEGUN)


@pytest.mark.parametrize("state", [s for s in MentorshipState if s != "ended"])
@pytest.mark.parametrize("leaver", ["mentee", "mentor"])
def test_closed_account_ends_it_in_every_state(state: str, leaver: str) -> None:
    row = MentorshipFactory(**({} if state == "forming" else {state: True}))
    gone = row.mentee if leaver == "mentee" else row.mentor.user
    close(user=gone, by=None, now=BEGUN + 8 * DAY)
    assert (fresh(row).state, fresh(row).end_kind) == ("ended", EndKind.GONE)
    assert told(row) == [("mentorship_ended", "mentor" if leaver == "mentee" else "mentee")]


def test_mentor_who_leaves_ends_theirs_and_a_break_does_not() -> None:
    row = under_way(MentorshipFactory())
    status.pause(mentor=row.mentor, by=row.mentor.user, now=BEGUN + 8 * DAY)
    assert fresh(row).is_live
    status.leave(mentor=row.mentor, by=row.mentor.user, message="", now=BEGUN + 9 * DAY)
    assert fresh(row).end_kind == EndKind.GONE
    assert told(row)[-1] == ("mentorship_ended", "mentee")


def test_block_ends_it_and_the_blocked_is_told_no_more_than_that() -> None:
    row = under_way(MentorshipFactory())
    before = len(told(row))
    block(member=row.mentor.user, by=row.mentee, now=BEGUN + 8 * DAY)
    assert fresh(row).end_kind == EndKind.APART
    assert told(row)[before:] == [("mentorship_ended", "mentor")]


def test_club_without_mentorships_begins_none(settings: Settings) -> None:
    row = MentorshipFactory()
    settings.MENTORSHIPS = False
    assert not said_yes(row.mentor, row.mentee, now=BEGUN)
    with pytest.raises(MentorshipRefused, match="no mentorships"):
        offering.save_offer(mentor=row.mentor, words={"is_open": True}, now=BEGUN)
    with pytest.raises(MentorshipRefused, match="no mentorships"):
        beginning.begin(mentor=OfferFactory().mentor, mentee=UserFactory(), goal=GOAL, now=BEGUN)
    assert connection(row.mentee, row.mentor.user, now=BEGUN) is None


def test_two_can_write_to_each_other_as_long_as_it_lasts_and_14_days_longer() -> None:
    row, last = under_way(MentorshipFactory()), BEGUN + 30 * DAY
    mentee, mentor = row.mentee, row.mentor.user
    subject = connection(mentee, mentor, now=last)
    assert subject == Subject("Your mentorship", row.get_absolute_url(), last + 14 * DAY, is_open_ended=True)
    thread = open_between(reader=mentee, other=mentor, now=BEGUN + 3 * DAY)
    for seen in ("active", "wrapping_up"):
        changing.finish(mentorship=row, by=mentor, seen=seen, now=last)
    thread.refresh_from_db()
    assert thread.closes_at == last + 14 * DAY  # and is kept for a year from then
    just_before = connection(mentor, mentee, now=last + 14 * DAY - timedelta(seconds=1))
    assert just_before
    assert not just_before.is_open_ended
    assert connection(mentee, mentor, now=last + 14 * DAY) is None
    assert connection(mentee, UserFactory(), now=last) is None
