"""What members write to each other is closed to the team until somebody opens it and says why."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import LazySettings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import models
from django.test import Client
from django.urls import reverse

from bookings.models import Booking, NoShow
from conversations.models import Message
from core import clock
from core.admin import TeamAdmin
from core.private_words import OPEN_FOR, OPENED
from data_protection.models import Erasure
from feedback.models import Feedback
from matching.models import Ask, Request, RequestState
from mentors import services
from mentors.models import Appeal, Application, Recommendation
from mentors.services import Grades
from notifications.services import notify
from safety.models import Measure, Report
from tests.architecture.files import LAYERS
from tests.architecture.world import NOW, make_world
from tests.factories import ApplicationFactory, AskFactory, NoShowFactory
from tests.mentors.readings import WHY, carried_out
from tests.pages import signed_in
from tests.security.staff import ROLES, staff
from transfer.models import Batch, BatchState, Row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]

ROOT = Path(__file__).resolve().parents[2]
REASON = "Report 12: the mentee says that the mentor threatened them."
# The columns with free text: first those that the team reads at once, since they are addressed to it or public.
READ = {
    "Readers": {
        "mentors.Appeal.reason",
        "mentors.Appeal.words",
        "mentors.Application.letter",
        "mentors.Application.link",
        "mentors.Category.about",
        "mentors.Category.questions",
        "mentors.Topic.about",
        "mentors.Topic.questions",
        "mentors.Snippet.text",
        "mentors.Snippet.advice",
        "mentors.ApplicationStep.message",
        "mentors.ApplicationStep.override",
        "mentors.Decision.advice",
        "mentors.Mentor.bio",
        "mentors.Review.notes",
    },
}
READ["admin"] = READ["Administrators"] = READ["Readers"] | {
    "announcements.Announcement.body",
    "bookings.NoShow.team_message",
    "club_pages.PageVersion.text",
    "data_protection.Erasure.ground",
    "feedback.Feedback.platform_message",
    "feedback.Feedback.reply",
    "matching.Round.about",
    "mentors.TopicSuggestion.answer",
    "mentors.TopicSuggestion.why",
    "notifications.Notice.reason",
    "outbox.Job.error",
    "transfer.Batch.problem",
    "transfer.Row.left",
}
OPENED_FIRST = {
    "accounts.User.introduction",
    "bookings.Booking.topic",
    "bookings.Booking.answer",
    "bookings.Booking.cancel_message",
    "bookings.Booking.preparation",
    "bookings.Booking.preparation_link",
    "bookings.NoShow.message",
    "bookings.NoShow.answer",
    "feedback.Feedback.helped",
    "feedback.Feedback.better",
    "matching.Ask.message",  # of requests that mentees hand over to the team
    "matching.Request.goal",
    "matching.Request.tried",
    "safety.Measure.appeal",
    "safety.Measure.decision",
    "safety.Measure.facts",
    "safety.Report.answer",
    "safety.Report.words",
}
NEVER = {
    "conversations.Message.text",  # of a reported one the report has a copy
    "conversations.Message.correction",
    "bookings.Hold.topic",
    "bookings.MoveProposal.message",
    "bookings.MoveProposal.answer",
    "bookings.StandbyOffer.topic",
    "calendars.OutsideCalendar.secret",
    "mentors.Decision.message",  # once it took effect, its step has it
    "mentors.Decision.override",
    "matching.Ask.question",
    "matching.Ask.reply",
    "matching.Ask.words",
    "matching.Need.goal",
    "meetings.Meeting.url",
    "meetings.MeetingPreference.url",
    "mentorships.Agreement.between_us",
    "mentorships.Agreement.channel",
    "mentorships.Agreement.goal",
    "mentorships.Agreement.if_missed",
    "mentorships.Agreement.off_limits",
    "mentorships.Goal.measure",
    "mentorships.Goal.text",
    "mentorships.Farewell.advice",
    "mentorships.Farewell.learned",
    "mentorships.Farewell.reached",
    "mentorships.Farewell.thanks",
    "mentorships.Mentorship.goal",
    "mentorships.OwnNote.text",
    "mentorships.SharedNote.text",
    "mentorships.Offer.for_whom",  # on the mentor's page
    "mentorships.Offer.not_for",
}
# Every sentence that promises who reads or sees something, with the columns it is about.
A_PROMISE = re.compile(
    r"\b(no one|only)\b[^.]*\b(reads?|see|sees|does|knows|have it|has it)\b|\b(show|reads?)\b[^.]*\b(no one|never)\b"
    r"|\bdon’t show\b|\bkeep it to yourself\b|\bmembers never do\b|\bnever publish",
    re.IGNORECASE,
)
PROMISES: dict[str, set[str]] = {
    # An answer, not words: tests/mentorships/test_continuing.py reads whatever the other one and the team can open.
    "%(name)s is asked the same, and only you can see your answer": set(),
    "To find out whether both of you would": set(),
    "Only your mentor reads this, unless the club team": {
        "feedback.Feedback.better",
        "bookings.Booking.topic",
        "bookings.StandbyOffer.topic",
        "bookings.Hold.topic",
    },
    "What mentees said after your sessions. Only you read it, unless": {
        "feedback.Feedback.helped",
        "feedback.Feedback.better",
    },
    "Your bookings: who with, when, and what you wrote about it": {
        "bookings.Booking.topic",
        "bookings.StandbyOffer.topic",
    },
    "Only you see this, unless you share the goal below": {"mentorships.Goal.text", "mentorships.Goal.measure"},
    "Only you see this.": {"mentorships.Goal.text"},  # a step of a private goal
    "Only you see this goal and its steps.": {"mentorships.Goal.text"},
    "Only you ever read this. Saved without a word": {"mentorships.OwnNote.text"},
    "Only you and %(name)s read this. The club team sees": {
        "conversations.Message.text",
        "conversations.Message.correction",
    },
    "Yes, from the moment your booking is confirmed until": {
        "conversations.Message.text",
        "conversations.Message.correction",
    },
    "A few sentences. Mentors read them before they": {"accounts.User.introduction"},
    "A personal Zoom room or a Meet link, the same for every": {
        "meetings.MeetingPreference.url",
        "meetings.Meeting.url",
    },
    "The address is secret: we store it encrypted, don’t show it to": {"calendars.OutsideCalendar.secret"},
    "Your letter matters most. Take your time: no one reads it": set(),  # a draft: below
    "About the website, our emails or booking. Only the club team": set(),  # to the team: `feedback/test_views.py`
    "Let us ask Google when you’re busy.": set(),  # below; busy times and waiting lists have no page in the admin
    "Whose waiting lists you’re on, and which weekday and time suit": set(),
    "We don’t hold a time for you, and no one can see that you’re on": set(),
    "What else people call it, or ask for": set(),  # the team's own words
    "+1 means that you give a grade more than the others": set(),  # numbers, which only their reader finds
    "Only the club team. We never publish it": set(),  # the letter, which the team vets
    "In the Calendar app, choose": set(),  # about other people's servers, and about one's own feed
    "You don’t have an address yet. Only people who have the address can see": set(),
    "Choose up to five people you’d like, and say": set(),  # ranks, without words
    "It takes a minute. Then we’ll suggest three mentors": {"matching.Need.goal"},
    "Chosen for what you told us, each with the reasons": {"matching.Need.goal"},
    "Only you can see who you’ve saved": set(),  # a row without words, which has no page in the admin
    "You’ll find %(name)s on your home page, with the next free": set(),
    "Which mentors and searches you’ve saved": set(),  # of a search the words, in a row without a page in the admin
}
OF_ITS_CASE = "bookings.NoShow.appeal"  # makes a report the team's, so that all of it can be read


def texts() -> list[tuple[type[models.Model], str]]:
    """Each column of the club's own tables that holds free text or a link."""
    ours = [model for model in apps.get_models() if model.__module__.partition(".")[0] in LAYERS]
    return [
        (model, field.name)
        for model in ours
        for field in model._meta.concrete_fields
        if isinstance(field, models.TextField | models.URLField)
    ]


