"""One of everything, and one of everybody who may come across it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.redirects.models import Redirect
from django.contrib.sites.models import Site
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Model

from accounts.models import User
from bookings.models import Booking, BookingStatus, MoveProposal, NoShow
from bookings.services import feeds
from conversations.models import Message
from data_protection.models import Export, RetentionRun
from data_protection.services import erasing
from feedback import services as feedback_services
from feedback.models import Feedback
from matching.models import Pair, Participant, Request, Role, Round, RoundState, Weights
from matching.services import fairness
from mentors.models import Application, Mentor, SavedSearch
from mentors.photos import largest_of
from mentorships.models import Goal, LoggedMeeting, Mentorship
from notifications.services import notify
from outbox.models import Job
from tests.factories import (
    AgendaItemFactory,
    AnnouncementFactory,
    AppealFactory,
    ApplicationFactory,
    AskFactory,
    BookingFactory,
    ConversationFactory,
    FeedbackFactory,
    FeedbackRequestFactory,
    GoalFactory,
    MeasureFactory,
    MeetingFactory,
    MentorFactory,
    MentorshipFactory,
    MessageFactory,
    MoveProposalFactory,
    NeedFactory,
    NoShowFactory,
    OutsideCalendarFactory,
    OwnNoteFactory,
    PageVersionFactory,
    ReportFactory,
    RequestFactory,
    SavedSearchFactory,
    SharedNoteFactory,
    SnippetFactory,
    StandbyOfferFactory,
    StepFactory,
    SuppressedAddressFactory,
    TopicFactory,
    TopicSuggestionFactory,
    UserFactory,
    WeekFactory,
    WishFactory,
)
from transfer.models import Archive, Batch

NOW = datetime(2026, 11, 23, 8, 50, tzinfo=UTC)  # a Monday
ROLES = ("stranger", "mentee", "other", "mentor", "colleague", "helper", "admin")
PHOTO = f"mentors/{'a' * 32}-96.webp"


@dataclass(frozen=True, slots=True)
class World:
    """The mentor and the mentee are the parties of everything; the other mentee and the colleague of nothing here."""

    people: dict[str, User | None]
    booking: Booking
    request: Booking
    proposal: MoveProposal
    held: Booking
    no_show: NoShow
    application: Application
    mentor: Mentor
    feedback: Feedback
    link: str
    shared_link: str
    calendar: str
    search: SavedSearch
    pair: Pair
    relayed: Request
    message: Message
    goal: Goal
    export: Export
    rows: dict[str, Model]


def make_world() -> World:
    """All rows, made once a test."""
    topic = TopicFactory(slug="sourdough", category__slug="baking")
    mentor = MentorFactory(bookable=True, slug="amara", topics=[topic], photo=largest_of(PHOTO))
    colleague = MentorFactory(bookable=True, slug="bela", topics=[topic])
    mentee, other = UserFactory(), UserFactory()
    helper, admin = UserFactory(is_staff=True), UserFactory(staff=True)
    for member in (helper, admin):
        TOTP.activate(member, generate_totp_secret())
    days = {name: NOW + timedelta(days=number) for name, number in (("coming", 3), ("asked", 4), ("held", -3))}
    booking = BookingFactory(mentor=mentor, mentee=mentee, starts_at=days["coming"])
    meeting = MeetingFactory(booking=booking)
    request = BookingFactory(
        mentor=mentor, mentee=mentee, starts_at=days["asked"], status=BookingStatus.REQUESTED, expires_at=days["coming"]
    )
    held = BookingFactory(mentor=mentor, mentee=mentee, starts_at=days["held"])
    BookingFactory(mentor=colleague, mentee=other, starts_at=days["coming"])
    answered = BookingFactory(mentor=mentor, mentee=mentee, starts_at=days["held"] - timedelta(days=1))
    feedback = FeedbackFactory(
        request__booking=answered,
        platform_message="More topics!",
        may_publish=True,
        consent_asked_at=NOW,
        published_at=NOW,
    )
    asked = FeedbackRequestFactory(booking=held)
    missed = BookingFactory(mentor=mentor, mentee=mentee, starts_at=days["held"] - timedelta(days=2))
    no_show = NoShowFactory(booking=missed, disputed=True)
    application = ApplicationFactory(applicant=mentee, submitted=True, topics=[topic])
    mark = SuppressedAddressFactory(member=colleague.user)
    outside = OutsideCalendarFactory(mentor=mentor)
    pair = paired(mentee, mentor.user)
    notice = notify(mentee, "booking_confirmed", about=booking, now=NOW)
    NeedFactory(member=mentee, topics=[topic])
    report = ReportFactory(about=mentee, by=mentor.user)
    mentorship = MentorshipFactory(mentor=mentor, mentee=mentee, began_at=NOW, state_since=NOW)
    return World(
        people={
            "stranger": None,
            "mentee": mentee,
            "other": other,
            "mentor": mentor.user,
            "colleague": colleague.user,
            "helper": helper,
            "admin": admin,
        },
        booking=booking,
        request=request,
        proposal=MoveProposalFactory(booking=booking, starts=[days["coming"] + timedelta(hours=1)]),
        held=held,
        no_show=no_show,
        application=application,
        mentor=mentor,
        feedback=feedback,
        link=feedback_services.link(asked, feedback_services.MAILED),
        shared_link=feedback_services.link(asked, feedback_services.SHARED),
        calendar=feeds.address(feeds.open_feed(by=mentee)),
        search=SavedSearchFactory(member=mentee),
        pair=pair,
        goal=private_goal(mentorship),
        export=export_of(mentee),
        message=MessageFactory(conversation=ConversationFactory(booking=booking), author=mentor.user),
        relayed=AskFactory(mentor=mentor, request__mentee=mentee).request,
        rows={
            "accounts_user": mentee,
            "auth_group": Group.objects.create(name="Gardeners"),
            "announcements_announcement": AnnouncementFactory(written_by=admin),
            "bookings_booking": booking,
            "meetings_meeting": meeting,
            "bookings_noshow": no_show,
            "calendars_outsidecalendar": outside,
            "club_pages_pageversion": PageVersionFactory(),
            "data_protection_erasure": erasing.ask(member=mentee, by=mentee, now=NOW),
            "data_protection_retentionrun": RetentionRun.objects.create(started_at=NOW, ended_at=NOW),
            "bookings_standbyoffer": StandbyOfferFactory(),
            "feedback_feedback": feedback,
            "insights_week": WeekFactory(),
            "matching_weights": Weights.objects.create(),
            "matching_fairness": fairness.count(now=NOW),
            "matching_participant": pair.mentee,
            "matching_round": pair.round,
            "matching_request": RequestFactory(state="with_team", team_since=NOW),
            "mentorships_mentorship": mentorship,
            "mentors_appeal": AppealFactory(),
            "mentors_application": application,
            "mentors_category": topic.category,
            "mentors_snippet": SnippetFactory(),
            "mentors_mentor": mentor,
            "mentors_topic": topic,
            "mentors_topicsuggestion": TopicSuggestionFactory(mentor=mentor),
            "mentors_wish": WishFactory(topic=topic),
            "notifications_suppressedaddress": mark,
            "notifications_notice": notice,
            "safety_report": report,
            "safety_measure": MeasureFactory(member=mentee, report=report),
            "redirects_redirect": old_address(),
            "transfer_archive": archive_of(admin),
            "transfer_batch": checked_table(admin),
            "outbox_job": Job.objects.first() or Job.objects.create(kind="x", due_at=NOW, created_at=NOW),
        },
    )


def private_goal(mentorship: Mentorship) -> Goal:
    """The mentee's, with a step; and all else that the two write."""
    goal = GoalFactory(mentorship=mentorship, made_at=NOW, changed_at=NOW)
    StepFactory(goal=goal, made_at=NOW)
    AgendaItemFactory(mentorship=mentorship, added_at=NOW)
    SharedNoteFactory(mentorship=mentorship)
    OwnNoteFactory(mentorship=mentorship)
    LoggedMeeting.objects.create(mentorship=mentorship, met_at=NOW, minutes=60, logged_at=NOW)
    return goal


