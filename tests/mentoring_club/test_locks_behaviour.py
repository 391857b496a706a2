"""Services lock before they check: the first read of a row is `FOR UPDATE`."""

import inspect
import io
import re
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import accounts.services
import calendars.services
import data_protection.services.erasing
import feedback.services
import mentors.services
import notifications.services
import outbox.services
from announcements.services import drafting, sending
from bookings import free_time, services
from bookings.services.schedule import Pause
from conversations.services import changing
from core.errors import Refused
from matching.models import ExclusionReason, Role
from matching.services import asks, following, importing, pairing, preferring, requests, rounds, suggesting
from mentors.services.applying import Content
from mentorships import services as mentorships
from notifications.models import Notice
from outbox.models import Job
from safety.services import measures, reports
from tests.architecture.world import checked_table, paired
from tests.bookings.moments import NOW, TOPIC, WEDNESDAY
from tests.factories import (
    AgendaItemFactory,
    AnnouncementFactory,
    AppealFactory,
    ApplicationFactory,
    AskFactory,
    FeedbackFactory,
    MeasureFactory,
    MeetingFactory,
    MentorFactory,
    MentorshipFactory,
    MessageFactory,
    MoveProposalFactory,
    NoShowFactory,
    OutsideCalendarFactory,
    ReportFactory,
    StandbyOfferFactory,
    StepFactory,
    TopicFactory,
    TopicSuggestionFactory,
    UserFactory,
)
from tests.mentoring_club.services import functions, name_of
from tests.mentors.readings import WHY
from transfer.services import adding_photos, advancing, inviting, uploading

Call = Callable[[], object]
# Services that check only what a constraint enforces, or that take advisory locks first.
OTHERWISE = {
    "accounts.blocking.block",  # tests/accounts/test_blocking.py
    "accounts.services.close",  # tests/mentoring_club/test_closing_behaviour.py calls it twice
    "accounts.services.reopen",  # a single UPDATE
    "accounts.services.tell_of_rights",  # part of a service: the caller has saved them
    "accounts.services.remove_second_factor",  # a single DELETE
    "announcements.services.drafting.send_test",  # writes a notice
    "conversations.services.telling.plan",  # part of a service: the caller has locked the mark
    "conversations.services.writing.write",  # tests/conversations/test_races_behaviour.py
    "club_pages.services.writing.restore",  # tests/club_pages/test_writing.py: a constraint decides
    "club_pages.services.writing.write",  # the same
    "data_protection.services.erasing.ask",  # tests/data_protection/test_erasing_behaviour.py
    "data_protection.services.erasing.erase_now",  # the same
    "data_protection.services.exporting.ask",  # tests/data_protection/test_exporting_behaviour.py
    "bookings.services.booking.book",  # tests/bookings/test_races_behaviour.py
    "mentorships.services.series.book",  # tests/mentorships/test_series_races_behaviour.py
    "bookings.services.waitlist.join",  # tests/bookings/test_waitlist.py
    "matching.services.needs.dismiss",  # tests/matching/test_needs.py
    "matching.services.needs.save_need",  # the same
    "matching.services.rounds.open_round",  # a single INSERT
    "matching.services.relaying.move_on",  # part of a service: the caller holds the lock
    "matching.services.requests.send",  # tests/matching/test_races_behaviour.py
    "mentors.services.saving.save_mentor",  # tests/mentors/test_saving.py
    "mentors.services.saving.save_search",  # the same
    "mentors.services.states.move",  # part of a service: the caller holds the lock
    "notifications.services.notify",  # writes a new row, or locks the job of the one it updates
    "notifications.services.notify_team",  # the same
    "safety.services.measures.take",  # writes a new row; a mentor's is locked by `status.suspend`
    "safety.services.reports.report",  # tests/safety/test_reports.py
    "safety.services.reports.tell_team",  # part of a service: the caller has written the row
    "transfer.services.archiving.ask",  # a single INSERT, and a constraint
    "transfer.services.uploading.upload",  # a single INSERT
    "transfer.services.whole_club.import_club",  # takes each table in as `uploading` and `advancing` do
    "transfer.services.words.remember",  # part of a service: the caller has locked the import
    "calendars.services.add_google",  # calls Google first, then as add_calendar
}


