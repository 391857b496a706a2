"""Rules that change at an instant change exactly then, not a moment earlier or later."""

import inspect
import itertools
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps

import mentors.services
from announcements.models import Recipient
from bookings import fairness
from bookings.models import Booking, Hold, MoveProposal, NoShow, WaitlistEntry
from bookings.models.waitlist import WAITS
from bookings.services import answering, cancelling, meetings, moving, no_shows, preparing, reconfirming, standby
from calendars.models import OutsideCalendar
from conversations.models import Conversation
from data_protection.models import Erasure, Export
from feedback.models import FeedbackRequest
from matching.models import Ask, Invitation, Pair, RequestState, Role
from matching.policy import MOST_REQUESTS, MOST_TO_BOOK, REQUESTS_COUNT
from matching.services import asks, requests, rounds, suggesting
from meetings.models import Meeting
from mentors.models import appeal_by
from mentorships.models import Goal, Mentorship
from mentorships.policy import DECIDE_WITHIN, STILL_THIS_GOAL
from mentorships.services import continuing, farewells, staying
from notifications.models import Notice
from outbox.models import SLACK, Job
from safety.models import Measure, Report
from safety.services import measures
from tests.bookings.moments import NOW
from tests.factories import (
    ApplicationFactory,
    AskFactory,
    BookingFactory,
    ConversationFactory,
    FeedbackRequestFactory,
    GoalFactory,
    MeasureFactory,
    MeetingFactory,
    MentorFactory,
    MentorshipFactory,
    MoveProposalFactory,
    NoShowFactory,
    OutsideCalendarFactory,
    RecipientFactory,
    ReportFactory,
    RequestFactory,
    StandbyOfferFactory,
    UserFactory,
    WaitlistEntryFactory,
)
from tests.matching.rounds import a_round, proposed
from tests.mentoring_club.services import functions, name_of
from transfer.models import Archive, Batch
from transfer.services import advancing

pytestmark = pytest.mark.django_db
HOUR, DAY, MOMENT = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
FROM, UNTIL = (False, True), (True, False)  # whether it applies just before the instant, and at it
Case = tuple[str, Callable[..., object], datetime, tuple[bool, bool]]


