"""One notice of each kind that is not obsolete."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings

from accounts.models import User
from accounts.notices import CHANGES, CODES
from bookings.models import Booking, BookingStatus, MoveOutcome, NoShowOutcome
from bookings.services.no_shows import AGREED
from calendars.models import CalendarProblem
from data_protection.models import Erasure, Export, InactivityWarning
from feedback.models import Feedback, MonthlyLetter
from matching.models import AskState, Invitation, Pair, Participant, RequestState, Role
from mentors.models import Application, ApplicationState, Assignment, FormerAddress, MentorStatus
from mentorships.models import Contact
from notifications.models import Notice
from notifications.services import notify
from tests.architecture.world import paired
from tests.factories import (
    AnnouncementFactory,
    AppealFactory,
    ApplicationFactory,
    AskFactory,
    BookingFactory,
    BusyTimeFactory,
    FeedbackFactory,
    FeedbackRequestFactory,
    MeasureFactory,
    MentorFactory,
    MentorshipFactory,
    MessageFactory,
    MoveProposalFactory,
    NoShowFactory,
    OutsideCalendarFactory,
    RecipientFactory,
    ReportFactory,
    RequestFactory,
    SavedSearchFactory,
    StandbyOfferFactory,
    TopicFactory,
    TopicSuggestionFactory,
    UserFactory,
    WaitlistEntryFactory,
)
from tests.matching.rounds import a_round
from transfer.models import Arrival

NOW = datetime(2026, 11, 23, 8, 50, tzinfo=UTC)  # a Monday
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BOOKINGS = {
    "booking_confirmed": {},
    "booking_cancelled": {"cancelled": True},
    "meeting_changed": {},
    "meeting_link_wanted": {},
    "meeting_link_missing": {},
    "booking_late": {},
    "booking_reconfirm": {},
    "booking_unconfirmed": {},
    "booking_reconfirmed": {"reconfirmed_at": NOW},
    "booking_reminder_day": {},
    "booking_reminder_hour": {},
    "booking_requested": {"requested": True, "expires_at": NOW + DAY},
    "booking_request_sent": {"requested": True, "expires_at": NOW + DAY},
    "booking_declined": {"status": BookingStatus.DECLINED},
    "booking_expired": {"status": BookingStatus.EXPIRED},
}
TO_THE_MENTOR = {"booking_requested", "booking_reconfirmed", "meeting_link_wanted"}
APPLICATIONS = {
    "application_received": ApplicationState.SUBMITTED,
    "application_in_review": ApplicationState.IN_REVIEW,
    "application_question": ApplicationState.MORE_INFORMATION,
    "application_answered": ApplicationState.IN_REVIEW,
    "application_approved": ApplicationState.APPROVED,
    "application_declined": ApplicationState.DECLINED,
    "application_withdrawn": ApplicationState.WITHDRAWN,
}


def notices(*, language: str) -> list[Notice]:
    """One of each kind, to members and a team whose language is `language`."""
    each = (
        _of_accounts,
        _of_bookings,
        _of_feedback,
        _of_mentors,
        _of_requests,
        _of_rounds,
        _of_mentorships,
        _of_data,
        _of_safety,
        _of_conversations,
        _of_news,
    )
    return [row for kinds in each for row in kinds(language)]


def _team(kind: str, language: str, **more: Any) -> Notice:
    return notify(None, kind, now=NOW, address=settings.TEAM_EMAIL, language=language, **more)


def _of_accounts(language: str) -> Iterator[Notice]:
    member = UserFactory(language=language)
    for kind in ("account_exists", "address_tried", *CHANGES):
        yield notify(member, kind, now=NOW)
    for kind in CODES:
        yield notify(member, kind, now=NOW, data={"nonce": "abc", "until": (NOW + DAY).isoformat()})
    yield notify(None, "unknown_account", now=NOW, address="ann@example.org", language=language)
    yield notify(None, "account_closed", now=NOW, address="ann@example.org", language=language)
    yield notify(member, "new_device", data={"browser": "Firefox/130 (X11; Linux)"}, now=NOW)
    yield notify(member, "admin_made", about=UserFactory(), now=NOW)
    words = {"subject": "Hello", "message": "How do I begin?", "name": "Ann", "email": "ann@example.org"}
    yield _team("contact", language, data=words | {"language": language})


def _of_bookings(language: str) -> Iterator[Notice]:
    mentor, mentee = MentorFactory(bookable=True, user__language=language), UserFactory(language=language)
    times = (NOW + DAY + timedelta(hours=number) for number in range(100))

    def book(starts_at: datetime | None = None, **more: Any) -> Booking:
        return BookingFactory(mentor=mentor, mentee=mentee, starts_at=starts_at or next(times), **more)

    for kind, more in BOOKINGS.items():
        booking = book(**more)
        data = {"starts_at": booking.starts_at.isoformat()}
        yield notify(mentor.user if kind in TO_THE_MENTOR else mentee, kind, about=booking, data=data, now=NOW)
    booking = book()
    data = {"from": NOW.isoformat(), "to": booking.starts_at.isoformat(), "proposed": False}  # type: ignore[dict-item]
    yield notify(mentee, "booking_moved", about=booking, data=data, now=NOW)
    for kind, outcome, reader in (
        ("booking_move_proposed", MoveOutcome.OPEN, mentee),
        ("booking_move_withdrawn", MoveOutcome.WITHDRAWN, mentee),
        ("booking_move_kept", MoveOutcome.KEPT, mentor.user),
    ):
        settled_at = None if outcome == MoveOutcome.OPEN else NOW
        proposal = MoveProposalFactory(booking=book(), outcome=outcome, settled_at=settled_at)
        yield notify(reader, kind, about=proposal, now=NOW)

    yield notify(mentee, "no_show_reported", about=NoShowFactory(booking=book(NOW - DAY)), now=NOW)
    disputed = NoShowFactory(booking=book(NOW - 2 * DAY), disputed=True)
    yield notify(mentor.user, "no_show_disputed", about=disputed, now=NOW)
    yield _team("no_show_for_team", language, about=disputed)
    data = {"how": AGREED, "outcome": NoShowOutcome.CONFIRMED}
    settled = NoShowFactory(booking=book(NOW - 3 * DAY), confirmed=True)
    yield notify(mentee, "no_show_settled", about=settled, data=data, now=NOW)

    asked = StandbyOfferFactory(booking=book(), member__language=language)
    for kind in ("standby_offered", "standby_over"):
        yield notify(asked.member, kind, about=asked, now=NOW)
    waiting = WaitlistEntryFactory(mentor=mentor, member__language=language)
    data = {"starts": ["2026-11-30T09:00:00+00:00"]}  # type: ignore[dict-item]
    yield notify(waiting.member, "waiting_openings", about=waiting, data=data, now=NOW)
    yield notify(mentor.user, "mentor_live", about=mentor, now=NOW)
    yield notify(mentor.user, "pause_over", about=mentor, now=NOW)
    inactive = MentorFactory(status=MentorStatus.INACTIVE, user__language=language)
    yield notify(inactive.user, "mentor_inactive", about=inactive, now=NOW)
    yield from _of_staying(language)

    booking = book()
    data = {"version": "2026f", "starts_at": booking.starts_at.isoformat(), "zone": mentee.time_zone, "minutes": 60}  # type: ignore[dict-item]
    yield notify(mentee, "booking_by_the_clock", about=booking, data=data, now=NOW)
    booking = book()
    busy = BusyTimeFactory(calendar__mentor=mentor, starts_at=booking.starts_at)
    data = {"starts_at": busy.starts_at.isoformat(), "ends_at": busy.ends_at.isoformat()}
    yield notify(mentor.user, "booking_clashes", about=booking, data=data, now=NOW)
    broken = OutsideCalendarFactory(mentor=mentor, problem=CalendarProblem.GONE, failing_since=NOW - DAY, warned_at=NOW)
    yield notify(mentor.user, "calendar_unreadable", about=broken, now=NOW)


def _of_feedback(language: str) -> Iterator[Notice]:
    held = {"booking__starts_at": NOW - DAY, "booking__mentee__language": language}
    asked = FeedbackRequestFactory(**held)
    yield notify(asked.booking.mentee, "feedback_asked", about=asked, now=NOW)
    yield notify(asked.booking.mentee, "feedback_asked_again", about=asked, now=NOW)
    yield notify(asked.booking.mentee, "feedback_code", about=asked, data={"nonce": "abc"}, now=NOW)
    mentor = MentorFactory(bookable=True, user__language=language)
    given = FeedbackFactory(
        request=FeedbackRequestFactory(**held, booking__mentor=mentor),
        platform_message="Thank you.",
        reply="You are welcome.",
        replied_at=NOW,
    )
    yield notify(mentor.user, "feedback_received", about=given, now=NOW)
    yield notify(given.request.booking.mentee, "feedback_consent_asked", about=given, now=NOW)
    Feedback.objects.filter(pk=given.pk).update(thanks="Your question helped me, too.", thanked_at=NOW)
    yield notify(given.request.booking.mentee, "feedback_thanked", about=given, now=NOW)
    BookingFactory(mentor=mentor, starts_at=NOW - 31 * DAY)
    letter = MonthlyLetter.objects.create(mentor=mentor, month=date(2026, 10, 1), created_at=NOW)
    yield notify(mentor.user, "month_given", about=letter, now=NOW)
    yield _team("platform_message", language, about=given)
    yield notify(given.request.booking.mentee, "platform_message_answered", about=given, now=NOW)


def _of_requests(language: str) -> Iterator[Notice]:
    both = {"mentor__user__language": language, "request__mentee__language": language}
    in_a_week = (NOW + 7 * DAY).isoformat()
    for kind, more in (
        ("request_asked", {"words": "I liked your talk."}),
        ("request_reminder", {}),
        ("request_last_reminder", {}),
        ("request_replied", {"question": "Since when?", "asked_at": NOW, "reply": "Since May.", "replied_at": NOW}),
        ("request_over", {"expired": True, "due_at": NOW, "settled_at": NOW}),
    ):
        ask = AskFactory(**both, **more)
        yield notify(ask.mentor.user, kind, about=ask, data={"due": in_a_week}, now=NOW)
    for kind, changes in (
        ("request_sent", {}),
        ("request_relayed", {}),
        ("request_question", {"asked_back": True}),
        ("request_question_reminder", {"asked_back": True}),
        ("request_accepted", {"accepted": True, "message": "Gladly."}),
        ("request_lapsed", {"state": AskState.WITHDRAWN, "settled_at": NOW}),
    ):
        ask = AskFactory(position=1, **both, **changes)
        AskFactory(request=ask.request, expired=True)
        yield notify(ask.request.mentee, kind, about=ask, data={"from": 0}, now=NOW)
    ended = {"state": RequestState.EXHAUSTED, "ended_at": NOW, "mentee__language": language}
    for kind in ("request_exhausted", "request_suggestions", "request_team_over"):
        request = RequestFactory(**ended)
        AskFactory(request=request, declined=True, message="All the best.")
        request.suggested.add(MentorFactory())
        yield notify(request.mentee, kind, about=request, data={"from": 0}, now=NOW)
    yield _team("request_for_team", language, about=RequestFactory(state=RequestState.WITH_TEAM, team_since=NOW))


def _of_mentorships(language: str) -> Iterator[Notice]:
    both = {"mentor__user__language": language, "mentee__language": language}
    for kind, changes, data in (
        ("mentorship_to_sign", {}, {"version": 1}),
        ("mentorship_forming", {}, {}),
        ("mentorship_quiet", {"active": True, "asked": 3, "asked_at": NOW}, {"asked": 3}),
        ("mentorship_paused", {"paused": True}, {}),
        ("mentorship_resumed", {"active": True}, {}),
        ("mentorship_pause_ends", {"paused": True}, {}),
        ("mentorship_wrapping_up", {"wrapping_up": True}, {}),
        ("mentorship_continues", {"active": True}, {}),
        ("mentorship_closes", {"wrapping_up": True}, {}),
        ("mentorship_contact", {"ended": True}, {}),
        ("mentorship_ended", {"ended": True}, {}),
    ):
        row = MentorshipFactory(**both, **changes)
        if kind == "mentorship_contact":
            Contact.objects.create(mentorship=row, mentee_yes_at=NOW, mentor_yes_at=NOW)
        yield notify(row.mentee, kind, about=row, data=data, now=NOW)
    booked = BookingFactory(mentor=row.mentor, mentee=row.mentee, starts_at=NOW + DAY, ends_at=NOW + DAY + HOUR)
    row = MentorshipFactory(mentor=row.mentor, mentee=row.mentee, active=True)
    yield notify(row.mentee, "mentorship_series", about=row, data={"bookings": [str(booked.uuid)]}, now=NOW)
    row = MentorshipFactory(**both, active=True)
    booking = BookingFactory(mentor=row.mentor, mentee=row.mentee, starts_at=NOW + 2 * DAY)
    meeting = {"booking": str(booking.uuid), "starts_at": booking.starts_at.isoformat()}
    yield notify(row.mentee, "mentorship_agenda_empty", about=row, data=meeting, now=NOW)


def _of_rounds(language: str) -> Iterator[Notice]:
    mentee, mentor = UserFactory(language=language), MentorFactory(user__language=language).user
    pair = paired(mentee, mentor)
    yield notify(mentee, "round_pair", about=pair, now=NOW)
    yield notify(mentor, "round_declined", about=pair, now=NOW)
    yield notify(mentee, "round_pair_reminder", about=pair, now=NOW)
    yield notify(mentee, "round_lapsed", about=pair, now=NOW)
    yield notify(mentee, "round_withdrawn", about=pair.mentee, now=NOW)
    row = a_round(closes_at=NOW + DAY, follows=pair.round)
    asked = Invitation.objects.create(round=row, member=mentee, role=Role.MENTEE, invited_at=NOW)
    yield notify(mentee, "round_invited", about=asked, now=NOW)
    again = Participant.objects.create(round=row, member=mentor, role=Role.MENTOR, joined_at=NOW)
    yield notify(mentor, "round_followed_up", about=again, now=NOW)
    yield notify(mentor, "round_without_pair", about=pair.mentor, now=NOW)
    yes = {"mentee_answer": "yes", "mentor_answer": "yes", "mentee_answered_at": NOW, "mentor_answered_at": NOW}
    agreed = paired(mentee, mentor)
    Pair.objects.filter(pk=agreed.pk).update(**yes)
    yield notify(mentee, "round_agreed", about=agreed, now=NOW)
    yield _team("round_over_for_team", language, about=agreed.round)


def _of_mentors(language: str) -> Iterator[Notice]:
    new = MentorFactory(bookable=True, languages=["en"])
    search = SavedSearchFactory(query="language=en", member__language=language)
    yield notify(search.member, "new_mentors", data={"found": {str(search.uuid): [new.pk]}}, now=NOW)
    for kind, state in APPLICATIONS.items():
        application = ApplicationFactory(submitted=True, applicant__language=language)
        decided_at = NOW if state in (ApplicationState.APPROVED, ApplicationState.DECLINED) else None
        Application.objects.filter(pk=application.pk).update(state=state, decided_at=decided_at)
        step = application.steps.create(
            from_state=ApplicationState.SUBMITTED, to_state=state, at=NOW, message="As you like."
        )
        if state == ApplicationState.DECLINED:
            why = {"criterion": "practice", "advice": "A year at work.", "again_on": date(2027, 6, 1)}
            times = {"made_at": NOW - timedelta(minutes=10), "due_at": NOW, "done_at": NOW}
            application.decisions.create(to_state=state, message=step.message, **why, **times)
        yield notify(application.applicant, kind, about=step, now=NOW)
    application = ApplicationFactory(submitted=True)
    step = application.steps.create(from_state=ApplicationState.DRAFT, to_state=ApplicationState.SUBMITTED, at=NOW)
    yield _team("application_for_team", language, about=step)
    yield from _of_appeals(language)
    topic = TopicFactory(name="Interviews", name_de="Gespräche")
    names = {"en": "Mock interviews", "de": "Probegespräche"}
    gone = FormerAddress.objects.create(slug="mock-interviews", topic=topic, names=names, changed_at=NOW)
    yield notify(UserFactory(language=language), "topic_merged", about=gone, now=NOW)
    half = TopicFactory(split_from=topic, name="Salary talks", name_de="Gehaltsgespräche")
    helper = MentorFactory(topics=[topic, half], user__language=language)
    yield notify(helper.user, "topic_split", about=half, now=NOW)
    data = {"change": "renamed", "was": {"en": "Pay", "de": "Lohn"}}
    yield notify(helper.user, "topic_changed", about=half, data=data, now=NOW)
    told = {"outcome": "declined", "answer": "It’s too broad.", "decided_at": NOW}
    missed = TopicSuggestionFactory(mentor=helper, **told)
    yield notify(helper.user, "topic_suggestion_decided", about=missed, now=NOW)
    reader = UserFactory(language=language, staff=True)
    assignment = Assignment.objects.create(application=application, reader=reader, since=NOW)
    yield notify(reader, "application_reminder", about=assignment, now=NOW)


def _of_staying(language: str) -> Iterator[Notice]:
    asked = MentorFactory(user__language=language, renewal_asked_at=NOW)
    for kind in ("renewal_asked", "renewal_reminder"):
        yield notify(asked.user, kind, about=asked, now=NOW)
    times = {"renewal_asked_at": NOW - 42 * DAY, "renewal_reminded_at": NOW - 21 * DAY, "lapsed_at": NOW}
    lapsed = MentorFactory(paused=True, user__language=language, **times)
    yield notify(lapsed.user, "renewal_lapsed", about=lapsed, now=NOW)
    gone = MentorFactory(status=MentorStatus.LEFT, user__language=language)
    after = FeedbackRequestFactory(booking__mentor=gone, booking__starts_at=NOW - DAY)
    FeedbackFactory(request=after, helped="You asked the right question.", may_publish=True, published_at=NOW)
    yield notify(gone.user, "mentor_left", about=gone, now=NOW)


def _of_appeals(language: str) -> Iterator[Notice]:
    row = AppealFactory(application__applicant__language=language)
    yield notify(row.application.applicant, "application_appealed", about=row, now=NOW)
    yield _team("application_appeal_for_team", language, about=row)
    told = {"verdict": "upheld", "reason": "We looked again.", "decided_at": NOW}
    upheld = AppealFactory(application__applicant__language=language, **told)
    yield notify(upheld.application.applicant, "application_upheld", about=upheld, now=NOW)
    again = ApplicationFactory(submitted=True, state=ApplicationState.IN_REVIEW, applicant__language=language)
    step = again.steps.create(from_state="declined", to_state="in_review", at=NOW, message="You’re right.")
    yield notify(again.applicant, "application_reopened", about=step, now=NOW)


def _of_data(language: str) -> Iterator[Notice]:
    member = UserFactory(language=language)
    made = {"asked_at": NOW, "made_at": NOW, "expires_at": NOW + DAY, "file": "exports/x.zip"}
    arrived = MentorFactory(status="hidden", user__language=language).user
    arrival = Arrival.objects.create(member=arrived, arrived_at=NOW)
    yield notify(arrival.member, "invited_from_old_site", about=arrival, now=NOW)
    yield notify(member, "export_ready", about=Export.objects.create(member=member, **made), now=NOW)
    erasure = Erasure.objects.create(member=member, reason="team", asked_at=NOW, due_at=NOW + 7 * DAY)
    yield notify(member, "erasure_asked", about=erasure, now=NOW)
    warning = InactivityWarning.objects.create(member=member, number=1, sent_at=NOW)
    yield notify(member, "inactivity_warning", about=warning, now=NOW)


def _of_safety(language: str) -> Iterator[Notice]:
    report = ReportFactory(by__language=language)
    yield notify(report.by, "report_received", about=report, now=NOW)
    yield _team("report_for_team", language, about=report)
    answered = ReportFactory(answer="Thank you. We have spoken to them.", answered_at=NOW, by__language=language)
    yield notify(answered.by, "report_answered", about=answered, now=NOW)
    measure = MeasureFactory(kind="limit", weekly=1, until=NOW + 7 * DAY, member__language=language)
    yield notify(measure.member, "measure_taken", about=measure, now=NOW)
    yield _team("appeal_for_team", language)
    appeal = {"appeal": "I only answered a question.", "appealed_at": NOW, "decision": "You did.", "decided_at": NOW}
    decided = MeasureFactory(member__language=language, lifted_at=NOW, **appeal)
    yield notify(decided.member, "appeal_decided", about=decided, now=NOW)


def _of_conversations(language: str) -> Iterator[Notice]:
    text = "Here is **the link**: https://example.org/notes"
    row = MessageFactory(text=text, needs_care=True, written_at=NOW - DAY).conversation
    reader = row.other
    User.objects.filter(pk=reader.pk).update(language=language)
    mark = row.marks.get(member=reader)
    yield notify(mark.member, "messages_unseen", about=mark, now=NOW)
    row.goes_at = row.closes_at + 365 * DAY
    row.save()
    yield notify(mark.member, "conversation_goes", about=row, now=NOW)


def _of_news(language: str) -> Iterator[Notice]:
    texts = {"subject_de": "Ein Abend über Preise", "body_de": "Ihr Lieben,\n\nwir treffen uns am **Montag**."}
    row = RecipientFactory(member__language=language, announcement=AnnouncementFactory(sending=True, **texts))
    yield notify(row.member, "announcement", about=row, now=NOW)
    yield notify(row.member, "announcement_test", about=row.announcement, now=NOW)
