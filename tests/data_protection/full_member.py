"""A member with every kind of record, whose name, address and words can be searched for everywhere."""

import json
import smtplib
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.redirects.models import Redirect
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sites.models import Site
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from accounts.models import Block, User
from bookings.free_time import rebuild
from bookings.models import (
    Booking,
    BookingStatus,
    CalendarFeed,
    Clash,
    DateOverride,
    Hold,
    OverrideSpan,
)
from club_pages.models import ConsentPlace
from club_pages.services import consenting
from conversations.models import Preferences
from data_protection.belongings import belongings
from data_protection.models import Erasure, Export, InactivityWarning
from feedback.models import MonthlyLetter
from matching.models import (
    Exclusion,
    Invitation,
    NeededTopic,
    Pair,
    Participant,
    Preference,
    Role,
    Round,
    RoundState,
)
from meetings.models import MeetingPreference
from mentors.models import ApplicationStep, Assignment, Decision, FeaturedMentor, Mentor, Recusal, Review, SavedMentor
from mentors.photos import largest_of, sizes_of
from mentors.services import index
from mentorships.models import CardsRead, Contact, Continuation, Farewell, LoggedMeeting
from notifications.services import notify
from outbox.models import Job
from tests.factories import (
    AgendaItemFactory,
    AnnouncementFactory,
    AppealFactory,
    ApplicationFactory,
    AskFactory,
    BookingFactory,
    BusyTimeFactory,
    ConversationFactory,
    DismissalFactory,
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
    OfferFactory,
    OutsideCalendarFactory,
    OwnNoteFactory,
    PageVersionFactory,
    RecipientFactory,
    ReportFactory,
    RequestFactory,
    SavedSearchFactory,
    SharedNoteFactory,
    StandbyOfferFactory,
    StepFactory,
    SuppressedAddressFactory,
    TopicFactory,
    TopicSuggestionFactory,
    UserFactory,
    WaitlistEntryFactory,
    WishFactory,
)
from transfer.models import Archive, Arrival, Batch, PhotoUpload, Row