def querysets() -> Iterator[Case]:
    """Each queryset method that takes a time: its name, a call with one matching row, the instant, and the change."""
    booking, request = BookingFactory(), BookingFactory(requested=True)
    longest = BookingFactory(ends_at=booking.starts_at + 4 * HOUR)
    for name, row, edge, change in (
        ("ending_after", booking, booking.ends_at, UNTIL),
        ("upcoming", booking, booking.ends_at, UNTIL),
        ("upcoming", longest, longest.ends_at, UNTIL),
        ("past", booking, booking.ends_at, FROM),
        ("held", booking, booking.ends_at, FROM),
        ("unconfirmed", booking, booking.starts_at - 12 * HOUR, FROM),
        ("unconfirmed", booking, booking.starts_at, UNTIL),
        ("answerable", request, request.expires_at, UNTIL),
        ("unanswered", request, request.expires_at, FROM),
    ):
        yield f"BookingQuerySet.{name}", getattr(Booking.objects.filter(pk=row.pk), name), edge, change
    two = booking.mentee, booking.mentor.user
    yield "BookingQuerySet.connecting", partial(Booking.objects.connecting, *two), booking.writable_until, UNTIL
    old = ConversationFactory()
    yield "ConversationQuerySet.to_review", Conversation.objects.to_review, old.closes_at + 335 * DAY, FROM
    ended = MentorshipFactory(mentor=booking.mentor, mentee=booking.mentee, began_at=NOW - 40 * DAY, ended=True)
    until, theirs = ended.writable_until(at=NOW), Mentorship.objects.filter(pk=ended.pk)
    yield "MentorshipQuerySet.connecting", partial(theirs.connecting, *two), until, UNTIL
    yield (
        "MentorshipQuerySet.with_meetings",
        lambda at: theirs.with_meetings(at=at).get().clock().meetings,
        booking.ends_at,
        FROM,
    )
    goal = GoalFactory()
    yield "GoalQuerySet.unchanged", Goal.objects.unchanged, goal.changed_at + STILL_THIS_GOAL, FROM
    proposal, no_show, entry = MoveProposalFactory(), NoShowFactory(), WaitlistEntryFactory()
    asked, calendar = FeedbackRequestFactory(), OutsideCalendarFactory()
    job = Job.objects.create(kind="test", due_at=NOW, created_at=NOW)
    yield "MoveProposalQuerySet.open", MoveProposal.objects.open, proposal.booking.starts_at, UNTIL
    yield "NoShowQuerySet.unanswered", NoShow.objects.unanswered, no_show.answer_by, FROM
    yield "WaitlistQuerySet.open", WaitlistEntry.objects.open, entry.asked_at + WAITS, UNTIL
    yield "WaitlistQuerySet.expired", WaitlistEntry.objects.expired, entry.asked_at + WAITS, FROM
    hold = Hold.objects.create(
        holder=uuid4(),
        mentor=booking.mentor,
        session_type=booking.session_type,
        starts_at=booking.starts_at + DAY,
        ends_at=booking.ends_at + DAY,
        held_at=NOW,
        expires_at=NOW + HOUR / 6,
    )
    yield "HoldQuerySet.running", Hold.objects.running, hold.expires_at, UNTIL
    yield "HoldQuerySet.expired", Hold.objects.expired, hold.expires_at, FROM
    ask, accepted = AskFactory(), AskFactory(accepted=True)
    yield "AskQuerySet.due", Ask.objects.due, ask.due_at, FROM
    pair = proposed(a_round())
    yield "PairQuerySet.due", Pair.objects.due, pair.due_at, FROM
    yield "AskQuerySet.to_book", Ask.objects.filter(pk=accepted.pk).to_book, accepted.book_by, UNTIL
    cohort = a_round(closes_at=NOW + DAY)
    Invitation.objects.create(round=cohort, member=UserFactory(), role=Role.MENTEE, invited_at=NOW)
    yield "InvitationQuerySet.to_answer", Invitation.objects.to_answer, cohort.closes_at, UNTIL
    report, pause = ReportFactory(), MeasureFactory(kind="pause", until=NOW + DAY)
    yield "ReportQuerySet.overdue", Report.objects.overdue, report.due_at, FROM
    yield "MeasureQuerySet.in_force", Measure.objects.filter(pk=pause.pk).in_force, NOW + DAY, UNTIL
    week = RecipientFactory(handed_at=NOW - 7 * DAY, week_ends_at=NOW)
    yield "RecipientQuerySet.in_their_week", Recipient.objects.filter(pk=week.pk).in_their_week, NOW, UNTIL
    week.notice = Notice.objects.create(
        kind="announcement", recipient=week.member, due_at=NOW, created_at=NOW, state="sent", settled_at=NOW
    )
    week.save()
    yield "RecipientQuerySet.got_one_since", Recipient.objects.got_one_since, NOW, UNTIL
    until = NOW + 7 * DAY
    Export.objects.create(member=UserFactory(), asked_at=NOW, made_at=NOW, expires_at=until, file="exports/x.zip")
    yield "ExportQuerySet.available", Export.objects.available, until, UNTIL
    yield "ExportQuerySet.expired", Export.objects.expired, until, FROM
    Erasure.objects.create(member=UserFactory(), reason="asked", asked_at=NOW, due_at=until)
    yield "ErasureQuerySet.due", Erasure.objects.due, until, FROM
    moved = NOW - 7 * DAY
    Batch.objects.create(kind="topics", state="mapping", file_name="x.csv", uploaded_at=moved, moved_at=moved)
    yield "BatchQuerySet.forgotten", Batch.objects.forgotten, NOW, FROM
    Archive.objects.create(asked_at=NOW, made_at=NOW, expires_at=until, file="archives/x.zip")
    yield "ArchiveQuerySet.available", Archive.objects.available, until, UNTIL
    yield "ArchiveQuerySet.expired", Archive.objects.expired, until, FROM
    yield "FeedbackRequestQuerySet.open", FeedbackRequest.objects.open, asked.expires_at, UNTIL
    yield "OutsideCalendarQuerySet.due", OutsideCalendar.objects.due, calendar.next_read_at, FROM
    yield "JobQuerySet.claimable", Job.objects.filter(pk=job.pk).claimable, job.due_at - SLACK, FROM
    failed = MeetingFactory(state="failed", problem="silent")
    wanted = MeetingFactory(state="wanted", provider="zoom", changed_at=failed.starts_at)
    yield "MeetingQuerySet.at_provider", Meeting.objects.filter(pk=failed.pk).at_provider, failed.ends_at, UNTIL
    for meeting, edge, change in (
        (failed, failed.starts_at - HOUR, FROM),
        (failed, failed.ends_at, UNTIL),
        (wanted, wanted.changed_at + HOUR / 6, FROM),
    ):
        late = Meeting.objects.filter(pk=meeting.pk).without_room
        yield (
            "MeetingQuerySet.without_room",
            lambda at, late=late: late(at=at, within=HOUR, patience=HOUR / 6),
            edge,
            change,
        )


