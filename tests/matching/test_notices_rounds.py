"""Emails about rounds, and when they aren't sent any more."""

from datetime import UTC, datetime, timedelta

import pytest

from matching.models import Answer, Invitation, Pair, Participant, Role, Round, RoundState, Unmatched
from matching.services import rounds
from matching.services.lapsing import lapse
from matching.services.rounds import answer
from notifications.mail_content import MailContent, NoticeObsolete
from notifications.models import Notice
from notifications.services import build, notify
from tests.factories import MentorFactory, TopicFactory, UserFactory
from tests.matching.rounds import BOTH_SAID_YES, CLOSES, DUE, NOW, a_round, computed, mentee, mentor, proposed

pytestmark = pytest.mark.django_db


def content(pair: Pair, kind: str, *, to_mentor: bool = False, at: datetime = NOW) -> MailContent:
    reader = pair.mentor.member if to_mentor else pair.mentee.member
    return build(notify(reader, kind, about=pair, now=NOW), now=at)


def test_question_names_the_other_and_the_reasons_but_not_what_they_think() -> None:
    topic = TopicFactory(name="Sourdough")
    row = a_round(name="Spring")
    one, ana = mentee(row, topics=[topic]), mentor(row, topics=[topic], user__display_name="Ana Sol")
    one.preferences.create(about=ana, rank=1)
    row = computed(row)
    rounds.confirm(round=row, by=UserFactory(staff=True), now=datetime(2026, 6, 2, 10, tzinfo=UTC))
    mail = content(Pair.objects.get(), "round_pair")
    assert mail.subject == "Spring: you and Ana Sol?"
    assert mail.heading == "We’ve found you a mentor"
    assert mail.lines[1:] == ("Topics in common: Sourdough.", "Both speak English.")
    assert mail.more[0] == "Please answer by Tue 9 Jun, 12:00."
    assert content(Pair.objects.get(), "round_pair", to_mentor=True).heading == "We’ve found you a mentee"


def test_question_is_not_asked_once_it_is_answered_or_withdrawn() -> None:
    pair = proposed(a_round())
    answer(pair=pair, yes=True, by=pair.mentee.member, now=NOW)
    with pytest.raises(NoticeObsolete):
        content(Pair.objects.get(), "round_pair")
    assert content(Pair.objects.get(), "round_pair", to_mentor=True)
    for at in (DUE, DUE + timedelta(days=1)):
        with pytest.raises(NoticeObsolete):
            content(Pair.objects.get(), "round_pair", to_mentor=True, at=at)
    Round.objects.update(state=RoundState.WITHDRAWN)
    for kind in ("round_pair", "round_pair_reminder", "round_agreed"):
        with pytest.raises(NoticeObsolete):
            content(Pair.objects.get(), kind, to_mentor=True)


def test_reminder_is_only_for_those_who_have_not_answered() -> None:
    pair = proposed(a_round(name="Spring"))
    answer(pair=pair, yes=True, by=pair.mentee.member, now=NOW)
    with pytest.raises(NoticeObsolete):
        content(Pair.objects.get(), "round_pair_reminder")
    assert "A no helps, too." in content(Pair.objects.get(), "round_pair_reminder", to_mentor=True).lines[1]
    answer(pair=pair, yes=False, by=pair.mentor.member, now=NOW)
    with pytest.raises(NoticeObsolete):
        content(Pair.objects.get(), "round_pair_reminder", to_mentor=True)


def test_what_became_of_a_pair_is_still_told_after_the_round_was_called_off() -> None:
    pair = proposed(a_round())
    answer(pair=pair, yes=False, by=pair.mentor.member, now=NOW)
    both = proposed(a_round(), **BOTH_SAID_YES)
    Round.objects.update(state=RoundState.WITHDRAWN)
    assert "can’t make it" in content(Pair.objects.get(pk=pair.pk), "round_declined").heading
    assert content(Pair.objects.get(pk=both.pk), "round_agreed").heading == "You’ve both said yes"


