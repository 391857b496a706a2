"""Mentors without room are neither offered nor asked, and a yes that comes to nothing goes on to the next."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import services as accounts
from accounts.models import User
from bookings.services import status
from matching.errors import RequestRefused
from matching.models import Ask, Request
from matching.policy import MOST_TO_ANSWER, MOST_TO_BOOK
from matching.presenters.requests import suggestions
from matching.services import relaying
from mentors.models import Mentor, MentorStatus, SavedMentor
from notifications.models import Notice
from outbox.services import drain
from tests.bookings.moments import NOW, book
from tests.factories import AskFactory, MentorFactory, TopicFactory, UserFactory
from tests.matching.relays import DAY, MINUTE, accept, ask_back, ask_of, decline, send, states, three, told
from tests.matching.test_notices import mails, words
from tests.pages import markup

pytestmark = pytest.mark.django_db


def fill(mentor: Mentor, **traits: Any) -> None:
    """Leave the mentor no room: with requests to answer, or with traits for those that nobody has booked a time for."""
    number = MOST_TO_BOOK if traits.get("accepted") else MOST_TO_ANSWER
    AskFactory.create_batch(number, mentor=mentor, **({"settled_at": NOW} if traits.get("accepted") else {}), **traits)


@pytest.mark.parametrize("traits", [{"accepted": True}, {}, {"asked_back": True}])
def test_mentor_without_room_is_skipped_and_the_next_is_asked(mentee: User, traits: dict[str, Any]) -> None:
    ana, bela, cem = three()
    request = send(mentee, ana, bela, cem)
    fill(bela, **traits)
    mails(mentee)
    decline(request, ana)
    assert states(request) == ["live", "declined", "full", "sent"]
    assert (told(bela.user), told(cem.user)) == ([], ["request_asked"])
    [relayed] = mails(mentee, now=NOW + DAY)
    assert "Bela has no room at the moment. Now it’s Cem’s turn" in words(relayed)


def test_request_ends_when_no_one_who_is_left_has_room(mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    fill(bela, accepted=True)
    decline(request, ana)
    assert states(request) == ["exhausted", "declined", "full"]
    assert "Bela has no room at the moment." in words(mails(mentee, now=NOW + DAY)[-1])


def test_room_comes_back_with_an_answer_a_booking_a_month_and_a_closed_account(mentee: User) -> None:
    ana, bela, *_others = three()
    fill(ana)
    assert relaying.without_room([ana.pk, bela.pk], now=NOW) == {ana.pk}
    ask = Ask.objects.filter(mentor=ana).first()
    assert ask is not None
    decline(ask.request, ana, now=NOW)
    assert relaying.without_room([ana.pk, bela.pk], now=NOW) == set()
    fill(bela, accepted=True)
    assert relaying.without_room([bela.pk], now=NOW + 30 * DAY) == set()
    assert relaying.without_room([bela.pk], now=NOW) == {bela.pk}
    first, second, _third = Ask.objects.filter(mentor=bela).select_related("request__mentee")
    User.objects.filter(pk=first.request.mentee_id).update(is_active=False)
    assert relaying.without_room([bela.pk], now=NOW) == set()
    User.objects.filter(pk=first.request.mentee_id).update(is_active=True)
    book(bela, second.request.mentee)
    assert relaying.without_room([bela.pk], now=NOW) == set()


def test_mentor_without_room_cannot_be_chosen(mentee: User) -> None:
    ana, bela, _cem = three()
    fill(bela, accepted=True)
    with pytest.raises(RequestRefused, match="Bela Nagy has no room for requests at the moment"):
        send(mentee, ana, bela)
    assert not Request.objects.filter(mentee=mentee).exists()


@pytest.mark.usefixtures("fixed_clock")
def test_mentor_without_room_is_not_offered(client: Client, mentee: User) -> None:
    topic = TopicFactory()
    asked, full, free = MentorFactory.create_batch(3, bookable=True, topics=[topic])
    SavedMentor.objects.create(member=mentee, mentor=full, saved_at=NOW)
    fill(full)
    client.force_login(mentee)
    page = client.get(reverse("matching:new_request"), {"mentor": [full.slug, free.slug]})
    shown = markup(page)
    assert f'value="{free.user.display_name}"' in shown
    assert f'value="{full.user.display_name}"' not in shown
    assert f"{full.user.display_name} has no room for requests at the moment." in shown
    request = send(mentee, asked)
    decline(request, asked, now=NOW)
    assert [mentor.pk for mentor in suggestions(request, now=NOW)] == [free.pk]
    request.suggested.set([full, free])
    assert [mentor.pk for mentor in suggestions(request, now=NOW)] == [free.pk]


@pytest.mark.parametrize("way", ["pause", "leave", "close", "unlist"])
def test_yes_of_a_mentor_who_stops_goes_on_to_the_next_choice(mentee: User, way: str) -> None:
    ana, bela, cem = three()
    request = send(mentee, ana, bela, cem)
    accept(request, ana)
    mails(mentee, now=NOW + DAY)
    now = NOW + 2 * DAY
    if way == "pause":
        status.pause(mentor=ana, by=ana.user, now=now)
    elif way == "leave":
        status.leave(mentor=ana, by=ana.user, message="", now=now)
    elif way == "close":
        accounts.close(user=ana.user, by=UserFactory(staff=True), now=now)
    else:
        Mentor.objects.filter(pk=ana.pk).update(status=MentorStatus.HIDDEN)
        relaying.pass_on(now=now)
    drain(now=now)
    assert states(request) == ["live", "undone", "sent", "waiting"]
    assert (told(bela.user), "request_over" in told(ana.user)) == (["request_asked"], True)
    [relayed] = [mail for mail in mails(mentee, now=now) if "Now we’ve asked" in mail.subject]
    why = "is taking a break now." if way == "pause" else "isn’t available any more."
    assert f"Ana had said yes, but {why} Now it’s Bela’s turn" in words(relayed)
    accept(request, bela, now=now + DAY)
    assert states(request) == ["matched", "undone", "accepted", "withdrawn"]


@pytest.mark.usefixtures("fixed_clock")
def test_page_says_the_same_as_the_email_when_no_one_is_left(client: Client, mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    accept(request, ana, now=NOW)
    status.pause(mentor=ana, by=ana.user, now=NOW)
    drain(now=NOW)
    assert states(request) == ["exhausted", "undone"]
    client.force_login(mentee)
    shown = markup(client.get(request.get_absolute_url()))
    for text in ("Ana had said yes, but is taking a break now.", "no one found yet", "What you can do now"):
        assert text in shown
    subjects = [mail.subject for mail in mails(mentee)]
    assert "It hasn’t worked out with your request yet" in subjects
    assert "Ana Ruiz said yes" not in subjects, "it was no longer true when it would have been sent"
    [over] = [mail for mail in mails(ana.user) if "no longer counts" in mail.subject]
    assert "Kofi hadn’t booked a time yet" in words(over)


def test_booked_time_and_one_that_can_no_longer_be_booked_are_left_alone(mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    accept(request, ana, now=NOW)
    book(ana, mentee)
    old = AskFactory(mentor=ana, accepted=True, settled_at=NOW - 31 * DAY, request__state="matched",
                     request__ended_at=NOW - 31 * DAY)  # fmt: skip
    gone = AskFactory(mentor=ana, accepted=True, settled_at=NOW, request__state="matched", request__ended_at=NOW)
    User.objects.filter(pk=gone.request.mentee_id).update(is_active=False)
    status.pause(mentor=ana, by=ana.user, now=NOW)
    assert relaying.pass_on(now=NOW) == 0
    for row in (request, old.request, gone.request):
        assert states(row)[:2] == ["matched", "accepted"]


def test_yes_that_comes_to_nothing_beside_another_request_asks_no_one_else(mentee: User) -> None:
    ana, bela, cem = three()
    first = send(mentee, ana, bela)
    accept(first, ana, now=NOW)
    second = send(mentee, cem, now=NOW + MINUTE)
    mails(mentee)
    status.pause(mentor=ana, by=ana.user, now=NOW + DAY)
    drain(now=NOW + DAY)
    assert (states(first), states(second)) == (["exhausted", "undone", "withdrawn"], ["live", "sent"])
    assert told(bela.user) == []
    [exhausted] = [mail for mail in mails(mentee, now=NOW + DAY) if "worked out" in mail.subject]
    assert "As you have another request in progress, we’ve asked no one else for this one." in words(exhausted)
    assert "That was the last mentor" not in words(exhausted)


def test_mentors_who_could_not_be_asked_before_the_yes_are_not_asked_after_it(mentee: User) -> None:
    ana, bela, cem = three()
    request = send(mentee, ana, bela, cem)
    decline(request, ana)
    ask_back(request, bela, now=NOW + DAY)
    accept(request, bela, now=NOW + 2 * DAY)
    status.pause(mentor=bela, by=bela.user, now=NOW + 3 * DAY)
    relaying.pass_on(mentor=bela, now=NOW + 3 * DAY)
    assert states(request) == ["live", "declined", "undone", "sent"]
    assert ask_of(request, bela).message == "Gladly."
    assert Notice.objects.filter(recipient=cem.user, kind="request_asked").count() == 1


def test_month_of_an_acceptance_ends_the_duty_to_reopen(mentee: User) -> None:
    ask = AskFactory(accepted=True, settled_at=NOW, request__state="matched", request__ended_at=NOW)
    Mentor.objects.filter(pk=ask.mentor_id).update(status=MentorStatus.PAUSED)
    assert relaying.pass_on(now=NOW + 30 * DAY) == 0
    assert relaying.pass_on(now=NOW + 30 * DAY - timedelta(seconds=1)) == 1