def guards() -> Iterator[Case]:
    """Each refusal that takes a time, as whether the action is allowed."""
    booking, request, no_show = BookingFactory(), BookingFactory(requested=True), NoShowFactory()
    strike, offer = NoShowFactory(confirmed=True), StandbyOfferFactory()
    mentor, start, end = booking.mentor.user, booking.starts_at, booking.ends_at
    ask_at = booking.reconfirm_from
    ask, question = AskFactory(), AskFactory(asked_back=True)
    for refusal, subject, by, edge, change in (
        (asks.refusal_to_answer, ask, ask.mentor.user, ask.due_at, UNTIL),
        (asks.refusal_to_accept, ask, ask.mentor.user, ask.due_at, UNTIL),
        (asks.refusal_to_ask_back, ask, ask.mentor.user, ask.due_at, UNTIL),
        (asks.refusal_to_reply, question, question.request.mentee, question.due_at, UNTIL),
        (answering.refusal_to_answer, request, request.mentor.user, request.expires_at, UNTIL),
        (cancelling.refusal_to_cancel, booking, booking.mentee, start, UNTIL),
        (meetings.refusal_to_give_link, booking, mentor, end, UNTIL),
        (meetings.refusal_to_say_late, booking, mentor, start - HOUR, FROM),
        (meetings.refusal_to_say_late, booking, booking.mentee, end, UNTIL),
        (moving.refusal_to_move, booking, booking.mentee, start - 12 * HOUR + MOMENT, UNTIL),
        (moving.refusal_to_propose, booking, mentor, start, UNTIL),
        (no_shows.refusal_to_report, booking, mentor, start, FROM),
        (no_shows.refusal_to_report, booking, booking.mentee, start + 7 * DAY, UNTIL),
        (no_shows.refusal_to_answer, no_show, no_show.absentee, no_show.answer_by, UNTIL),
        (no_shows.refusal_to_appeal, strike, strike.absentee, strike.booking.starts_at + 90 * DAY, UNTIL),
        (preparing.refusal_to_prepare, booking, mentor, end, UNTIL),
        (reconfirming.refusal_to_reconfirm, booking, booking.mentee, ask_at, FROM),
        (reconfirming.refusal_to_reconfirm, booking, booking.mentee, start, UNTIL),
        (standby.refusal_to_accept, offer, offer.member, offer.starts_at, UNTIL),
    ):
        yield (
            name_of(refusal),
            lambda at, ask=refusal, subject=subject, by=by: not ask(subject, by=by, now=at),
            edge,
            change,
        )
    sent = {"created_at": NOW, "state": RequestState.WITHDRAWN, "ended_at": NOW}
    keen = RequestFactory.create_batch(MOST_REQUESTS, mentee=UserFactory(), **sent)[0].mentee
    may_send = requests.refusal_to_send
    yield name_of(may_send), lambda at: not may_send(keen, now=at), NOW + REQUESTS_COUNT, FROM
    handed, full = RequestFactory(state=RequestState.WITH_TEAM, team_since=NOW), MentorFactory()
    last = AskFactory.create_batch(MOST_TO_BOOK, mentor=full, accepted=True)[-1]
    may_suggest = requests.refusal_to_suggest
    yield name_of(may_suggest), lambda at: not may_suggest(handed, [full], now=at), last.book_by or NOW, FROM
    better = AskFactory(declined=True, reason="better", suggests=full)
    may_ask = partial(suggesting.refusal_to_ask_suggested, better, by=better.request.mentee)
    yield name_of(suggesting.refusal_to_ask_suggested), lambda at: not may_ask(now=at), last.book_by or NOW, FROM
    declined = ApplicationFactory(submitted=True, state="declined", decided_at=NOW)
    may_ask_again = mentors.services.refusal_to_appeal
    yield name_of(may_ask_again), lambda at: not may_ask_again(declined, now=at), appeal_by(NOW), UNTIL
    closing, over = MentorshipFactory(wrapping_up=True), MentorshipFactory(ended=True)
    may_decide = continuing.refusal_to_answer
    week = closing.state_since + DECIDE_WITHIN
    yield name_of(may_decide), lambda at: not may_decide(closing, now=at), week, UNTIL
    may_write = partial(farewells.refusal_to_write, over, [], by=over.mentee)
    yield name_of(farewells.refusal_to_write), lambda at: not may_write(now=at), over.writable_until(at=NOW), UNTIL
    may_stay = partial(staying.refusal_to_stay, over, over.mentee)
    yield name_of(staying.refusal_to_stay), lambda at: not may_stay(now=at), over.writable_until(at=NOW), UNTIL
    measure = MeasureFactory()
    may_appeal = measures.refusal_to_appeal
    yield name_of(may_appeal), lambda at: not may_appeal(measure, now=at), measure.appeal_by, UNTIL
    row = a_round(closes_at=NOW + DAY)
    yield name_of(rounds.refusal_to_join), lambda at: not rounds.refusal_to_join(row, now=at), row.closes_at, UNTIL
    pair = proposed(a_round())
    may_answer = partial(rounds.refusal_to_answer, pair, yes=True, by=pair.mentee.member)
    yield name_of(rounds.refusal_to_answer), lambda at: not may_answer(now=at), pair.due_at, UNTIL
    may_open = rounds.refusal_to_open
    yield name_of(may_open), lambda at: not may_open("Autumn", NOW + DAY, now=at), NOW + DAY, UNTIL
    done = Batch.objects.create(
        kind="topics", state="done", file_name="y.csv", uploaded_at=NOW, moved_at=NOW, confirmed_at=NOW, done_at=NOW,
        ended_at=NOW,
    )  # fmt: skip
    may_undo = advancing.refusal_to_undo
    yield name_of(may_undo), lambda at: not may_undo(done, now=at), NOW + 7 * DAY, UNTIL
    since = strike.booking.starts_at
    yield "has_strike", lambda at: fairness.has_strike(strike.absentee, now=at), since + 90 * DAY, UNTIL
    second = NoShowFactory(confirmed=True, booking__mentee=strike.absentee, booking__starts_at=since + DAY)
    settled = second.reported_at
    yield "pause_of", lambda at: fairness.pause_of(strike.absentee, now=at), settled, FROM
    yield "pause_of", lambda at: fairness.pause_of(strike.absentee, now=at), settled + 30 * DAY, UNTIL


def seen(holds: Callable[..., object], edge: datetime) -> tuple[bool, bool]:
    return bool(holds(at=edge - MOMENT)), bool(holds(at=edge))


@pytest.mark.parametrize("cases", [querysets, guards])
def test_rules_change_exactly_at_their_instant(cases: Callable[[], Iterator[Case]]) -> None:
    wrong = [(name, edge) for name, holds, edge, change in cases() if seen(holds, edge) != change]
    assert wrong == []


def test_every_queryset_method_and_refusal_with_a_time_is_covered() -> None:
    classes = {type(model._default_manager.all()) for model in apps.get_models()}
    asking: set[Any] = {
        f"{owner.__name__}.{name}"
        for owner in classes
        for name, function in vars(owner).items()
        if inspect.isfunction(function) and "at" in inspect.signature(function).parameters
    } - {"JobQuerySet.seconds_behind"}
    refusing = {
        name_of(function)
        for function in functions()
        if function.__name__.startswith("refusal_to_") and "now" in inspect.signature(function).parameters
    }
    tried = {name for name, *_rest in itertools.chain(querysets(), guards())}
    assert asking | refusing == tried - {"has_strike", "pause_of"}
