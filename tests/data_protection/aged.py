"""Something for each rule of retention to delete or blank, all of it as old as can be: its time begins now."""

from datetime import date, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from bookings.models import Booking, StandbyOffer, WaitlistEntry
from core.private_words import open_for
from data_protection.models import Export
from feedback.models import MonthlyLetter
from matching.models import RequestState
from mentors.models import ApplicationState, Wish
from mentorships.models import Contact, Farewell
from notifications.models import Notice, NoticeState
from tests.data_protection.full_member import NOW
from tests.factories import (
    AgendaItemFactory,
    ApplicationFactory,
    ConversationFactory,
    GoalFactory,
    MentorFactory,
    MentorshipFactory,
    MoveProposalFactory,
    NoShowFactory,
    OwnNoteFactory,
    RecipientFactory,
    ReportFactory,
    RequestFactory,
    SharedNoteFactory,
    StandbyOfferFactory,
    UserFactory,
    WaitlistEntryFactory,
    WishFactory,
)
from transfer.models import Archive, Batch, PhotoUpload, Row


def make_one_for_each_rule(booking: Booking) -> None:
    """Rows that each rule in the apps' `privacy.py` is for; those of `retention-runs` make themselves."""
    MoveProposalFactory(booking=booking, message="Later?", outcome="declined", settled_at=NOW)
    NoShowFactory(booking=booking, confirmed=True, message="I waited.")
    MonthlyLetter.objects.create(mentor=MentorFactory(), month=date(2026, 10, 1), created_at=NOW)
    ConversationFactory(closes_at=NOW - timedelta(days=365), goes_at=NOW)
    over = MentorshipFactory(ended=True, ended_at=NOW)
    GoalFactory(mentorship=over)
    AgendaItemFactory(mentorship=over)
    SharedNoteFactory(mentorship=over)
    OwnNoteFactory(mentorship=over)
    Contact.objects.create(mentorship=over, mentee_yes_at=NOW)
    Farewell.objects.create(mentorship=over, member=over.mentee, thanks="Thank you.", written_at=NOW)
    RequestFactory(state=RequestState.WITHDRAWN, ended_at=NOW)
    ApplicationFactory(submitted=True, state=ApplicationState.DECLINED, changed_at=NOW, decided_at=NOW)
    ApplicationFactory(changed_at=NOW)
    case = ReportFactory(answer="We have talked to them.", answered_at=NOW)
    open_for(case, by=UserFactory(), reason="I’m answering this report.", now=NOW)
    RecipientFactory(chosen_at=NOW)
    sent = {"state": NoticeState.SENT, "settled_at": NOW, "due_at": NOW, "created_at": NOW}
    Notice.objects.create(recipient=UserFactory(), kind="contact", data={"words": "x"}, **sent)
    Notice.objects.create(address="ann@example.org", kind="unknown_account", **sent)
    moments = dict.fromkeys(("uploaded_at", "moved_at", "confirmed_at", "done_at", "ended_at"), NOW)
    batch = Batch.objects.create(
        kind="mentors", state="done", file_name="old.csv", columns=[["email", "ann@example.org"]], **moments
    )
    Row.objects.create(batch=batch, number=2, cells=["ann@example.org"])
    PhotoUpload.objects.create(batch=batch, uploaded_at=NOW, done_at=NOW, says=[["ann.jpg", "No row has it."]])


def make_one_for_each_clock() -> dict[str, QuerySet[Any]]:
    """Rows that the clock of an app deletes, each as what finds it."""
    Export.objects.create(member=UserFactory(), asked_at=NOW, failed_at=NOW)
    Archive.objects.create(by=UserFactory(), asked_at=NOW, failed_at=NOW)
    StandbyOfferFactory(starts_at=NOW)
    WaitlistEntryFactory(asked_at=NOW)
    WishFactory(last_at=NOW)
    browser = SessionStore()
    browser.set_expiry(NOW + timedelta(days=30))
    browser.create()
    models = {"export": Export, "archive": Archive, "standing by": StandbyOffer, "waiting": WaitlistEntry}
    return {name: model._base_manager.all() for name, model in (models | {"wish": Wish, "session": Session}).items()}
