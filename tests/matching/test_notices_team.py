"""Emails to the club team about rounds."""

import pytest
from django.conf import settings

from accounts.services import close
from matching.models import Answer
from matching.services import following, rounds
from matching.services.lapsing import lapse
from notifications.models import Notice
from notifications.services import build
from tests.factories import UserFactory
from tests.matching.rounds import BOTH_SAID_YES, DUE, LATER, NOW, a_round, mentee, mentor, proposed

pytestmark = pytest.mark.django_db
OVER = "round_over_for_team"


def test_team_is_told_once_how_a_round_went() -> None:
    row = a_round()
    proposed(row)
    mentee(row), mentor(row, capacity=2)
    proposed(row, **BOTH_SAID_YES)
    no = proposed(row)
    rounds.answer(pair=no, yes=False, by=no.mentor.member, now=LATER)
    assert not Notice.objects.filter(kind=OVER).exists()
    lapse(now=DUE), lapse(now=DUE)
    told = Notice.objects.get(kind=OVER)
    assert (told.recipient, told.address, told.about) == (None, settings.TEAM_EMAIL, row)
    mail = build(told, now=DUE)
    assert mail.subject == "Spring: how the round went"
    assert [number for _fact, number in mail.facts] == ["1", "1", "1", "1", "1"]
    assert mail.lines[1] == ("Still free are 2 mentees and 1 mentor. One button opens another round for them.")


@pytest.mark.parametrize("yes", [True, False])
def test_last_answer_or_a_closed_account_tells_the_team(yes: bool) -> None:
    answered = proposed(a_round(), mentor_answer=Answer.YES, mentor_answered_at=NOW)
    left = proposed(a_round())
    rounds.answer(pair=answered, yes=yes, by=answered.mentee.member, now=LATER)
    close(user=left.mentee.member, by=left.mentee.member, now=LATER)
    told = Notice.objects.filter(kind=OVER)
    assert sorted(notice.about.pk for notice in told) == [answered.round_id, left.round_id]


def test_team_that_cancels_a_round_is_told_nothing() -> None:
    pair = proposed(a_round())
    rounds.withdraw(round=pair.round, by=UserFactory(staff=True), now=LATER)
    assert lapse(now=DUE) == 0
    assert not Notice.objects.filter(kind=OVER).exists()


def test_team_reads_when_there_is_nothing_left_to_do_or_it_is_done() -> None:
    pair = proposed(a_round(), **BOTH_SAID_YES)
    rounds.end_if_answered(pair.round, now=LATER)
    told = Notice.objects.get(kind=OVER)
    assert "nothing left to do" in build(told, now=LATER).lines[1]
    mentee(pair.round), mentor(pair.round)
    following.follow_up(round=pair.round, by=UserFactory(staff=True), now=LATER)
    assert "is open already" in build(told, now=LATER).lines[1]
