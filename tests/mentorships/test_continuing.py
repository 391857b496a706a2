"""Continuing after the planned end: both answer blindly, and only what they have in common is told."""

import re
from datetime import datetime, timedelta
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.blocking import block
from accounts.models import User
from core import clock
from data_protection.services import exporting
from mentorships.errors import MentorshipRefused
from mentorships.forms import ContinuationForm
from mentorships.models import Continuation, Mentorship
from mentorships.services import advancing, changing, continuing
from notifications.models import Notice
from tests.data_protection.test_exporting_behaviour import records
from tests.factories import MentorshipFactory, UserFactory
from tests.factories.mentorships import STARTED
from tests.mentorships.pairs import DAY, both_sign, fresh

pytestmark = pytest.mark.django_db
ANSWERS = (None, "as_before", "less_often", "finish")


def wrapping_up() -> Mentorship:
    return MentorshipFactory(wrapping_up=True)


def answer(row: Mentorship, by: User, said: str | None, *, weeks: int = 8, now: datetime = STARTED + DAY) -> Mentorship:
    """Answer, unless `said` is None."""
    if said is None:
        return row
    return continuing.answer(mentorship=row, by=by, answer=said, weeks=weeks, now=now)


@pytest.mark.parametrize(("mentee", "mentor"), [*product(ANSWERS, ANSWERS)])
def test_only_two_who_would_continue_do(mentee: str | None, mentor: str | None) -> None:
    row = wrapping_up()
    answer(row, row.mentee, mentee, weeks=12)
    answer(row, row.mentor.user, mentor, weeks=6)
    row = fresh(row)
    if {mentee, mentor} <= {"as_before", "less_often"}:
        rhythm = 3 if "less_often" in (mentee, mentor) else 2
        assert (row.state, row.rhythm, row.extended) == ("active", rhythm, 1)
        assert row.ends_at == STARTED + 14 * DAY + timedelta(weeks=6)
        told = "mentorship_continues"
    else:
        assert row.state == "wrapping_up"
        advancing.advance(now=STARTED + 7 * DAY)
        assert fresh(row).state == "wrapping_up"
        told = "mentorship_closes"
    assert not Continuation.objects.exists()
    assert set(Notice.objects.values_list("kind", "recipient")) == {(told, row.mentee_id), (told, row.mentor.user_id)}
    advancing.advance(now=STARTED + 8 * DAY)
    assert Notice.objects.count() == 2


def test_less_often_is_in_the_agreement() -> None:
    row = MentorshipFactory()
    both_sign(row)
    Mentorship.objects.filter(pk=row.pk).update(state="wrapping_up", state_since=STARTED, ends_at=STARTED + 14 * DAY)
    for member in (row.mentee, row.mentor.user):
        answer(row, member, "less_often")
    latest = row.agreements.last()
    assert latest is not None
    assert (latest.version, latest.rhythm, latest.is_signed) == (2, 3, True)


def test_an_answer_can_be_changed_until_it_is_settled() -> None:
    row = wrapping_up()
    answer(row, row.mentee, "finish")
    answer(row, row.mentee, "as_before", weeks=4)
    answer(row, row.mentor.user, "as_before")
    assert fresh(row).ends_at == STARTED + 14 * DAY + timedelta(weeks=4)
    with pytest.raises(MentorshipRefused, match="settled"):
        answer(row, row.mentee, "finish")


@pytest.mark.parametrize(
    ("changes", "at", "weeks", "reason"),
    [
        ({}, 7 * DAY, 8, "settled"),
        ({"extended": 2}, DAY, 8, "all the time"),
        ({"began_at": STARTED - timedelta(weeks=47)}, DAY, 4, "all the time"),
        ({"began_at": STARTED - timedelta(weeks=45)}, DAY, 8, "numbers of weeks"),
        ({}, DAY, 5, "numbers of weeks"),
        ({}, DAY, None, "numbers of weeks"),
    ],
)
def test_what_cannot_be_answered(changes: dict[str, object], at: timedelta, weeks: int, reason: str) -> None:
    row = MentorshipFactory(wrapping_up=True, **changes)
    with pytest.raises(MentorshipRefused, match=reason):
        continuing.answer(mentorship=row, by=row.mentee, answer="as_before", weeks=weeks, now=STARTED + at)
    with pytest.raises(MentorshipRefused, match="your mentorship"):
        answer(row, UserFactory(), "finish")


def test_two_who_may_not_continue_are_not_told_that_they_close() -> None:
    row = MentorshipFactory(wrapping_up=True, extended=2)
    assert advancing.advance(now=STARTED + 8 * DAY) == 0
    assert advancing.advance(now=STARTED + 21 * DAY) == 1
    assert fresh(row).state == "ended"