@pytest.fixture
def marked(settings: LazySettings, tmp_path: Path) -> None:
    """One of everything, with the name of its column in each text."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)
    world = make_world()
    reviewer, application = staff("admin"), world.application
    grades = Grades(seniority=4, practice=4, altruism=4)
    services.review(
        application=application, by=reviewer, grades=grades, recommendation=Recommendation.APPROVE, notes="x", now=NOW
    )
    carried_out(services.decline(application=application, by=reviewer, message="x", override="x", reasons=WHY, now=NOW))
    NoShow.objects.all().delete()
    NoShowFactory(answered_at=NOW)
    Feedback.objects.update(reply="x", replied_at=NOW, published_at=None)
    Report.objects.update(answer="x", answered_at=NOW)
    Erasure.objects.update(held_at=NOW, ground="x")
    Appeal.objects.update(verdict="upheld", reason="x", decided_at=NOW)
    refused = Batch.objects.get()
    Row.objects.create(batch=refused, number=2, key="ida@example.org", outcome="new")
    refused.pk, refused.uuid = None, uuid4()
    refused.state, refused.problem, refused.ended_at = BatchState.REFUSED, "x", NOW
    refused.save()
    Measure.objects.update(appeal="x", appealed_at=NOW, decision="x", decided_at=NOW)
    Message.objects.update(correction="x", corrected_at=NOW)
    AskFactory(request=Request.objects.get(state=RequestState.WITH_TEAM), declined=True)
    Ask.objects.update(question="x", asked_at=NOW, reply="x", replied_at=NOW)
    for model, name in texts():
        if f"{model._meta.label}.{name}" != OF_ITS_CASE:
            words = f"https://example.org/words-of-{model._meta.label}.{name}."
            longer = f"{words} {'And more. ' * 15}" if (model, name) == (Request, "goal") else words
            rows = Batch.objects.filter(pk=refused.pk) if (model, name) == (Batch, "problem") else model._base_manager
            rows.update(**{name: longer})
    ApplicationFactory(letter="words-of-a.draft.")


def read(client: Client, *, opening: bool = False) -> set[str]:
    """The columns whose words are on the lists and the pages of the admin that the member may see."""
    found = set()
    for model, page in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses = [reverse(f"{name}_changelist")]
        for row in model._base_manager.order_by("pk")[:2]:
            addresses.append(reverse(f"{name}_change", args=[row.pk]))
            if opening and isinstance(page, TeamAdmin) and page.private:
                client.post(reverse(f"{name}_open", args=[row.pk]), {"reason": REASON})
        for address in addresses:
            found |= set(re.findall(r"words-of-([\w.]+)\.", client.get(address).content.decode()))
    return found


def test_every_free_text_is_listed() -> None:
    listed = READ["admin"] | OPENED_FIRST | NEVER | {OF_ITS_CASE}
    assert {f"{model._meta.label}.{name}" for model, name in texts()} == listed


def test_every_promise_is_listed_and_about_words_that_are_closed() -> None:
    with (ROOT / "locale/de/LC_MESSAGES/django.po").open("rb") as file:
        sentences = {str(text) for message in read_po(file) for text in [message.id] if A_PROMISE.search(str(text))}
    promised = {text: [start for start in PROMISES if text.startswith(start)] for text in sentences}
    assert {text for text, starts in promised.items() if len(starts) != 1} == set()
    assert {start for starts in promised.values() for start in starts} == set(PROMISES)
    assert set().union(*PROMISES.values()) <= OPENED_FIRST | NEVER


@pytest.mark.parametrize("role", [role for role in ROLES if role != "helper"])
def test_words_between_members_are_closed(marked: None, role: str) -> None:
    client = signed_in(staff(role))
    assert read(client) == READ[role]
    if role == "Administrators":
        assert read(client, opening=True) == READ[role] | OPENED_FIRST
        assert {entry.change_message for entry in LogEntry.objects.filter(action_flag=OPENED)} == {REASON}


@pytest.mark.parametrize("reason", ["", "why not", "x" * 501])
def test_opening_needs_a_reason_and_a_post(marked: None, reason: str) -> None:
    booking, client = Booking.objects.first(), signed_in(staff("Administrators"))
    assert booking is not None
    page, door = (reverse(f"admin:bookings_booking_{name}", args=[booking.pk]) for name in ("change", "open"))
    client.get(door, {"reason": REASON})
    client.post(door, {"reason": reason})
    assert "words of" not in client.get(page).content.decode()
    assert not LogEntry.objects.exists()


def test_words_are_open_to_one_person_in_one_row_for_half_an_hour(marked: None) -> None:
    first, second = Booking.objects.all()[:2]
    client, other = signed_in(staff("Administrators")), signed_in(staff("admin"))
    page, door = (reverse(f"admin:bookings_booking_{name}", args=[first.pk]) for name in ("change", "open"))
    client.post(door, {"reason": REASON})

    def shown() -> list[bool]:
        elsewhere = reverse("admin:bookings_booking_change", args=[second.pk])
        answers = (client.get(page), client.get(elsewhere), other.get(page))
        return ["words-of-bookings.Booking.topic" in answer.content.decode() for answer in answers]

    assert shown() == [True, False, False]
    assert REASON in other.get(reverse("admin:bookings_booking_history", args=[first.pk])).content.decode()
    clock.move_to(NOW + OPEN_FOR + timedelta(minutes=5))  # a busy machine may take some seconds until here
    assert shown() == [False, False, False]


@pytest.mark.parametrize("state", [{"outcome": "disputed"}, {"outcome": "confirmed", "settled_at": NOW}])
def test_team_reads_a_report_when_it_is_asked_to_decide(marked: None, state: dict[str, object]) -> None:
    report, client = NoShow.objects.get(), signed_in(staff("Administrators"))
    if state["outcome"] == "confirmed":
        state |= {"appeal": "I was there.", "appealed_at": NOW}
    NoShow.objects.update(**state)
    page = client.get(reverse("admin:bookings_noshow_change", args=[report.pk])).content.decode()
    assert "words-of-bookings.NoShow.message" in page


def test_team_does_not_learn_when_a_mentor_is_busy_elsewhere(marked: None) -> None:
    notice = notify(staff("helper"), "booking_clashes", now=NOW, data={"starts_at": "2026-12-03T13:37:00+00:00"})
    page = signed_in(staff("admin")).get(reverse("admin:notifications_notice_change", args=[notice.pk]))
    assert page.status_code == 200
    assert "13:37" not in page.content.decode()


def test_drafts_are_read_by_nobody(marked: None) -> None:
    draft, client = Application.objects.get(letter="words-of-a.draft."), signed_in(staff("admin"))
    for name in ("change", "history", "approve", "take_up"):
        answer = client.get(reverse(f"admin:mentors_application_{name}", args=[draft.pk]), follow=True)
        assert "a.draft" not in answer.content.decode()
