"""The cards are read once in each role."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mentorships.models import CardsRead
from mentorships.presenters.to_do import to_do
from mentorships.services import learning
from tests.factories import MentorshipFactory, OfferFactory, UserFactory
from tests.factories.mentorships import BEGUN, STARTED

pytestmark = pytest.mark.django_db


def test_first_time_counts_in_each_role() -> None:
    member = UserFactory()
    for now in (BEGUN, STARTED):
        learning.confirm(member=member, as_mentor=True, now=now)
    assert learning.has_read(member=member, as_mentor=True)
    assert not learning.has_read(member=member, as_mentor=False)
    assert CardsRead.objects.get().read_at == BEGUN


def test_the_two_are_asked_until_they_have_read_them() -> None:
    row = MentorshipFactory()

    def asked(member: User) -> bool:
        return any(each.label == "Read the cards" for each in to_do(member, most=9, now=BEGUN))

    assert [asked(row.mentee), asked(row.mentor.user)] == [True, True]
    learning.confirm(member=row.mentee, as_mentor=True, now=BEGUN)  # the other role's
    learning.confirm(member=row.mentor.user, as_mentor=True, now=BEGUN)
    assert [asked(row.mentee), asked(row.mentor.user)] == [True, False]
    learning.confirm(member=row.mentee, as_mentor=False, now=BEGUN)
    assert not asked(row.mentee)


def test_cards_are_read_and_confirmed_by_a_button(client: Client) -> None:
    offer = OfferFactory()
    client.force_login(offer.mentor.user)
    assert "Three cards for mentors" in client.get(reverse("mentorships:offer")).text
    page = reverse("mentorships:mentor_cards")
    assert "Listen before you help" in client.get(page).text
    assert not CardsRead.objects.exists()
    answer = client.post(f"{page}?next={reverse('mentorships:offer')}")
    assert answer["Location"] == reverse("mentorships:offer")
    assert "You’ve read them" in client.get(page).text
    assert "Three cards for mentors" not in client.get(reverse("mentorships:offer")).text
    assert "It’s your hour" in client.get(reverse("mentorships:mentee_cards")).text


def test_cards_are_confirmed_once_a_role() -> None:
    row = CardsRead.objects.create(member=UserFactory(), as_mentor=True, read_at=BEGUN)
    with pytest.raises(IntegrityError, match="cards_read_once"), transaction.atomic():
        CardsRead.objects.create(member=row.member, as_mentor=True, read_at=STARTED)
