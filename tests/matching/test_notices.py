"""What emails about requests say, and when they're no longer sent."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from accounts.models import User
from bookings.services import status
from matching.models import Ask, Request
from matching.services import relaying, requests
from mentors.models import Mentor
from notifications.models import Notice
from outbox.services import drain
from tests.bookings.moments import NOW, book
from tests.factories import UserFactory
from tests.factories.matching import GOAL
from tests.matching.relays import (
    DAY,
    MINUTE,
    WEEK,
    accept,
    ask_back,
    ask_of,
    decline,
    reply,
    send,
    three,
)

pytestmark = pytest.mark.django_db


def mails(member: User, *, now: object = NOW) -> list[EmailMessage]:
    """What a member got since the last look."""
    drain(now=now)
    got = [message for message in mail.outbox if message.to == [member.email]]
    mail.outbox = [message for message in mail.outbox if message.to != [member.email]]
    return got


def dropped() -> dict[str, str]:
    return dict(Notice.objects.filter(state="dropped").values_list("kind", "reason"))


def words(message: EmailMessage) -> str:
    return " ".join(str(message.body).split())


def goal() -> str:
    return " ".join(GOAL.split())


def test_mentor_reads_the_mentee_s_words_and_until_when(mentee: User) -> None:
    ana, bela, _cem = three()
    User.objects.filter(pk=mentee.pk).update(introduction="I bake bread.")
    send(mentee, ana, bela, tried="Three books.", languages=["de"])
    [asked] = mails(ana.user)
    assert asked.subject == "Kofi Mensah has a request for you"
    for part in ("Until Mon 30 Nov, 09:50", goal()[:60], "Three books.", "German", "I bake bread."):
        assert part in words(asked)
    assert "Bela" not in words(asked)
    [receipt] = mails(mentee)
    assert receipt.subject == "We’ve asked Ana Ruiz"
    assert "we ask the next one at once: Bela Nagy." in words(receipt)


def test_mentor_is_reminded_on_the_third_and_the_sixth_day(mentee: User) -> None:
    ana, *_others = three()
    send(mentee, ana)
    mails(ana.user)
    assert mails(ana.user, now=NOW + 3 * DAY - MINUTE) == []
    assert [each.subject for each in mails(ana.user, now=NOW + 3 * DAY)] == ["Kofi Mensah’s request is waiting for you"]
    assert [each.subject for each in mails(ana.user, now=NOW + 6 * DAY)] == ["One more day for Kofi Mensah’s request"]


def test_no_reminder_after_an_answer_nor_of_a_clock_that_stopped(mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    ask_back(request, ana, now=NOW + DAY)
    reply(request, ana, now=NOW + 2 * DAY)
    mails(ana.user, now=NOW + 2 * DAY)
    assert mails(ana.user, now=NOW + 3 * DAY) == []
    assert dropped()["request_reminder"] == "the mentor has longer by now"
    assert len(mails(ana.user, now=NOW + 4 * DAY)) == 1
    decline(request, ana, now=NOW + 5 * DAY)
    assert mails(ana.user, now=NOW + 7 * DAY) == []
    assert dropped()["request_last_reminder"] == "the ask is declined by now"


def test_mentee_is_told_why_and_whom_we_ask_now(mentee: User) -> None:
    ana, bela, cem = three()
    request = send(mentee, ana, bela, cem)
    mails(mentee)
    decline(request, ana, reason="fit", message="All the best.", now=NOW + DAY)
    [relayed] = mails(mentee, now=NOW + DAY)
    assert relayed.subject == "Now we’ve asked Bela Nagy"
    assert "Ana can’t take on your request at the moment. Now it’s Bela’s turn, until" in words(relayed)
    assert "All the best." in words(relayed)
    status.pause(mentor=cem, by=cem.user, now=NOW + 2 * DAY)
    relaying.expire(now=NOW + DAY + WEEK)
    [exhausted] = mails(mentee, now=NOW + DAY + WEEK)
    assert exhausted.subject == "It hasn’t worked out with your request yet"
    assert "We asked Bela, and no answer came by 1 December." in words(exhausted)
    assert "Cem was taking a break when it was their turn." in words(exhausted)
    assert "Ana" not in words(exhausted)
    assert "ignored" not in words(exhausted)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("time", "Ana has no time for it at the moment."),
        ("field", "Ana says that it’s not their field."),
        ("better", "Ana thinks that someone else fits better."),
        ("fit", "Ana can’t take on your request at the moment."),
        ("other", "Ana can’t take on your request at the moment."),
    ],
)
def test_reason_is_told_unless_it_would_hurt(mentee: User, reason: str, sentence: str) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    mails(mentee)
    decline(request, ana, reason=reason)
    [relayed] = mails(mentee, now=NOW + DAY)
    assert sentence in words(relayed)


def test_question_and_reply_go_through(mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    drain(now=NOW)
    mail.outbox.clear()
    ask_back(request, ana)
    [question] = mails(mentee, now=NOW + DAY)
    assert question.subject == "Ana Ruiz has a question about your request"
    assert "How large is your team?" in words(question)
    [reminder] = mails(mentee, now=NOW + 4 * DAY)
    assert reminder.subject == "Ana Ruiz is waiting for your answer"
    reply(request, ana, now=NOW + 4 * DAY)
    [replied] = mails(ana.user, now=NOW + 4 * DAY)[-1:]
    assert replied.subject == "Kofi Mensah has answered your question"
    assert "Four people." in words(replied)


def test_reminder_of_a_question_is_not_sent_after_the_reply(mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    ask_back(request, ana)
    reply(request, ana)
    mails(mentee, now=NOW + 2 * DAY)
    assert mails(mentee, now=NOW + 4 * DAY) == []


def test_question_that_nobody_answers_ends_kindly(mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    ask_back(request, ana)
    drain(now=NOW + 5 * DAY)
    mail.outbox.clear()
    relaying.expire(now=NOW + 6 * DAY)
    [lapsed] = mails(mentee, now=NOW + 6 * DAY)
    assert "Ana had a question, and we didn’t hear from you by" in words(lapsed)
    [over] = mails(ana.user, now=NOW + 6 * DAY)
    assert over.subject == "Kofi Mensah’s request has ended"


def test_mentor_is_told_when_it_is_over_and_why(mentee: User) -> None:
    ana, bela, cem = three()
    expired, away = send(mentee, ana), send(UserFactory(), bela)
    withdrawn = send(UserFactory(display_name="Lea Wolf"), cem)
    drain(now=NOW)
    mail.outbox.clear()
    requests.withdraw(request=withdrawn, by=withdrawn.mentee, now=NOW)
    assert [each.subject for each in mails(cem.user)] == ["Lea Wolf has withdrawn the request"]
    status.pause(mentor=bela, by=bela.user, now=NOW)
    [over] = mails(bela.user)
    assert "You’re not taking bookings at the moment, so it has moved on." in words(over)
    relaying.expire(now=NOW + WEEK)
    assert "You had until 30 November to answer, so it has moved on." in words(mails(ana.user, now=NOW + WEEK)[-1])
    assert {Request.objects.get(pk=row.pk).state for row in (expired, away)} == {"exhausted"}


def test_acceptance_leads_to_the_mentor_s_times_unless_one_is_booked(mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana)
    mails(mentee)
    accept(request, ana, now=NOW)
    [accepted] = mails(mentee)
    assert accepted.subject == "Ana Ruiz said yes"
    assert ana.get_absolute_url() in words(accepted)
    assert "by 23 December. It’s confirmed at once." in words(accepted)
    another = send(mentee, bela, now=NOW + timedelta(hours=1))
    accept(another, bela, now=NOW + timedelta(hours=1))
    Ask.objects.filter(pk=ask_of(another, bela).pk).update(fulfilled_at=NOW)
    assert "Bela Nagy said yes" not in {each.subject for each in mails(mentee, now=NOW + timedelta(hours=1))}
    assert dropped()["request_accepted"] == "a time is booked, or can't be any more"


def test_news_that_are_overtaken_are_not_sent(mentee: User, mentor: Mentor) -> None:
    request = send(mentee, mentor)
    decline(request, mentor, now=NOW)
    requests.let_the_team_look(request=request, by=mentee, now=NOW)
    requests.withdraw(request=request, by=mentee, now=NOW)
    drain(now=NOW)
    assert mail.outbox == []
    assert set(dropped()) >= {"request_asked", "request_sent", "request_exhausted", "request_for_team"}
    assert book(mentor, mentee).is_confirmed