NOW = datetime(2026, 11, 23, 8, 50, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
NAME, ADDRESS = "Zyphora Quellbrünn", "zyphora.quellbrunn@example.org"
WORD = "xylophonwolke"  # in everything that they wrote, or that was written about them
PHOTO = largest_of(f"mentors/{'b' * 32}-96.webp")


def words(length: int = 0) -> str:
    """A text of theirs, of some length at least."""
    return f"{WORD} says hello. " * max(1, length // 20 + 1)


def make_member() -> User:
    """A mentor and mentee of whom there is a row of each kind."""
    topic = TopicFactory()
    member = UserFactory(
        display_name=NAME,
        email=ADDRESS,
        introduction=words(),
        time_zone="Europe/Lisbon",
    )
    mentor = MentorFactory(
        bookable=True, user=member, slug="zyphora-quellbrunn", bio=words(), headline=words()[:100], company=WORD,
        role=WORD, city=WORD, topics=[topic], links=[f"https://{WORD}.example.org/"], photo=PHOTO, approved_at=NOW,
    )  # fmt: skip
    for size in sizes_of(PHOTO):
        default_storage.save(size, ContentFile(WORD.encode()))
    index(mentor)
    rebuild(mentor, now=NOW)
    _sign_in_ways(member)
    _hours_of(mentor)
    _sessions_of(member, mentor)
    _matching_of(member, mentor, topic)
    _mentorships_of(member, mentor)
    _mentoring_of(member, mentor, topic)
    _safety_of(member)
    _conversations_of(member)
    _notices_of(member)
    PageVersionFactory(saved_by=member)
    terms = consenting.terms(ConsentPlace.SIGN_UP)
    consenting.agree(member=member, place=ConsentPlace.SIGN_UP, seen=terms, now=NOW)
    Export.objects.create(
        member=member, asked_at=NOW, made_at=NOW, expires_at=NOW + DAY, file="exports/x.zip", size=1
    )  # fmt: skip
    default_storage.save("exports/x.zip", ContentFile(f"{NAME} {WORD}".encode()))
    _import_of(member, mentor)
    InactivityWarning.objects.create(member=member, number=1, sent_at=NOW)
    Erasure.objects.create(member=member, reason="asked", asked_at=NOW - DAY, due_at=NOW - DAY, undone_at=NOW)
    return member


def _sign_in_ways(member: User) -> None:
    address = EmailAddress.objects.get(user=member)
    EmailConfirmation.objects.create(email_address=address, key="a" * 20, sent=NOW)
    TOTP.activate(member, generate_totp_secret())
    account = SocialAccount.objects.create(
        user=member, provider="google", uid=ADDRESS, extra_data={"name": NAME, "email": ADDRESS}
    )
    app = SocialApp.objects.create(provider="google", name="Google", client_id="x", secret="y")
    SocialToken.objects.create(app=app, account=account, token=WORD)
    for about in (member, UserFactory()):
        LogEntry.objects.create(
            user=member, content_type=ContentType.objects.get_for_model(User), object_id=str(about.pk),
            object_repr=str(about), action_flag=CHANGE, change_message="",
        )  # fmt: skip
    renamed = json.dumps([{"changed": {"name": "mentor", "object": NAME, "fields": [WORD]}}])
    former, row = "Zyphora Altmann", str(member.mentor.pk)  # what they were called before
    said = (("0", NAME, f"{NAME}: {WORD}"), ("0", "", renamed), (row, former, ""), ("0", ADDRESS, ""))
    for key, name, message in said:
        LogEntry.objects.create(
            user=UserFactory(), content_type=ContentType.objects.get_for_model(Mentor), object_id=key,
            object_repr=name, action_flag=CHANGE, change_message=message,
        )  # fmt: skip
    begun = SessionStore()
    begun["account_login_code"] = {"email": ADDRESS}  # in a browser that hasn't signed in
    begun.create()


def _hours_of(mentor: Mentor) -> None:
    override = DateOverride.objects.create(mentor=mentor, date=date(2026, 12, 24))
    OverrideSpan.objects.create(override=override, starts=time(9), ends=time(10))
    kind = mentor.session_types.first()
    assert kind is not None
    type(kind).objects.filter(pk=kind.pk).update(name=WORD, description=words(), question=WORD, to_bring=WORD)
    other = MentorFactory(bookable=True)
    Hold.objects.create(
        holder=uuid4(), mentor=other, session_type=other.session_types.first(), starts_at=NOW + DAY,
        ends_at=NOW + DAY + timedelta(minutes=30), address=ADDRESS, held_at=NOW,
        expires_at=NOW + timedelta(minutes=5), topic=words(),
    )  # fmt: skip
    outside = OutsideCalendarFactory(mentor=mentor, name=WORD)
    BusyTimeFactory(calendar=outside)
    place = {"place": "own", "url": f"https://meet.example.org/{WORD}"}
    MeetingPreference.objects.update_or_create(mentor=mentor, defaults=place)


def _import_of(member: User, mentor: Mentor) -> None:
    """They came with an import, and their row is still there; the club was exported since."""
    headings = ["email", "name", "bio", "photo"]
    uploaded = {"file_name": "old.csv", "uploaded_at": NOW, "moved_at": NOW}
    batch = Batch.objects.create(
        kind="mentors", state="done", by=member, confirmed_at=NOW, done_at=NOW, ended_at=NOW, mapping=headings,
        columns=[[heading, ADDRESS] for heading in headings], **uploaded,
    )  # fmt: skip
    Arrival.objects.create(member=member, batch=batch, arrived_at=NOW)
    made = {"target": mentor.pk, "new": True, "before": {}, "after": {"bio": words()}}
    cells, changes = [ADDRESS, NAME, words(), "z.jpg"], [["bio", "", words()]]
    for number, owner in ((2, member), (3, None)):
        Row.objects.create(
            batch=batch, number=number, cells=cells, key=ADDRESS, outcome="new", changes=changes, planned={"bio": WORD},
            member=owner, made=made,
        )  # fmt: skip
    unmatched = Batch.objects.create(kind="mentors", state="mapping", columns=[["Email", ADDRESS]], **uploaded)
    Row.objects.create(batch=unmatched, number=2, cells=[ADDRESS.upper(), NAME])
    old, page = "/people/zyphora", mentor.get_absolute_url()
    moved = Batch.objects.create(kind="redirects", state="checked", **uploaded)
    Row.objects.create(batch=moved, number=2, cells=[old, page], key=old, outcome="new")
    Site.objects.get_or_create(pk=settings.SITE_ID)
    Redirect.objects.create(site_id=settings.SITE_ID, old_path=old, new_path=page)
    for name in ("imports/z", "archives/z.zip"):
        default_storage.save(name, ContentFile(f"{NAME} {WORD}".encode()))
    PhotoUpload.objects.create(batch=batch, file="imports/z", uploaded_at=NOW)
    PhotoUpload.objects.create(batch=batch, uploaded_at=NOW, done_at=NOW, says=[["zyphora.jpg", "No row has it."]])
    until = NOW + 7 * DAY
    Archive.objects.create(by=member, asked_at=NOW, made_at=NOW, expires_at=until, file="archives/z.zip")


def _said() -> dict[str, Any]:
    return {"topic": words(), "answer": words(), "preparation": words(), "preparation_link": f"https://{WORD}.org/"}


def _sessions_of(member: User, mentor: Mentor) -> None:
    """In both roles, ahead and behind."""
    other, partner = MentorFactory(bookable=True), UserFactory()
    for number, (which, who) in enumerate(((other, member), (mentor, partner)), start=1):
        ahead = BookingFactory(mentor=which, mentee=who, starts_at=NOW + number * 2 * DAY, **_said())
        MoveProposalFactory(booking=ahead, message=words())
        if which == mentor:  # the link to another mentor's room is theirs
            MeetingFactory(booking=ahead, url=f"https://meet.example.org/{WORD}")
        BookingFactory(
            mentor=which, mentee=who, starts_at=NOW - number * 2 * DAY, status=BookingStatus.CANCELLED,
            cancelled_at=NOW - 9 * DAY, cancelled_by=member, cancel_message=words(), prepared_by=member, **_said(),
        )  # fmt: skip
        held = BookingFactory(mentor=which, mentee=who, starts_at=NOW - (10 + number) * DAY, **_said())
        NoShowFactory(booking=held, disputed=True, message=words(), answer=words())
        answered = BookingFactory(mentor=which, mentee=who, starts_at=NOW - (20 + number) * DAY, **_said())
        FeedbackFactory(
            request__booking=answered, helped=words(), better=words(), platform_message=words(), reply=words(),
            replied_at=NOW, thanks=words()[:200], thanked_at=NOW, may_publish=True,
        )  # fmt: skip
        FeedbackRequestFactory(booking=BookingFactory(mentor=which, mentee=who, starts_at=NOW - (30 + number) * DAY))
        Clash.objects.create(booking=ahead, starts_at=ahead.starts_at, ends_at=ahead.ends_at, told_at=NOW)
    MonthlyLetter.objects.create(mentor=mentor, month=date(2026, 10, 1), created_at=NOW)
    CalendarFeed.objects.create(user=member)
    StandbyOfferFactory(member=member, topic=words())
    WaitlistEntryFactory(member=member)
    WaitlistEntryFactory(mentor=mentor)


def _matching_of(member: User, mentor: Mentor, topic: Any) -> None:
    need = NeedFactory(member=member, goal=words(), unwanted=words()[:100])
    NeededTopic.objects.get_or_create(need=need, topic=topic, defaults={"position": 0})
    DismissalFactory(member=member)
    DismissalFactory(mentor=mentor)
    sent = {"state": RoundState.PROPOSED, "computed_at": NOW, "proposed_at": NOW}
    row = Round.objects.create(name="Spring", closes_at=NOW, created_at=NOW, made_by=member, **sent)
    mine, theirs = (
        Participant.objects.create(round=row, member=who, role=role, joined_at=NOW, note=words()[:100])
        for who, role in ((member, Role.MENTEE), (MentorFactory().user, Role.MENTOR))
    )
    Participant.objects.filter(pk=theirs.pk).update(note="")
    Preference.objects.create(participant=mine, about=theirs, rank=1)
    Preference.objects.create(participant=theirs, about=mine, rank=1)
    Exclusion.objects.create(round=row, mentee=mine, mentor=theirs, why="team", by=member, made_at=NOW)
    Pair.objects.create(round=row, mentee=mine, mentor=theirs, due_at=NOW + DAY)
    Invitation.objects.create(round=row, member=member, role=Role.MENTOR, invited_at=NOW)
    AskFactory(mentor=MentorFactory(), request__mentee=member, request__goal=words(200), words=words())
    AskFactory(mentor=mentor, request=RequestFactory(), question=words(), asked_at=NOW, message=words())


def _mentorships_of(member: User, mentor: Mentor) -> None:
    OfferFactory(mentor=mentor, for_whom=words(), not_for=words())
    asked = MentorshipFactory(mentee=member, goal=words(200), began_at=NOW, state_since=NOW)
    given = MentorshipFactory(mentor=mentor, began_at=NOW, state_since=NOW)
    lines = dict.fromkeys(("goal", "channel", "between_us", "off_limits", "if_missed"), words())
    for row in (asked, given):
        row.agreements.update(written_by=member, **lines)
        LoggedMeeting.objects.create(mentorship=row, met_at=NOW, minutes=60, logged_by=member, logged_at=NOW)
        Contact.objects.create(mentorship=row, mentee_yes_at=NOW, mentor_yes_at=NOW)
        Continuation.objects.create(mentorship=row, member=member, answer="finish", answered_at=NOW)
        plan = {"mentorship": row, "text": words()}
        own = GoalFactory(**plan, owner=member, measure=words(), made_at=NOW, changed_at=NOW)
        StepFactory(goal=own, text=words(), made_at=NOW)
        AgendaItemFactory(**plan, by=member, added_at=NOW)
        SharedNoteFactory(**plan, changed_by=member, changed_at=NOW)
        OwnNoteFactory(**plan, author=member, changed_at=NOW)
        theirs = GoalFactory(mentorship=row, owner=row.other_than(member), shared=True, made_at=NOW, changed_at=NOW)
        StepFactory(goal=theirs, who=member, text=words(), made_at=NOW)
        said = dict.fromkeys(("reached", "learned", "thanks", "advice"), words())
        Farewell.objects.create(mentorship=row, member=member, written_at=NOW, **said)
    for as_mentor in (True, False):
        CardsRead.objects.create(member=member, as_mentor=as_mentor, read_at=NOW)
    MentorshipFactory(mentee=member, ended=True)


def _mentoring_of(member: User, mentor: Mentor, topic: Any) -> None:
    mine = ApplicationFactory(applicant=member, submitted=True, letter=words(), company=WORD, topics=[topic])
    ApplicationStep.objects.create(application=mine, from_state="draft", to_state="submitted", by=member, at=NOW)
    other = ApplicationFactory(submitted=True)
    ApplicationStep.objects.create(application=other, from_state="draft", to_state="submitted", by=member, at=NOW)
    AppealFactory(application=mine, words=words(), verdict="upheld", reason=words(), decided_at=NOW)
    AppealFactory(verdict="upheld", reason="No.", decided_at=NOW, decided_by=member)
    grades = {"seniority": 3, "practice": 3, "altruism": 3, "recommendation": "approve", "changed_at": NOW}
    Review.objects.create(application=mine, reviewer=UserFactory(), notes=words(), **grades)
    Review.objects.create(application=other, reviewer=member, notes=words(), **grades)
    made = {"made_at": NOW, "due_at": NOW + DAY, "undone_at": NOW, "to_state": "approved"}
    for application, by, message in ((mine, UserFactory(), words()), (other, member, "Welcome!")):
        Assignment.objects.create(application=application, reader=by, since=NOW)
        Decision.objects.create(application=application, by=by, message=message, **made)
    Recusal.objects.create(application=mine, reader=UserFactory(), since=NOW)
    Recusal.objects.create(application=other, reader=member, since=NOW)
    decided = {"outcome": "declined", "answer": words(), "decided_at": NOW}
    TopicSuggestionFactory(mentor=mentor, name=words()[:80], why=words(), **decided)
    TopicSuggestionFactory(decided_by=member, **decided | {"answer": "No."})
    FeaturedMentor.objects.create(mentor=mentor, topic=topic, position=0)
    SavedMentor.objects.create(member=member, mentor=MentorFactory(), saved_at=NOW)
    SavedMentor.objects.create(member=UserFactory(), mentor=mentor, saved_at=NOW)
    SavedSearchFactory(member=member)
    WishFactory(words=f"coaching with {NAME}".lower())


def _safety_of(member: User) -> None:
    for blocker, blocked in ((member, UserFactory()), (UserFactory(), member)):
        Block.objects.create(blocker=blocker, blocked=blocked, made_at=NOW)
    answered = {"answer": "We have talked to them.", "answered_at": NOW}
    ReportFactory(by=member, words=words(), **answered)
    ReportFactory(about=member, answered_by=member, by=UserFactory(), **answered)
    MeasureFactory(member=member, facts=words(), acknowledged_at=NOW)
    MeasureFactory(taken_by=member)


def _conversations_of(member: User) -> None:
    row = ConversationFactory(booking=Booking.objects.filter(mentee=member).latest("pk"))
    MessageFactory(conversation=row, author=member, text=words(), correction=words(), corrected_at=NOW)
    MessageFactory(conversation=row, author=row.other_than(member))
    Preferences.objects.create(member=member, emails="plain", takes_words=True)


def _notices_of(member: User) -> None:
    SuppressedAddressFactory(member=member)
    RecipientFactory(member=member)
    AnnouncementFactory(sending=True, written_by=member, confirmed_by=member)
    notify(member, "address_tried", now=NOW)
    notify(None, "account_closed", now=NOW, address=ADDRESS, language="en")
    data = {"subject": WORD, "message": words(), "name": NAME, "email": ADDRESS, "language": "en"}
    refused = str(smtplib.SMTPRecipientsRefused({ADDRESS: (450, b"Try again later.")}))
    Job.objects.create(kind="notifications.deliver", due_at=NOW, created_at=NOW, failed_at=NOW, error=refused)
    notify(None, "contact", now=NOW, address=settings.TEAM_EMAIL, language="en", data=data)


def sign_in(member: User) -> Client:
    """A browser in which the member is signed in."""
    browser = Client()
    browser.force_login(member)
    session = {"session_key": browser.session.session_key, "ip": "192.0.2.1", "user_agent": WORD}
    UserSession.objects.update_or_create(user=member, defaults=session)
    return browser


def kinds_of(member: User) -> set[str]:
    """The models of which the member has a row."""
    return {each.label for each in belongings(member) if each.rows.exists()}