def test_lapsed_pair_is_told_without_the_other_ones_answer() -> None:
    pair = proposed(a_round(), mentee_answer=Answer.YES, mentee_answered_at=NOW)
    silent = proposed(a_round())
    lapse(now=DUE)
    name = pair.mentor.member.display_name
    assert content(Pair.objects.get(pk=pair.pk), "round_lapsed").lines[0].startswith(f"You said yes to {name}.")
    for row in (pair, silent):
        mail = content(Pair.objects.get(pk=row.pk), "round_lapsed", to_mentor=True)
        assert mail.lines[0].startswith(f"We asked you about {row.mentee.member.display_name}, and you had until")
        assert "yes" not in " ".join(mail.lines)


def called_off(participant: Participant) -> MailContent:
    rounds.withdraw(round=participant.round, by=UserFactory(staff=True), now=NOW)
    return build(Notice.objects.get(kind="round_withdrawn", recipient=participant.member), now=NOW)


def test_called_off_round_says_what_stays_and_what_does_not() -> None:
    pair = proposed(a_round(), **BOTH_SAID_YES)
    other = proposed(pair.round)
    mail = called_off(pair.mentee)
    stays = f"You and {pair.mentor.member.display_name} have both said yes, so you’re still a pair."
    assert mail.lines[1:] == (stays, "There’s nothing else for you to answer in this round.")
    mail = called_off(other.mentee)
    assert mail.lines[1] == "There’s nothing for you to answer any more."
    assert called_off(mentee(a_round())).lines[1] == "So there won’t be a pair for you this time."


def test_invitation_says_that_nothing_happens_without_a_yes() -> None:
    row, ana = a_round(name="Spring", about="For all"), MentorFactory().user
    asked = Invitation.objects.create(round=row, member=ana, role=Role.MENTOR, invited_at=NOW)
    notice = notify(ana, "round_invited", about=asked, now=NOW)
    mail = build(notice, now=NOW)
    assert mail.lines[0] == "The club team would like you to be a mentor in the round “Spring”."
    assert mail.lines[2].endswith("If you do nothing, nothing happens.")
    assert str(mail.quote) == "For all"
    with pytest.raises(NoticeObsolete):
        build(notice, now=CLOSES)
    rounds.leave(round=row, role=Role.MENTOR, by=ana, now=NOW)
    with pytest.raises(NoticeObsolete):
        build(Notice.objects.get(), now=NOW)
    Invitation.objects.update(declined_at=None)
    rounds.join(round=row, role=Role.MENTOR, by=ana, now=NOW)
    with pytest.raises(NoticeObsolete):
        build(Notice.objects.get(), now=NOW)


def test_followed_up_round_says_how_to_leave_it() -> None:
    row = a_round(name="Spring (2)", follows=a_round(name="Spring"))
    person = mentee(row)
    notice = notify(person.member, "round_followed_up", about=person, now=NOW)
    mail = build(notice, now=NOW)
    assert mail.lines[0] == "The round “Spring” is over, and there’s still no pair for you."
    assert "leave it by" in mail.lines[2]
    with pytest.raises(NoticeObsolete):
        build(notice, now=CLOSES)


def test_mentee_of_a_pair_is_led_to_the_mentors_page() -> None:
    said = {"answer": Answer.YES, "answered_at": NOW}
    pair = proposed(
        a_round(), **{f"{side}_{name}": each for side in ("mentee", "mentor") for name, each in said.items()}
    )
    assert content(pair, "round_agreed").action.url.endswith(pair.mentor.member.mentor.get_absolute_url())
    assert content(pair, "round_agreed", to_mentor=True).action.url.endswith(pair.get_absolute_url())


def test_those_without_a_pair_are_led_on_by_their_role() -> None:
    row = a_round()
    one, ana = mentee(row), mentor(row)
    for person, words in ((one, "there’s no mentor for you"), (ana, "there’s no mentee for you")):
        for unmatched in Unmatched:  # the reason stays with the team: it can be what someone else has said
            person.unmatched = unmatched
            mail = build(notify(person.member, "round_without_pair", about=person, now=NOW), now=NOW)
            assert mail.lines[0] == f"In the round “Spring”, {words} this time."