def checked_table(by: User) -> Batch:
    """An import that could be confirmed, with a word that is no topic."""
    columns = [["Email", "ida@example.org"], ["Name", "Ida"], ["Topics", "Baking"], ["Photo", "ida.jpg"]]
    return Batch.objects.create(
        kind="mentors", state="checked", by=by, file_name="old.csv", columns=columns, uploaded_at=NOW, moved_at=NOW,
        mapping=["email", "name", "topics", "photo"], total=1, counts={"new": 1}, unknown={"Baking": 1},
    )  # fmt: skip


def archive_of(by: User) -> Archive:
    """An export of the club that can be downloaded."""
    file = default_storage.save("archives/club.zip", ContentFile(b"PK"))
    return Archive.objects.create(by=by, asked_at=NOW, made_at=NOW, expires_at=NOW + timedelta(days=7), file=file)


def old_address() -> Redirect:
    """An address of the old site."""
    site, _made = Site.objects.get_or_create(pk=settings.SITE_ID, defaults={"domain": "example.org", "name": "Club"})
    number = Redirect.objects.count() or ""
    return Redirect.objects.create(site=site, old_path=f"/old-mentors{number}.php", new_path="/mentors/")


def export_of(member: User) -> Export:
    """A copy of a member's data that can be downloaded."""
    file = default_storage.save("exports/copy.zip", ContentFile(b"PK"))
    until = NOW + timedelta(days=7)
    return Export.objects.create(member=member, asked_at=NOW, made_at=NOW, expires_at=until, file=file)


def paired(mentee: User, mentor: User) -> Pair:
    """A pair of a round that both were asked about."""
    sent = {"state": RoundState.PROPOSED, "computed_at": NOW, "proposed_at": NOW}
    row = Round.objects.create(name="Spring", closes_at=NOW, created_at=NOW, **sent)
    people = {
        role: Participant.objects.create(round=row, member=member, role=role, joined_at=NOW)
        for role, member in ((Role.MENTEE, mentee), (Role.MENTOR, mentor))
    }
    due = NOW + timedelta(days=7)
    return Pair.objects.create(round=row, mentee=people[Role.MENTEE], mentor=people[Role.MENTOR], due_at=due)


def store_photo() -> None:
    """A file under a name that photos have."""
    default_storage.save(PHOTO, ContentFile(b"RIFF"))