@pytest.mark.parametrize("how", ["finish", "block", "silence"])
def test_answers_go_with_the_end(how: str) -> None:
    row = wrapping_up()
    answer(row, row.mentee, "as_before")
    if how == "finish":
        changing.finish(mentorship=row, by=row.mentor.user, seen="wrapping_up", now=STARTED + DAY)
    elif how == "block":
        block(member=row.mentee, by=row.mentor.user, now=STARTED + DAY)
    else:
        for days in (7, 21):
            advancing.advance(now=STARTED + days * DAY)
    assert fresh(row).state == "ended"
    assert not Continuation.objects.exists()


# What changes from one request to the next: tokens, and their names.
PASSING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|nonce-[\w-]+|nonce="[^"]+"|"X-CSRFToken": ?"[^"]+"')


def seen_by(member: User, row: Mentorship) -> list[tuple[str, int, bytes, int]]:
    """All that one of the two can open, and how many queries each takes; and what they post themselves."""
    browser = Client()
    browser.force_login(member)
    pages = [
        "/", reverse("mentorships:mentorships"), row.get_absolute_url(), reverse("conversations:list"),
        reverse("mentorships:agreement", args=[row.uuid]), reverse("bookings:list"), reverse("mentorships:offer"),
    ]  # fmt: skip
    found = []
    for page in pages:
        with CaptureQueriesContext(connection) as asked:
            response = browser.get(page)
        found.append((page, response.status_code, PASSING.sub(b"", response.content), len(asked)))
    with CaptureQueriesContext(connection) as asked:
        response = browser.post(reverse("mentorships:decide", args=[row.uuid]), {"answer": "finish"})
    return [*found, ("post", response.status_code, response.content, len(asked))]


def copy_of(member: User) -> str:
    """A member's copy of what mentorships hold, without seconds and ids: a test's clock runs on."""
    export = exporting.ask(by=member, now=clock.now())
    exporting.make(export.pk, now=clock.now())
    export.refresh_from_db()
    held = {name: rows for name, rows in records(export).items() if name.startswith("mentorships")}
    export.delete()
    assert not any(str(each["id"]).isdecimal() for each in held["mentorships.Continuation"])
    return re.sub(r":\d\d\.\d+|'id': '[^']+'", "", str(held))


@pytest.mark.usefixtures("fixed_clock", "no_second_factor")
@pytest.mark.parametrize("is_mentee", [True, False])
def test_nothing_tells_one_what_the_other_has_answered(*, is_mentee: bool) -> None:
    """Pages, queries, copies of data and emails of one, and the team's pages, for each answer of the other."""
    clock.move_to(STARTED + DAY)
    row = wrapping_up()
    reader, other = (row.mentee, row.mentor.user) if is_mentee else (row.mentor.user, row.mentee)
    team = Client()
    team.force_login(UserFactory(is_staff=True, is_superuser=True))
    lists = reverse("admin:mentorships_mentorship_changelist")
    desk = [lists, reverse("admin:mentorships_mentorship_change", args=[row.pk])]
    seen, copies, desks = [], [], []
    seen_by(reader, row)  # the first look fills caches
    for said in ANSWERS:
        Continuation.objects.all().delete()
        answer(row, other, said)
        seen.append(seen_by(reader, row))
        copies.append(copy_of(reader))
        desks.append([PASSING.sub(b"", team.get(page).content) for page in desk])
    assert [each for each in seen if each != seen[0]] == []
    assert copies == [copies[0]] * 4
    assert [each for each in desks if each != desks[0]] == []
    assert "finish" in copies[0]  # one's own answer
    assert Notice.objects.filter(kind__startswith="mentorship").count() == 0


def test_less_often_is_no_answer_for_two_who_meet_as_rarely_as_can_be() -> None:
    row = MentorshipFactory(wrapping_up=True, rhythm=4)
    with pytest.raises(MentorshipRefused, match="one of the answers"):
        answer(row, row.mentee, "less_often")
    choices = dict(ContinuationForm(row=row).fields["answer"].choices)  # type: ignore[attr-defined]
    assert list(choices) == ["as_before", "finish"]


def test_what_is_asked_does_not_change_within_the_week() -> None:
    """The planned end is past, and the year nearly over: it counts from when it was wrapped up."""
    row = MentorshipFactory(wrapping_up=True, ends_at=STARTED - DAY, began_at=STARTED - timedelta(weeks=48))
    assert row.more_weeks() == (4,)
    for member in (row.mentee, row.mentor.user):
        answer(row, member, "as_before", weeks=4, now=STARTED + 6 * DAY)
    assert fresh(row).ends_at == STARTED + timedelta(weeks=4)
