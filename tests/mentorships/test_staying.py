"""Staying in contact: only by the yes of both, which neither learns of without their own."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.blocking import block
from accounts.models import User
from accounts.services import close
from conversations.hooks import connection
from conversations.services.opening import open_between
from core import clock
from mentorships.errors import MentorshipRefused
from mentorships.models import Contact, Mentorship
from mentorships.services import staying
from notifications.models import Notice
from tests.factories import MentorshipFactory, UserFactory
from tests.factories.mentorships import STARTED
from tests.mentorships.pairs import DAY, fresh

pytestmark = pytest.mark.django_db
LATER = STARTED + 200 * DAY


def ended() -> Mentorship:
    return MentorshipFactory(ended=True)


def both_say_yes(row: Mentorship) -> None:
    for member in (row.mentee, row.mentor.user):
        staying.say_yes(mentorship=row, by=member, now=STARTED + DAY)


def can_write(row: Mentorship, *, at: timedelta) -> bool:
    return connection(row.mentee, row.mentor.user, now=STARTED + at) is not None


def test_both_can_write_for_as_long_as_both_want() -> None:
    row = ended()
    assert staying.say_yes(mentorship=row, by=row.mentee, now=STARTED + DAY) is False
    assert (can_write(row, at=13 * DAY), can_write(row, at=14 * DAY)) == (True, False)
    assert not Notice.objects.exists()
    assert staying.say_yes(mentorship=row, by=row.mentor.user, now=STARTED + DAY) is True
    assert staying.say_yes(mentorship=row, by=row.mentor.user, now=STARTED + DAY) is True
    assert can_write(row, at=200 * DAY)
    open_between(reader=row.mentee, other=row.mentor.user, now=LATER)
    told = Notice.objects.values_list("kind", "recipient").order_by("recipient")
    assert sorted(told) == sorted([("mentorship_contact", row.mentee_id), ("mentorship_contact", row.mentor.user_id)])


@pytest.mark.parametrize("is_mentee", [True, False])
def test_either_ends_it(*, is_mentee: bool) -> None:
    row = ended()
    both_say_yes(row)
    one, other = (row.mentee, row.mentor.user) if is_mentee else (row.mentor.user, row.mentee)
    staying.withdraw(mentorship=row, by=one)
    staying.withdraw(mentorship=row, by=one)
    assert not can_write(row, at=200 * DAY)
    assert Contact.objects.get().is_wanted_by(other)
    staying.withdraw(mentorship=row, by=other)
    assert not Contact.objects.exists()


@pytest.mark.parametrize("how", ["block", "leave"])
def test_a_block_and_a_closed_account_end_it(how: str) -> None:
    row = ended()
    both_say_yes(row)
    if how == "block":
        block(member=row.mentee, by=row.mentor.user, now=LATER)
    else:
        close(user=row.mentee, by=row.mentee, now=LATER)
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("traits", "at", "reason"),
    [
        ({"active": True}, DAY, "for the end"),
        ({"ended": True}, 14 * DAY, "too late"),
        ({"ended": True, "end_kind": "apart"}, DAY, "closed"),
        ({"ended": True, "end_kind": "gone"}, DAY, "closed"),
    ],
)
def test_when_it_cannot_be_said(traits: dict[str, object], at: timedelta, reason: str) -> None:
    row = MentorshipFactory(**traits)
    with pytest.raises(MentorshipRefused, match=reason):
        staying.say_yes(mentorship=row, by=row.mentee, now=STARTED + at)
    with pytest.raises(MentorshipRefused, match="your mentorship"):
        staying.say_yes(mentorship=row, by=UserFactory(), now=STARTED + DAY)


def page_of(row: Mentorship, member: User) -> str:
    browser = Client()
    browser.force_login(member)
    return browser.get(row.get_absolute_url()).text


@pytest.mark.usefixtures("fixed_clock")
def test_the_page_tells_of_the_others_yes_only_with_ones_own() -> None:
    clock.move_to(STARTED + DAY)
    row = ended()
    staying.say_yes(mentorship=row, by=row.mentor.user, now=clock.now())
    with_yes = page_of(row, row.mentee)
    Contact.objects.all().delete()
    without = page_of(row, row.mentee)
    parts = [page.partition("staying-title")[2].partition("</section>")[0] for page in (with_yes, without)]
    assert "Yes, I’d like to" in parts[0]
    token = re.compile(r'value="\w{64}"')
    assert token.sub("", parts[0]) == token.sub("", parts[1])


@pytest.mark.usefixtures("fixed_clock")
def test_on_the_page(client: Client) -> None:
    clock.move_to(STARTED + DAY)
    row = ended()
    staying.say_yes(mentorship=row, by=row.mentor.user, now=clock.now())
    client.force_login(row.mentee)
    client.post(reverse("mentorships:stay", args=[row.uuid]))
    assert "You both said yes" in client.get(row.get_absolute_url()).text
    clock.move_to(LATER)
    assert "End the contact" in client.get(row.get_absolute_url()).text
    client.post(reverse("mentorships:withdraw", args=[row.uuid]))
    assert "staying-title" not in client.get(row.get_absolute_url()).text
    assert fresh(row).state == "ended"
