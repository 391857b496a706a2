"""Words of farewell: each writes without knowing the other's, and the end never waits for them."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.blocking import block
from accounts.models import User
from core import clock
from mentorships.errors import MentorshipRefused
from mentorships.models import Farewell, Mentorship
from mentorships.presenters.farewells import farewells_of
from mentorships.services import advancing, farewells
from tests.factories import MentorshipFactory, UserFactory
from tests.factories.mentorships import STARTED
from tests.mentorships.pairs import DAY, fresh

pytestmark = pytest.mark.django_db
SETTLED = STARTED + 8 * DAY
NOTHING = dict.fromkeys(("reached", "learned", "thanks", "advice"), "")
SECOND = timedelta(seconds=1)


def closing() -> Mentorship:
    """One in which it's settled that the two close."""
    return MentorshipFactory(wrapping_up=True, asked=1)


def say(row: Mentorship, by: User, thanks: str, *, now: datetime = SETTLED) -> Farewell:
    return farewells.write(mentorship=row, by=by, words=NOTHING | {"thanks": thanks}, now=now)


def read_by(row: Mentorship, reader: User, *, now: datetime = SETTLED) -> str | None:
    """The other one's thanks, as the reader's page has them."""
    found = farewells_of(fresh(row), reader, now=now)
    return found.theirs.thanks if found and found.theirs else None


def test_each_reads_the_others_once_both_have_written() -> None:
    row = closing()
    mentee, mentor = row.mentee, row.mentor.user
    say(row, mentee, "For your time")
    assert read_by(row, mentor) is None
    say(row, mentee, "For your patience")
    say(row, mentor, "For your questions")
    assert (read_by(row, mentor), read_by(row, mentee)) == ("For your patience", "For your questions")
    with pytest.raises(MentorshipRefused, match="can read your farewell already"):
        say(row, mentee, "For nothing")


def test_or_a_week_later_and_a_change_does_not_delay_it() -> None:
    row = closing()
    say(row, row.mentee, "For your time")
    say(row, row.mentee, "For your patience", now=SETTLED + 6 * DAY)
    assert read_by(row, row.mentor.user, now=SETTLED + 7 * DAY - SECOND) is None
    assert read_by(row, row.mentor.user, now=SETTLED + 7 * DAY) == "For your patience"
    with pytest.raises(MentorshipRefused, match="already"):
        say(row, row.mentee, "For nothing", now=SETTLED + 7 * DAY)
    say(row, row.mentor.user, "For your questions", now=SETTLED + 8 * DAY)
    assert read_by(row, row.mentee, now=SETTLED + 8 * DAY) == "For your questions"


@pytest.mark.parametrize(
    ("changes", "after", "reason"),
    [
        ({"active": True}, DAY, "isn’t the end"),
        ({"wrapping_up": True}, DAY, "isn’t the end"),  # they may still continue
        ({"wrapping_up": True}, 7 * DAY, None),
        ({"wrapping_up": True, "extended": 2}, DAY, None),
        ({"ended": True, "end_kind": "gone"}, DAY, "isn’t the end"),
        ({"ended": True, "end_kind": "closed"}, 14 * DAY - SECOND, None),
        ({"ended": True}, 14 * DAY, "over"),
    ],
)
def test_when_it_can_be_written(changes: dict[str, object], after: timedelta, reason: str | None) -> None:
    row = MentorshipFactory(**changes)
    if reason is None:
        assert say(row, row.mentee, "Thanks", now=STARTED + after).thanks == "Thanks"
    else:
        with pytest.raises(MentorshipRefused, match=reason):
            say(row, row.mentee, "Thanks", now=STARTED + after)
    with pytest.raises(MentorshipRefused, match="your mentorship"):
        say(row, UserFactory(), "Thanks", now=STARTED + after)


@pytest.mark.parametrize("writers", [0, 1, 2])
def test_the_end_does_not_wait_for_it(writers: int) -> None:
    row = closing()
    for member in (row.mentee, row.mentor.user)[:writers]:
        say(row, member, "Thanks")
    advancing.advance(now=STARTED + 21 * DAY)
    assert fresh(row).state == "ended"


def test_after_a_block_what_was_hidden_stays_hidden() -> None:
    row = closing()
    blocker, blocked = row.mentee, row.mentor.user
    say(row, blocker, "Before")
    block(member=blocked, by=blocker, now=SETTLED + DAY)
    row = fresh(row)
    with pytest.raises(MentorshipRefused, match="You’ve blocked"):
        say(row, blocker, "After", now=SETTLED + 2 * DAY)
    say(row, blocked, "Why?", now=SETTLED + 2 * DAY)  # as after any other end
    for reader in (blocker, blocked):
        assert read_by(row, reader, now=SETTLED + 9 * DAY) is None


def test_after_a_block_what_was_read_stays() -> None:
    row = closing()
    say(row, row.mentee, "One")
    say(row, row.mentor.user, "Two")
    block(member=row.mentor.user, by=row.mentee, now=SETTLED + DAY)
    assert read_by(row, row.mentor.user, now=SETTLED + 2 * DAY) == "One"


@pytest.mark.parametrize("traits", [{"wrapping_up": True, "asked": 1}, {"ended": True}])
def test_a_page_to_write_and_read(client: Client, traits: dict[str, object]) -> None:
    now = clock.now()
    since = now - 8 * DAY
    dated = {"ended_at": since} if "ended" in traits else {"ends_at": now + DAY}
    row = MentorshipFactory(began_at=now - 60 * DAY, state_since=since, **traits, **dated)
    page, post = row.get_absolute_url(), reverse("mentorships:farewell", args=[row.uuid])
    client.force_login(row.mentee)
    assert "Write a farewell" in client.get(page).text
    assert "at least one" in client.post(post, {"thanks": " "}).text
    refused = client.post(post, {"thanks": "x" * 501})
    assert (refused.status_code, "x" * 501 in refused.text) == (400, True)
    assert client.post(post, {"thanks": "<b>For your time"}).status_code == 302
    client.force_login(row.mentor.user)
    assert "For your time" not in client.get(page).text
    client.post(post, {"advice": "Ask early"})
    assert "&lt;b&gt;For your time" in client.get(page).text
    assert client.post(post, {"advice": "Ask late"}).status_code == 409
    client.force_login(UserFactory())
    assert client.post(post, {"advice": "Ask late"}).status_code == 404


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("farewell_once_each", {}),
        ("farewell_says_something", {"thanks": ""}),
        ("farewell_words_not_too_long", {"thanks": "x" * 501}),
    ],
)
def test_farewell_keeps_its_rules(constraint: str, changes: dict[str, str]) -> None:
    row = closing()
    say(row, row.mentee, "Thanks")
    said = {"mentorship": row, "member": row.mentee if constraint == "farewell_once_each" else row.mentor.user}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Farewell.objects.create(**said, **{"thanks": "Thanks", "written_at": SETTLED} | changes)
