"""Asking for a mentorship goes through the relay: one mentor after the other, and a yes begins it."""

import pytest

from matching.errors import RequestRefused
from matching.models import Ask, RequestKind
from mentorships import notices  # noqa: F401  # its notices are registered
from mentorships.models import Mentorship, Offer
from notifications.models import Notice
from tests.bookings.moments import NOW
from tests.factories import MentorshipFactory, OfferFactory, UserFactory
from tests.matching.relays import DAY, accept, decline, send, states, three

pytestmark = pytest.mark.django_db
KIND = {"kind": RequestKind.MENTORSHIP}


def test_yes_begins_it_and_nothing_is_left_to_book_first() -> None:
    ana, _bela, _cem = three()
    OfferFactory(mentor=ana, weeks=16)
    mentee = UserFactory()
    request = send(mentee, ana, **KIND)
    ask = accept(request, ana)
    row = Mentorship.objects.get()
    assert (row.mentor, row.mentee, row.weeks, row.goal) == (ana, mentee, 16, request.goal)
    assert ask.fulfilled_at
    assert not Ask.objects.to_book(at=NOW + DAY).exists()
    accept(request, ana)
    assert Mentorship.objects.count() == 1


def test_only_who_has_a_place_can_be_asked() -> None:
    ana, bela, cem = three()
    OfferFactory(mentor=ana)
    OfferFactory(mentor=bela, is_open=False)
    MentorshipFactory(mentor=OfferFactory(mentor=cem).mentor)
    for mentor in (bela, cem):
        with pytest.raises(RequestRefused, match="no place"):
            send(UserFactory(), mentor, **KIND)
    send(UserFactory(), ana, **KIND)


def test_next_is_asked_who_still_has_a_place() -> None:
    ana, bela, cem = three()
    for mentor in (ana, bela, cem):
        OfferFactory(mentor=mentor)
    request = send(UserFactory(), ana, bela, cem, **KIND)
    MentorshipFactory(mentor=bela)
    decline(request, ana)
    assert states(request) == ["live", "declined", "full", "sent"]


def test_last_place_is_given_once() -> None:
    ana, _bela, _cem = three()
    OfferFactory(mentor=ana)
    first, second = (send(UserFactory(), ana, **KIND) for _two in range(2))
    accept(first, ana)
    with pytest.raises(RequestRefused, match="1 place"):
        accept(second, ana)
    Offer.objects.filter(mentor=ana).update(places=2)
    accept(second, ana)


def test_who_has_a_mentor_cannot_ask_for_another() -> None:
    ana, _bela, _cem = three()
    OfferFactory(mentor=ana)
    mentee = UserFactory()
    MentorshipFactory(mentee=mentee)
    with pytest.raises(RequestRefused, match="already have"):
        send(mentee, ana, **KIND)
    send(mentee, ana)  # a single session


def test_emails_say_that_it_is_a_mentorship() -> None:
    ana, _bela, _cem = three()
    OfferFactory(mentor=ana)
    request = send(UserFactory(), ana, **KIND)
    accept(request, ana)
    kinds = {*Notice.objects.values_list("kind", flat=True)}
    assert {"request_asked", "request_accepted"} <= kinds
