"""Constraints of mentorships, each broken past the services."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mentorships.models import Agreement, Contact, Continuation, LoggedMeeting, Mentorship, Offer
from tests.factories import MentorshipFactory, OfferFactory
from tests.factories.mentorships import BEGUN, STARTED

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


def breaks(name: str, write: Any) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


@pytest.mark.parametrize(
    ("constraint", "trait", "changes"),
    [
        ("mentorship_state_known", "active", {"state": "lost"}),
        ("mentorship_in_a_rhythm", "active", {"rhythm": 5}),
        ("mentorship_of_some_weeks", "active", {"weeks": 0}),
        ("mentorship_of_some_weeks", "active", {"weeks": 53}),
        ("mentorship_extended_twice", "active", {"extended": 3}),
        ("mentorship_end_is_planned", "active", {"ends_at": None}),
        ("mentorship_pause_ends", "active", {"paused_until": STARTED + WEEK}),
        ("mentorship_pause_ends", "paused", {"paused_until": None}),
        ("mentorship_pause_ends", "paused", {"paused_until": STARTED}),
        ("mentorship_pause_ends", "paused", {"paused_until": STARTED + 8 * WEEK + timedelta(seconds=1)}),
        ("mentorship_end_is_dated", "ended", {"ended_at": None}),
        ("mentorship_end_is_dated", "ended", {"end_kind": ""}),
        ("mentorship_end_is_dated", "active", {"ended_at": STARTED}),
        ("mentorship_end_is_dated", "active", {"end_kind": "completed"}),
    ],
)
def test_mentorship_keeps_its_rules(constraint: str, trait: str, changes: dict[str, Any]) -> None:
    row = MentorshipFactory(**{trait: True})
    breaks(constraint, lambda: Mentorship.objects.filter(pk=row.pk).update(**changes))


def test_two_people_have_one_live_mentorship() -> None:
    row = MentorshipFactory(ended=True)
    MentorshipFactory(mentor=row.mentor, mentee=row.mentee)
    breaks("mentorship_once_a_pair", lambda: MentorshipFactory(mentor=row.mentor, mentee=row.mentee, active=True))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("offer_few_places", {"places": 0}),
        ("offer_few_places", {"places": 6}),
        ("offer_of_so_many_weeks", {"weeks": 13}),
        ("offer_in_a_rhythm", {"rhythm": 0}),
        ("offer_words_not_too_long", {"for_whom": "x" * 501}),
        ("offer_words_not_too_long", {"not_for": "x" * 501}),
    ],
)
def test_offer_keeps_its_rules(constraint: str, changes: dict[str, Any]) -> None:
    row = OfferFactory()
    breaks(constraint, lambda: Offer.objects.filter(pk=row.pk).update(**changes))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("agreement_in_a_rhythm", {"rhythm": 0}),
        ("agreement_of_so_many_weeks", {"weeks": 13}),
        ("agreement_answers_in_days", {"answer_days": 4}),
        ("agreement_lines_not_too_long", {"off_limits": "x" * 501}),
        ("agreement_signed_after_writing", {"mentee_signed_at": BEGUN - WEEK}),
        ("agreement_signed_after_writing", {"mentor_signed_at": BEGUN - WEEK}),
    ],
)
def test_agreement_keeps_its_rules(constraint: str, changes: dict[str, Any]) -> None:
    row = MentorshipFactory().agreements.get()
    breaks(constraint, lambda: Agreement.objects.filter(pk=row.pk).update(**changes))


def test_version_is_there_once() -> None:
    row = MentorshipFactory()
    again = {"goal": "More", "rhythm": 2, "weeks": 12, "written_at": BEGUN}
    breaks("agreement_version_once", lambda: Agreement.objects.create(mentorship=row, version=1, **again))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("logged_meeting_once", {}),
        ("logged_meeting_of_some_minutes", {"met_at": STARTED - WEEK, "minutes": 4}),
        ("logged_meeting_of_some_minutes", {"met_at": STARTED - WEEK, "minutes": 481}),
        ("logged_meeting_was_held", {"met_at": STARTED + WEEK}),
    ],
)
def test_logged_meeting_keeps_its_rules(constraint: str, changes: dict[str, Any]) -> None:
    row = MentorshipFactory(active=True)
    said = {"mentorship": row, "met_at": STARTED, "minutes": 60, "logged_at": STARTED}
    LoggedMeeting.objects.create(**said)
    breaks(constraint, lambda: LoggedMeeting.objects.create(**(said | changes)))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("continuation_of_some_weeks", {"answer": "finish"}),
        ("continuation_of_some_weeks", {"weeks": None}),
        ("continuation_of_some_weeks", {"weeks": 5}),
        ("continuation_of_some_weeks", {"answer": "perhaps"}),
    ],
)
def test_continuation_keeps_its_rules(constraint: str, changes: dict[str, Any]) -> None:
    row = MentorshipFactory(wrapping_up=True)
    said = {"member": row.mentee, "answer": "as_before", "weeks": 8, "answered_at": STARTED}
    breaks(constraint, lambda: Continuation.objects.create(mentorship=row, **(said | changes)))


def test_each_answers_once() -> None:
    row = MentorshipFactory(wrapping_up=True)
    said = {"mentorship": row, "member": row.mentee, "answer": "finish", "answered_at": STARTED}
    Continuation.objects.create(**said)
    breaks("continuation_one_answer_each", lambda: Continuation.objects.create(**said))


def test_contact_is_wanted_by_one_at_least() -> None:
    row = MentorshipFactory(ended=True)
    breaks("contact_wanted_by_one", lambda: Contact.objects.create(mentorship=row))