def calls() -> Iterator[tuple[str, Callable[..., object], dict[str, Any]]]:
    """Yield the table that a service locks, the service, and its arguments; called by a stranger, so it is refused."""
    person, stranger = UserFactory(), UserFactory(staff=True)
    mentor = MentorFactory(bookable=True)
    proposal, no_show = MoveProposalFactory(booking__mentor=mentor), NoShowFactory()
    booking, offer = proposal.booking, StandbyOfferFactory()
    calendar, given, application = OutsideCalendarFactory(), FeedbackFactory(), ApplicationFactory(submitted=True)
    by_now: dict[str, Any] = {"by": stranger, "now": NOW}
    one, message = {"booking": booking, **by_now}, {"message": "", **by_now}
    yield from (
        ("bookings_booking", service, arguments)
        for service, arguments in (
            (services.answering.answer, {**one, "accept": True, "message": ""}),
            (services.cancelling.cancel, {**one, "message": ""}),
            (services.meetings.give_link, {**one, "url": "https://example.org/"}),
            (services.meetings.say_late, one),
            (services.moving.move, {**one, "starts_at": WEDNESDAY}),
            (services.moving.propose, {**one, "starts": [WEDNESDAY], "message": ""}),
            (services.moving.accept, {"proposal": proposal, "starts_at": WEDNESDAY, **by_now}),
            (services.moving.keep_time, {"proposal": proposal, **message}),
            (services.moving.withdraw, {"proposal": proposal, **by_now}),
            (services.parting.call_off, {"other": person, **by_now}),
            (services.preparing.prepare, {**one, "text": "", "link": "", "seen": ""}),
            (services.reconfirming.reconfirm, one),
            (services.no_shows.report, {**one, "message": ""}),
            (services.no_shows.answer, {"no_show": no_show, "agree": True, **message}),
            (services.no_shows.appeal, {"no_show": no_show, **message}),
            (services.no_shows.decide, {"no_show": no_show, "counts": True, **message}),
            (services.standby.accept, {"offer": offer, "topic": TOPIC, **by_now}),
        )
    )
    desk = {"mentor": mentor, **by_now}
    rules, day = services.hours.Rules(30, 24, 42, 0, None, None), date(2026, 12, 1)
    offers = [services.hours.Offer(None, "A session", 30, on_request=False, is_active=True)]
    profile = {"topics": [1], "links": []}
    yield from (
        ("mentors_mentor", service, arguments)
        for service, arguments in (
            (services.hours.save_hours, {**desk, "weekly": [(0, time(9), time(12))], "rules": rules}),
            (services.hours.set_dates, {**desk, "first": day, "last": day, "spans": []}),
            (services.hours.clear_dates, {**desk, "first": day, "last": day}),
            (services.hours.save_offers, {**desk, "offers": offers}),
            (services.hours.save_meeting_place, {**desk, "place": "own", "url": "https://example.org/"}),
            (services.schedule.preview, {**desk, "change": Pause()}),
            (services.schedule.apply, {**desk, "change": Pause(), "decisions": {}}),
            (services.status.list_when_ready, {"mentor": mentor, "now": NOW}),
            (services.status.pause, desk),
            (services.status.resume, desk),
            (services.status.leave, {**desk, "message": ""}),
            (services.renewing.renew, desk),
            (mentors.services.update_profile, {**desk, "profile": profile}),
            (calendars.services.add_calendar, {**desk, "address": f"https://example.org/{uuid.uuid4()}.ics"}),
            (calendars.services.read_soon, {"calendar": calendar, **by_now}),
            (calendars.services.remove_calendar, {"calendar": calendar, **by_now}),
        )
    )
    pair = paired(person, mentor.user)
    cohort, two = {"round": pair.round, **by_now}, {"mentee": pair.mentee, "mentor": pair.mentor, **by_now}
    yield from (
        ("matching_round", service, arguments)
        for service, arguments in (
            (rounds.join, {**cohort, "role": Role.MENTEE}),
            (rounds.leave, {**cohort, "role": Role.MENTEE}),
            (rounds.confirm, cohort),
            (rounds.withdraw, cohort),
            (rounds.answer, {"pair": pair, "yes": True, **by_now}),
            (following.follow_up, cohort),
            (pairing.compute, cohort),
            (pairing.fix, two),
            (pairing.unfix, {"pair": pair, **by_now}),
            (pairing.exclude, {**two, "why": ExclusionReason.TEAM}),
            (pairing.take_apart, {"pair": pair, **by_now}),
            (preferring.prefer, {"participant": pair.mentee, "about": pair.mentor, "choice": "1", **by_now}),
            (importing.import_people, {**cohort, "rows": []}),
        )
    )
    letter = {"application": application, **by_now}
    yes_or_no = mentors.services.approve(
        application=ApplicationFactory(submitted=True), by=stranger, message="Yes.", override="We are two.", now=NOW
    )
    yield "mentors_mentor", mentors.services.suggest_topic, {**desk, "name": "Beekeeping", "why": ""}
    missed = {"suggestion": TopicSuggestionFactory(), "answer": "", **by_now}
    for service, more in (
        (mentors.services.make_topic, {"category": TopicFactory().category}),
        (mentors.services.add_to_topic, {"topic": TopicFactory()}),
        (mentors.services.decline_suggestion, {}),
    ):
        yield "mentors_topicsuggestion", service, {**missed, **more}
    grades = mentors.services.Grades(3, 3, 3)
    yield from (
        ("mentors_application", service, arguments)
        for service, arguments in (
            (mentors.services.take_up, {**letter, "by": application.applicant}),
            (mentors.services.step_aside, {**letter, "by": application.applicant}),
            (mentors.services.step_back_in, {**letter, "by": application.applicant}),
            (mentors.services.ask_back, {**letter, "by": application.applicant, "message": ""}),
            (mentors.services.decline, {**letter, "by": application.applicant, "message": "", "reasons": WHY}),
            (mentors.services.approve, {**letter, "by": application.applicant, "message": ""}),
            (
                mentors.services.review,
                {**letter, "by": application.applicant, "grades": grades, "recommendation": "unsure", "notes": ""},
            ),
            (mentors.services.undo, {"decision": yes_or_no, **by_now}),
            (mentors.services.answer, {**letter, "message": ""}),
            (mentors.services.withdraw, letter),
            (mentors.services.appeal, {**letter, "words": ""}),
            (mentors.services.decide_appeal, {"appeal": AppealFactory(), "reopen": True, "reason": "", **by_now}),
        )
    )
    yield "accounts_user", mentors.services.start_application, by_now
    yield "accounts_user", mentors.services.save_draft, {"content": Content(), **by_now}
    yield "accounts_user", mentors.services.submit, {"content": Content(), "agreed": False, "terms": "", **by_now}
    about = {
        "display_name": "Ann",
        "introduction": "",
        "time_zone": "UTC",
        "language": "en",
        "clock": "",
        "muted_notices": [],
    }
    yield "accounts_user", accounts.services.update_profile, {"user": person, **about}
    yield "accounts_user", accounts.services.promote, {"email": person.email, "now": NOW}
    both = {"mentorship": MentorshipFactory(), **by_now}
    goal_words = {"text": "x", "measure": "", "target_on": None}
    yield from (
        ("mentorships_mentorship", service, arguments)
        for service, arguments in (
            (mentorships.agreeing.revise, {**both, "version": 1, "lines": {}}),
            (mentorships.agreeing.draft, {**both, "version": 1, "lines": {}}),
            (mentorships.agreeing.sign, {**both, "version": 1}),
            (mentorships.changing.log_meeting, {**both, "day": NOW.date(), "minutes": 60}),
            (mentorships.changing.pause, {**both, "weeks": 2}),
            (mentorships.changing.resume, both),
            (mentorships.changing.finish, {**both, "seen": "forming"}),
            (mentorships.farewells.write, {**both, "words": {"thanks": "For your time"}}),
            (mentorships.continuing.answer, {**both, "answer": "finish", "weeks": None}),
            (mentorships.staying.say_yes, both),
            (mentorships.goals.add, {**both, "words": goal_words, "is_shared": False}),
            (mentorships.agenda.add, {**both, "text": "x"}),
            (mentorships.noting.share, {**both, "text": "x", "version": 0}),
            (mentorships.noting.keep, {**both, "text": "x"}),
        )
    )
    step, item = StepFactory(), AgendaItemFactory()
    of_goal, of_step, of_item = {"goal": step.goal, **by_now}, {"step": step, **by_now}, {"item": item, **by_now}
    yield from (
        ("mentorships_mentorship", service, arguments)
        for service, arguments in (
            (mentorships.goals.change, {**of_goal, "words": goal_words, "is_shared": False}),
            (mentorships.goals.settle, {**of_goal, "state": "dropped"}),
            (mentorships.goals.add_step, {**of_goal, "who": step.who, "text": "x", "until_on": None}),
            (mentorships.goals.tick, {**of_step, "done": True}),
            (mentorships.goals.remove_step, of_step),
            (mentorships.agenda.tick, {**of_item, "done": True}),
            (mentorships.agenda.remove, of_item),
        )
    )
    ask = AskFactory()
    yield from (
        ("matching_request", service, arguments)
        for service, arguments in (
            (asks.accept, {"ask": ask, **message}),
            (asks.decline, {"ask": ask, "reason": "time", **message}),
            (asks.ask_back, {"ask": ask, "question": "Since when?", **by_now}),
            (asks.reply, {"ask": ask, "text": "Since May.", **by_now}),
            (suggesting.ask_suggested, {"ask": ask, **by_now}),
            (requests.withdraw, {"request": ask.request, **by_now}),
            (requests.let_the_team_look, {"request": ask.request, **by_now}),
            (requests.suggest, {"request": ask.request, "mentors": [mentor], **by_now}),
        )
    )
    draft = AnnouncementFactory()
    yield "announcements_announcement", drafting.write, {"announcement": draft, "topics": [], **by_now}
    yield "announcements_announcement", drafting.discard, {"announcement": AnnouncementFactory(sending=True), **by_now}
    yield "announcements_announcement", sending.confirm, {"announcement": draft, "seen": NOW, **by_now}
    yield "announcements_announcement", sending.cancel, {"announcement": draft, **by_now}
    said = MessageFactory()
    yield "conversations_message", changing.edit, {"message": said, "text": "No.", **by_now}
    yield "conversations_message", changing.remove, {"message": said, **by_now}
    yield "safety_report", reports.answer, {"report": ReportFactory(), "text": "", **by_now}
    yield "safety_measure", measures.decide, {"measure": MeasureFactory(), "lift": True, "words": "", **by_now}
    yield "mentors_mentor", free_time.rebuild, {"mentor": mentor, "now": NOW}
    meeting = MeetingFactory()
    link = {"booking": meeting.booking, "by": meeting.mentor.user, "url": "https://example.org/", "now": NOW}
    yield "meetings_meeting", services.meetings.give_link, link
    leaving = UserFactory()
    erasure = data_protection.services.erasing.ask(member=leaving, by=leaving, now=NOW)
    yield from transfers(by_now)
    yield "data_protection_erasure", data_protection.services.erasing.undo, {"erasure": erasure, **by_now}
    yield "bookings_calendarfeed", services.feeds.renew_feed, {"by": person}
    yield "feedback_feedback", feedback.services.publish, {"feedback": given, "shown": True, **by_now}
    yield "feedback_feedback", feedback.services.reply, {"feedback": given, "text": "", **by_now}
    yield "feedback_feedback", feedback.services.thank, {"feedback": given, "text": "", **by_now}
    yield "feedback_feedback", feedback.services.ask_to_show, {"feedback": given, **by_now}
    yield "notifications_notice", notifications.services.send_again, {"notices": Notice.objects.all(), "now": NOW}
    yield "outbox_job", outbox.services.try_again, {"jobs": Job.objects.all(), "now": NOW}


