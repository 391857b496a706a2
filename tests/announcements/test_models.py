"""What the database doesn't take, whoever writes it; and which text a reader gets."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from announcements.models import Announcement, Recipient
from announcements.policy import WEEK
from tests.bookings.moments import NOW
from tests.factories import AnnouncementFactory, RecipientFactory, UserFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def broken(row: Any, constraint: str, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**changes)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("announcement_state_known", {"state": "lost", "confirmed_at": NOW, "closes_at": NOW + SECOND}),
        ("announcement_audience_known", {"audience": "cats"}),
        ("announcement_last_seen_known", {"last_seen": "never"}),
        ("announcement_has_no_blank_translation", {"i18n": {"body_de": " "}}),
        ("announcement_confirmed_is_dated", {"state": "sending"}),
        ("announcement_confirmed_is_dated", {"confirmed_at": NOW}),
        ("announcement_confirmed_is_dated", {"state": "sending", "confirmed_at": NOW}),
        ("announcement_confirmed_is_dated", {"state": "sending", "confirmed_at": NOW, "closes_at": NOW}),
        ("announcement_ended_is_dated", {"ended_at": NOW}),
        ("announcement_ended_is_dated", {"state": "sent", "confirmed_at": NOW, "closes_at": NOW + SECOND}),
        ("announcement_not_more_than_chosen", {"delivered": 1}),
    ],
)
def test_announcement_keeps_its_rules(constraint: str, changes: dict[str, Any]) -> None:
    broken(AnnouncementFactory(), constraint, changes)


def test_member_gets_each_announcement_once_and_one_in_seven_days() -> None:
    row = RecipientFactory(handed_at=NOW, week_ends_at=NOW + WEEK)
    with pytest.raises(IntegrityError, match="recipient_once"), transaction.atomic():
        RecipientFactory(announcement=row.announcement, member=row.member)
    other = RecipientFactory(member=row.member)
    broken(other, "recipient_week_is_seven_days", {"week_ends_at": NOW + WEEK})
    broken(other, "recipient_week_is_seven_days", {"handed_at": NOW, "week_ends_at": NOW + WEEK - SECOND})
    for too_early in (NOW, NOW + WEEK - SECOND, NOW - WEEK + SECOND):
        broken(other, "recipient_one_a_week", {"handed_at": too_early, "week_ends_at": too_early + WEEK})
    for at in (NOW + WEEK, NOW - WEEK):
        Recipient.objects.filter(pk=other.pk).update(handed_at=at, week_ends_at=at + WEEK)


def test_reader_gets_the_text_in_their_language_or_the_first_that_is_whole() -> None:
    both = AnnouncementFactory(subject_de="Ein Abend", body_de="Hallo!")
    assert [both.text_in(code).subject for code in ("en", "de", "fr")] == [
        "An evening about pricing", "Ein Abend", "An evening about pricing",
    ]  # fmt: skip
    half = AnnouncementFactory(subject_de="Ein Abend")
    assert (half.text_in("de").language, half.half_written()) == ("en", ["de"])
    german = AnnouncementFactory(subject="", body="", subject_de="Ein Abend", body_de="Hallo!")
    assert (german.text_in("en").language, str(german)) == ("de", "Ein Abend")
    empty = Announcement(created_at=NOW)
    assert (empty.text_in("en"), str(empty)) == (None, "Announcement without a text")


def test_erased_member_is_in_no_list() -> None:
    row = RecipientFactory(member=UserFactory())
    row.member.delete()
    assert not Recipient.objects.exists()
