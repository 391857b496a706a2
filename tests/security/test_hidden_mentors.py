"""A mentor who is hidden, or has left, answers at every address like one who never was: ASVS 5.0, clause 8.2.2."""

import re

import pytest
from django.test import Client

from mentors.models import MentorStatus
from tests.architecture.walking import addresses
from tests.factories import MentorFactory, UserFactory, WaitlistEntryFactory
from tests.pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", [MentorStatus.HIDDEN, MentorStatus.LEFT])
@pytest.mark.parametrize("method", ["get", "post"])
def test_hidden_mentor_is_not_told_from_nobody(status: MentorStatus, method: str) -> None:
    MentorFactory(bookable=True, slug="amara", status=status)
    with_slug = [address for address in addresses() if "mentors/<slug:" in address.route]
    assert len(with_slug) >= 5
    for client in (Client(), signed_in(UserFactory()), signed_in(MentorFactory(bookable=True).user)):
        for address in with_slug:
            found = set()
            for slug in ("amara", "nobody"):
                answer = getattr(client, method)(address.path(slug))
                page = re.sub(r'value="\w{64}"', "", answer.content.decode()).replace(slug, "?")
                found.add((answer.status_code, page))
            assert len(found) == 1, address


@pytest.mark.parametrize("status", [MentorStatus.LISTED, MentorStatus.HIDDEN])
def test_who_waits_for_a_mentor_can_stop(status: MentorStatus) -> None:
    entry = WaitlistEntryFactory(mentor__slug="amara", mentor__status=status)
    answer = signed_in(entry.member).post("/mentors/amara/wait/stop/")
    assert answer.status_code == 302
    assert not entry.mentor.waitlist.exists()
