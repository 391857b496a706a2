"""The agenda: what is on it when a meeting begins, who may do what, and who is asked when it is empty."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mentorships.errors import MentorshipRefused
from mentorships.models import AgendaItem, Mentorship
from mentorships.policy import MOST_ON_AGENDA
from mentorships.services import agenda
from notifications.models import Notice
from tests.factories import AgendaItemFactory, MentorshipFactory
from tests.factories.mentorships import BEGUN, STARTED
from tests.mentorships.pairs import DAY, booked

pytestmark = pytest.mark.django_db
HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)


def put(row: Mentorship, *, at: Any = STARTED, by: Any = None) -> AgendaItem:
    return agenda.add(mentorship=row, by=by or row.mentee, text="Saying no", now=at)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [("agenda_item_says_something", {"text": ""}), ("agenda_item_done_after_adding", {"done_at": BEGUN - DAY})],
)
def test_item_keeps_its_rules(constraint: str, changes: dict[str, Any]) -> None:
    row = AgendaItemFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        AgendaItem.objects.filter(pk=row.pk).update(**changes)


def test_either_adds_until_the_start_and_what_is_not_done_is_carried_over() -> None:
    row, start = MentorshipFactory(active=True), STARTED + DAY
    early, carried = put(row), put(row, at=start - MOMENT, by=row.mentor.user)
    late = put(row, at=start)
    agenda.tick(item=early, by=row.mentor.user, done=True, now=start + HOUR)
    assert list(AgendaItem.objects.of_meeting(begins_at=start)) == [early, carried]
    assert list(AgendaItem.objects.of_meeting(begins_at=start + 7 * DAY)) == [carried, late]
    agenda.tick(item=early, by=row.mentee, done=False, now=start + 2 * HOUR)
    assert list(AgendaItem.objects.of_meeting(begins_at=start + 7 * DAY)) == [early, carried, late]


def test_only_whoever_wrote_it_takes_it_off() -> None:
    row = MentorshipFactory(active=True)
    item = put(row)
    with pytest.raises(MentorshipRefused, match="tick it off"):
        agenda.remove(item=item, by=row.mentor.user, now=STARTED)
    agenda.remove(item=item, by=row.mentee, now=STARTED)
    with pytest.raises(MentorshipRefused, match="just been taken off"):
        agenda.tick(item=item, by=row.mentor.user, done=True, now=STARTED)


def test_agenda_has_an_end() -> None:
    row = MentorshipFactory(active=True)
    AgendaItemFactory.create_batch(MOST_ON_AGENDA - 1, mentorship=row)
    last = put(row)
    with pytest.raises(MentorshipRefused, match="full"):
        put(row)
    agenda.tick(item=last, by=row.mentee, done=True, now=STARTED)
    put(row)
    with pytest.raises(MentorshipRefused, match="full"):
        agenda.tick(item=last, by=row.mentee, done=False, now=STARTED)


def test_nothing_is_added_after_the_end() -> None:
    with pytest.raises(MentorshipRefused, match="has ended"):
        put(MentorshipFactory(ended=True))


def asked() -> int:
    return Notice.objects.filter(kind="mentorship_agenda_empty").count()


def test_mentee_is_asked_once_two_days_before_a_meeting_without_agenda() -> None:
    row, start = MentorshipFactory(active=True), STARTED + 9 * DAY
    booked(row, at=start, created_at=STARTED)
    assert agenda.ask_for_topics(now=start - 2 * DAY - MOMENT) == 0
    assert agenda.ask_for_topics(now=start - 2 * DAY) == 1
    assert agenda.ask_for_topics(now=start - 2 * DAY + HOUR) == 0
    notice = Notice.objects.get(kind="mentorship_agenda_empty")
    assert notice.recipient == row.mentee


def test_nobody_is_asked_where_something_is_on_it_or_nothing_is_ahead() -> None:
    full, late, ended, paused = (
        MentorshipFactory(active=True),
        MentorshipFactory(active=True),
        MentorshipFactory(ended=True),
        MentorshipFactory(paused=True),
    )
    start = STARTED + 9 * DAY
    put(full)
    for row in (full, ended, paused):
        booked(row, at=start, created_at=STARTED)
    booked(late, at=start, created_at=start - DAY - HOUR)
    assert agenda.ask_for_topics(now=start - 2 * DAY) + agenda.ask_for_topics(now=start - DAY - MOMENT) == 0
    assert asked() == 0


def test_whoever_moves_a_meeting_is_asked_for_the_new_day() -> None:
    row, start = MentorshipFactory(active=True), STARTED + 9 * DAY
    booked(row, at=start, created_at=STARTED)
    agenda.ask_for_topics(now=start - 2 * DAY)
    booking = row.mentor.bookings.get()
    booking.starts_at, booking.ends_at, booking.moved_at = start + 7 * DAY, start + 7 * DAY + HOUR, start - 2 * DAY
    booking.save()
    assert agenda.ask_for_topics(now=start + 5 * DAY) == 1
    assert asked() == 2