def transfers(by_now: dict[str, Any]) -> Iterator[tuple[str, Callable[..., object], dict[str, Any]]]:
    """The steps of an import."""
    batch = checked_table(UserFactory())
    archive = io.BytesIO()
    zipfile.ZipFile(archive, "w").close()
    archive.seek(0)
    for service, arguments in (
        (uploading.save_mapping, {"mapping": batch.mapping}),
        (advancing.choose_topics, {"choices": {}}),
        (advancing.confirm, {}),
        (advancing.undo, {}),
        (inviting.invite, {}),
        (adding_photos.upload_photos, {"file": archive}),
        (uploading.give_up, {}),
    ):
        yield "transfer_batch", service, {"batch": batch, **arguments, **by_now}


def looks_first_under_the_lock(table: str, work: Call) -> bool:
    with CaptureQueriesContext(connection) as asked, suppress(Refused):
        work()
    look = next(query["sql"] for query in asked if f'FROM "{table}"' in query["sql"])
    return re.search(" FOR (NO KEY )?UPDATE", look) is not None


@pytest.mark.django_db
def test_service_first_reads_its_row_with_a_lock() -> None:
    careless = [
        name_of(service)
        for table, service, arguments in calls()
        if not looks_first_under_the_lock(table, lambda s=service, a=arguments: s(**a))
    ]
    assert careless == []


@pytest.mark.django_db
def test_every_service_with_an_actor_and_a_time_is_covered() -> None:
    """Except `refusal_…`, which pages call without a lock, and `…_row`, whose callers hold it."""
    acting = {
        name_of(function)
        for function in functions()
        if {"by", "now"} <= set(inspect.signature(function).parameters)
        and not function.__name__.startswith("refusal_")
        and not function.__name__.endswith("_row")
    }
    tried = {name_of(service) for _table, service, _arguments in calls()}
    assert acting - tried == OTHERWISE
